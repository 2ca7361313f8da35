import { describe, expect, it } from 'vitest';
import { frameworks } from './catalog.ts';
import { EvidenceCollector } from './collector.ts';
import { csvLine } from './csv.ts';
import { html } from './html.ts';
import { evidenceReport } from './report.ts';

const nothing = new EvidenceCollector(
  { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 3, 1) },
  { decision: () => undefined, approval: () => undefined, change: () => undefined },
).finish(0);

describe.each(frameworks)('the report for $id', (framework) => {
  const text = evidenceReport({ framework, evidence: nothing, logId: 'log-1', madeAt: 0, version: '0.1.0' });

  it('says that it is evidence for an assessment, and names what each control does not show', () => {
    expect(text).toContain('no statement of\ncompliance');
    expect(text).not.toMatch(/\bcompliant\b/i);
    expect(text.match(/Not shown:/g)).toHaveLength(framework.controls.length);
  });

  it('runs nothing, loads nothing, and links only to its own parts', () => {
    expect(text).not.toMatch(/<script|<link|<img|src=|@import|url\(/i);
    const targets = [...text.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '');
    for (const target of targets) expect(text).toContain(`id="${target.slice(1)}"`);
  });
});

describe('what other people chose', () => {
  it('is text in HTML, whatever it looks like', () => {
    const name = '<img src=x onerror=alert(1)>"\'&\u202e';
    expect(html`<td>${name}</td>`.text).toBe(
      '<td>&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\ufffd</td>',
    );
  });

  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@x', "'@x"],
    ['a,b', '"a,b"'],
    ['a\nb', '"a\nb"'],
  ])('is no formula and no second cell in CSV: %j', (cell, written) => {
    expect(csvLine([cell])).toBe(`${written}\r\n`);
  });
});
