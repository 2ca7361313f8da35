// Comments by which an author says that a finding is meant. Ours need a reason; those of other tools are read as they are.

import type { Disposition } from './scan-report.ts';

export interface Suppression {
  /** The line (from 1) whose findings it is about; a comment alone on its line is about the next line with code. */
  readonly line: number;
  /** Where the comment stands. */
  readonly commentLine: number;
  /** Rule ids, slugs or families, in lower case; undefined: any rule. */
  readonly rules: ReadonlySet<string> | undefined;
  readonly scope: 'line' | 'file';
  readonly by: 'comment' | 'nosec' | 'allowlist';
  readonly reason: string;
}

export interface SuppressionsRead {
  readonly suppressions: readonly Suppression[];
  /** Lines with a comment of ours that has no reason, or names no rule: they suppress nothing. */
  readonly unreasoned: readonly number[];
}

const MOST = 2_000;
const OURS =
  /#[ \t]*sallyport:[ \t]*ignore(-file)?[ \t]*\[([^\]\r\n]{0,500})\](?:[ \t]*--[ \t]*(\S[^\r\n]{0,500}))?/;
const OURS_BROKEN = /#[ \t]*sallyport:[ \t]*ignore\b/;
const NOSEC = /#[ \t]*nosec\b(?:[: \t]{0,4}((?:B\d{3}[, \t]{0,4}){1,20}))?/;
const ALLOWLIST = /#[ \t]*pragma:[ \t]*allowlist[ \t]+(nextline[ \t]+)?secret\b/i;

/** What bandit's numbers are about, as far as rules of ours are about the same. */
const BANDIT_FAMILIES: ReadonlyMap<string, string> = new Map([
  ['B105', 'hardcoded-secret'],
  ['B106', 'hardcoded-secret'],
  ['B107', 'hardcoded-secret'],
  ['B102', 'dangerous-tool'],
  ['B307', 'dangerous-tool'],
  ['B602', 'dangerous-tool'],
  ['B603', 'dangerous-tool'],
  ['B604', 'dangerous-tool'],
  ['B605', 'dangerous-tool'],
  ['B606', 'dangerous-tool'],
  ['B607', 'dangerous-tool'],
  ['B608', 'dangerous-tool'],
]);

/** Reads the comments of one source text (of a notebook: of one cell). Linear. ATTACKER-CONTROLLED: `source`. */
export function readSuppressions(source: string): SuppressionsRead {
  const suppressions: Suppression[] = [];
  const unreasoned: number[] = [];
  const lines = source.split('\n');
  for (const [at, text] of lines.entries()) {
    if (suppressions.length >= MOST || unreasoned.length >= MOST) break;
    if (!text.includes('#')) continue;
    const found = readLine(text, at + 1, () => nextCode(lines, at));
    if (found === 'unreasoned') unreasoned.push(at + 1);
    else if (found !== undefined) suppressions.push(found);
  }
  return { suppressions, unreasoned };
}

function readLine(text: string, line: number, next: () => number): Suppression | 'unreasoned' | undefined {
  const about = /^[ \t]*#/.test(text) ? next : () => line;
  const ours = OURS.exec(text);
  if (ours !== null) return readOurs(ours, line, about);
  if (OURS_BROKEN.test(text)) return 'unreasoned';
  const nosec = NOSEC.exec(text);
  if (nosec !== null) {
    const families = nosec[1]?.match(/B\d{3}/g)?.map((id) => BANDIT_FAMILIES.get(id) ?? id.toLowerCase());
    const rules = families === undefined ? undefined : new Set(families);
    return { line, commentLine: line, rules, scope: 'line', by: 'nosec', reason: '# nosec' };
  }
  const allowed = ALLOWLIST.exec(text);
  if (allowed === null) return undefined;
  return {
    line: allowed[1] === undefined ? about() : next(),
    commentLine: line,
    rules: new Set(['hardcoded-secret']),
    scope: 'line',
    by: 'allowlist',
    reason: 'pragma: allowlist secret',
  };
}

function readOurs(match: RegExpExecArray, line: number, about: () => number): Suppression | 'unreasoned' {
  const rules = (match[2] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const named = rules.filter((name) => name !== '');
  const reason = match[3]?.trim();
  if (named.length === 0 || reason === undefined) return 'unreasoned';
  const scope = match[1] === undefined ? 'line' : 'file';
  return { line: about(), commentLine: line, rules: new Set(named), scope, by: 'comment', reason };
}

function nextCode(lines: readonly string[], from: number): number {
  for (let at = from + 1; at < Math.min(lines.length, from + 20); at += 1) {
    if (!/^[ \t]*(?:#|\r?$)/.test(lines[at] ?? '')) return at + 1;
  }
  return from + 1;
}

export interface Suppressible {
  /** Lower case: the rule's id, its slug, its family. */
  readonly names: readonly string[];
  readonly line: number;
  readonly endLine: number;
}

/**
 * The comment that is about this finding, if there is one. A comment that names the rule may stand on any line of the
 * finding; one that names none (`# nosec`) only on its first or last.
 */
export function findSuppression(
  suppressions: readonly Suppression[],
  finding: Suppressible,
): Suppression | undefined {
  return suppressions.find(({ scope, rules, line }) => {
    if (rules !== undefined && !finding.names.some((name) => rules.has(name))) return false;
    if (scope === 'file') return true;
    if (rules === undefined) return line === finding.line || line === finding.endLine;
    return line >= finding.line && line <= finding.endLine;
  });
}

/** What a report says of a suppressed finding. */
export function dispositionOf(suppression: Suppression): Disposition {
  return { kind: 'suppressed', by: suppression.by, reason: suppression.reason };
}
