import { describe, expect, it } from 'vitest';
import { finding, report } from '../report/test-support.ts';
import { reportAsJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderPretty } from './pretty.ts';

const plain = { paint: (_: string, text: string) => text, safe: (text: string) => text };
const MIXED = report(
  [
    finding({ file: 'b.py', confidence: 'low', fixable: 'safe' }),
    finding({ file: 'a.ipynb', cell: 2 }),
    finding({ disposition: { kind: 'suppressed', by: 'nosec', reason: '# nosec' } }),
    finding({ disposition: { kind: 'baseline' } }),
  ],
  { notices: [{ file: 'x.py', message: 'not understood in full', incomplete: true }], parseComplete: false },
);

describe('the report for a terminal', () => {
  it('lists what counts file by file, then what was not seen, then the sum', () => {
    const lines = renderPretty(MIXED, plain);
    expect(lines[0]).toBe(
      'a.ipynb:cell 2:7:5 high code runs in the root of the file system (SP111 unscoped-directory)',
    );
    expect(lines.join('\n')).toContain('b.py:7:5');
    expect(lines.join('\n')).toContain('(low confidence)');
    expect(lines.join('\n')).toContain('[--fix]');
    expect(lines.slice(-3)).toEqual([
      'notice x.py: not understood in full',
      '2 findings in 3 files: 2 high (1 suppressed, 1 known from the baseline)',
      'score 81 of 100: MONITORED',
    ]);
  });

  it('never calls a file clean that was not understood', () => {
    expect(renderPretty(report([], { parseComplete: false }), plain)).toEqual([
      'nothing found in what was understood in 3 files',
      'score 100 of 100: MONITORED',
    ]);
    expect(renderPretty(report([]), plain).at(-1)).toBe('score 100 of 100: SECURED');
  });
});

describe('the report as JSON', () => {
  it('has the documented names, and the status of each finding', () => {
    expect(reportAsJson(MIXED, '0.1.0')).toMatchObject({
      score: 81,
      verdict: 'MONITORED',
      parse_complete: false,
      findings: [
        {
          rule_id: 'SP111',
          family: 'exec-unscoped-workdir',
          line: 7,
          endLine: 7,
          status: 'active',
        },
        { cell: 2, json_line: 7 },
        { status: 'suppressed', suppressed_by: 'nosec', reason: '# nosec' },
        { status: 'baseline' },
      ],
    });
  });
});

describe('the report as Markdown', () => {
  it('is a table of what counts', () => {
    expect(renderMarkdown(MIXED)).toContain('| high | `a.ipynb:cell 2:7:5` | code runs in the root');
  });

  it('lets nothing from scanned code become markup', () => {
    const hostile = '</td><script>x</script> [a](http://evil) | ``` ![i](x)';
    const text = renderMarkdown(report([finding({ message: hostile, snippet: hostile, file: 'a|`b`.py' })]));
    // What stands in a code span is shown as it is.
    expect(text.replace(/(`+) .*? \1(?!`)/g, '')).not.toMatch(/<script|\]\(/);
    const row = text.split('\n').find((line) => line.startsWith('| high')) ?? '';
    // Unescaped pipes are the five of the table.
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
  });
});
