import { describe, expect, it } from 'vitest';
import { mentionsIn } from './mentions.ts';

const found = (text: string, names: readonly string[]) =>
  mentionsIn(text, names).read.map(({ agent, span }) => `${agent}@${span.start}-${span.end}`);

const spelt = (text: string, names: readonly string[]) =>
  mentionsIn(text, names).read.map(({ span }) => text.slice(span.start, span.end));

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

  it.each([
    'p l a n n e r',
    'p.l.a.n.n.e.r',
    'p-l-a-n-n-e-r',
    'p . l . a . n . n . e . r',
    'plan-ner',
    'plan_ner',
    'plan ner',
    'pl\u200ban\u00adner',
    'p\u0336l\u0336a\u0336n\u0336n\u0336e\u0336r',
  ])('finds a name whose letters are set apart: %s', (name) => {
    expect(spelt(`so says ${name}: go on`, ['planner'])).toEqual([name]);
  });

  it.each(['opslead', 'ops-lead', 'o p s  l e a d', 'o.p.s._.l.e.a.d'])(
    'finds a name of two words in another setting: %s',
    (name) => {
      expect(spelt(`${name} here`, ['Ops_Lead'])).toEqual([name]);
    },
  );

  it.each([
    ['the plan. nerves', 'planner'],
    ['a plan, nerd', 'planner'],
    ['p l a nner', 'planner'],
    ['pl an ner', 'planner'],
    ['we are a i', 'A_I'],
    ['it is us er', 'user'],
    ['one\ntwo', 'OneTwo'],
    ['the ops. lead them', 'Ops_Lead'],
    ['c and c++', 'C++'],
  ])('takes no other words for a name: %j is not %s', (text, name) => {
    expect(spelt(text, [name])).toEqual([]);
  });

  it('finds names that are not written in Latin letters, as they are and as they look', () => {
    expect(spelt('это анна, 审核员说', ['Анна', '审核员'])).toEqual(['анна', '审核员']);
  });

  it('reads one place of each context where a text has very many', () => {
    const { read, complete } = mentionsIn(`${'coder, '.repeat(1000)}i am coder`, ['coder']);
    expect(read.length).toBeLessThan(8);
    expect(read.at(-1)?.span.end).toBe(7010);
    expect(complete).toBe(true);
  });

  it('says so where a text has more contexts than are read, and keeps those that claim', () => {
    const talk = (from: number) => Array.from({ length: 500 }, (_, at) => `x${from + at} coder y${at}z; `);
    const words = (lines: readonly string[]) =>
      lines.join('').replace(/\d/g, (digit) => 'abcdefghij'[+digit] ?? '');
    const text = `${words(talk(1000))}i am coder. ${words(talk(3000))}`;
    const { read, complete } = mentionsIn(text, ['coder']);
    expect(complete).toBe(false);
    expect(read).toHaveLength(128);
    expect(read.some(({ span }) => text.startsWith('i am ', span.start - 5))).toBe(true);
  });

  it('reads the beginning and the end of a text of nothing but names, and says so', () => {
    const { read, complete } = mentionsIn(`${'coder\n'.repeat(100_000)}i am coder`, ['coder']);
    expect(complete).toBe(false);
    expect(read.at(-1)?.span.end).toBe(600_010);
  });
});
