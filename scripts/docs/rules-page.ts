// The scanner's rules as a page: one table for each group, with the words that reports use.

import { type Rule, rules } from '../../src/scan/index.ts';

const GROUPS: readonly (readonly [string, string])[] = [
  ['1', 'Secrets'],
  ['2', 'Execution'],
  ['3', 'Oversight'],
  ['4', 'Bounds'],
  ['5', 'Input'],
  ['6', 'Tools'],
  ['7', 'Around the agents'],
];

/** The body of the page. `table` writes rows as Markdown. */
export function rulesPage(
  table: (head: readonly string[], rows: readonly (readonly string[])[]) => string,
): string {
  return GROUPS.map(([digit, title]) => {
    const own = rules.filter(({ id }) => id.startsWith(`SP${digit}`));
    return `## ${title}\n\n${table(['rule', 'severity', 'what it objects to', 'instead', 'ids'], own.map(row))}`;
  }).join('\n\n');
}

function row({ id, slug, severity, title, why, fix, owasp, cwe }: Rule): readonly string[] {
  const page = `[${id} \`${slug}\`](../../src/scan/rules/${slug}/${slug}.md)`;
  const ids = [...owasp, ...cwe.map((number) => `CWE-${number}`)].join(', ');
  return [page, severity, `${title}. ${why}`, fix, ids];
}
