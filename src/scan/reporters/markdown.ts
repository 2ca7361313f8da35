// The report as Markdown, for pull requests and job summaries. Text from the scanned code can not become markup.

import { activeFindings, type ReportedFinding, ruleName, type ScanReport } from '../report/scan-report.ts';
import { scoreOf, verdictOf } from '../report/score.ts';
import { groupByFile, placeOf } from './group-by-file.ts';

/** What a comment on a pull request holds without being cut. */
const MOST_ROWS = 200;

/** The report as one Markdown document that ends with a line feed. */
export function renderMarkdown(report: ScanReport): string {
  const active = [...groupByFile(activeFindings(report)).values()].flat();
  const lines = [
    '## Sallyport scan',
    '',
    `**${scoreOf(report)} of 100, ${verdictOf(report)}**: ${active.length} finding${active.length === 1 ? '' : 's'} in ${report.filesScanned} files.`,
    '',
  ];
  if (active.length > 0) {
    lines.push('| severity | where | what | fix |', '|---|---|---|---|');
    lines.push(...active.slice(0, MOST_ROWS).map(row), '');
  }
  if (active.length > MOST_ROWS) lines.push(`${active.length - MOST_ROWS} more are not listed.`, '');
  if (report.notices.length > 0) {
    lines.push('### Not seen in full', '');
    for (const { file, message } of report.notices.slice(0, MOST_ROWS)) {
      lines.push(`- ${file === undefined ? '' : `${code(file)}: `}${plain(message)}`);
    }
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function row(finding: ReportedFinding): string {
  const { rule, severity, confidence } = finding;
  const certainty = confidence === 'high' ? '' : ` (${confidence} confidence)`;
  const what = `${plain(finding.message)} (${ruleName(rule)})${certainty}<br>${code(finding.snippet)}`;
  return `| ${severity} | ${code(placeOf(finding))} | ${what} | ${plain(rule.fix)} |`;
}

/** Text with every character that Markdown or HTML could read escaped. ATTACKER-CONTROLLED: names in messages. */
function plain(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~@:-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** A code span: its fence is longer than any run of backticks inside, and a pipe does not end the table's cell. */
function code(text: string): string {
  const line = oneLine(text);
  const longest = (line.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${line.replaceAll('|', '\\|')}${pad}${fence}`;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').trim();
}
