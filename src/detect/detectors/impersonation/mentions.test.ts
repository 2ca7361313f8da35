import { describe, expect, it } from 'vitest';
import { mentionsIn } from './mentions.ts';

const found = (text: string, names: readonly string[]) =>
  mentionsIn(text, names).map(({ agent, span }) => `${agent}@${span.start}-${span.end}`);

describe('mentions of names', () => {
  it('reads blanks and escaped underscores as what the name lost', () => {
    expect(found('ops_lead, ops lead and ops\\_lead', ['Ops_Lead'])).toEqual([
      'Ops_Lead@0-8',
      'Ops_Lead@10-18',
      'Ops_Lead@23-32',
    ]);
  });

  it('takes the longer of two names that overlap', () => {
    expect(found('the code reviewer', ['code', 'code reviewer', 'reviewer'])).toEqual(['code reviewer@4-17']);
  });

  it('looks at no more than 32 of one name', () => {
    expect(found('coder '.repeat(100), ['coder'])).toHaveLength(32);
  });
});
