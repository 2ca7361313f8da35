// What .gitignore files leave out, so that a scan reads what a project is made of and not what lies about.

export interface IgnoreRule {
  /** The pattern's path segments; `**` stands alone. */
  readonly segments: readonly string[];
  readonly negated: boolean;
  readonly directoriesOnly: boolean;
}

/** The rules of one .gitignore, relative to the folder that holds it ('' for the top). */
export interface IgnoreFile {
  readonly folder: string;
  readonly rules: readonly IgnoreRule[];
}

const MAX_RULES = 2_000;
const MAX_PATTERN = 1_000;

/** Reads the text of a .gitignore (gitignore(5)). What is longer than anybody writes is left out. ATTACKER-CONTROLLED: `text`. */
export function readIgnoreFile(folder: string, text: string): IgnoreFile {
  const rules: IgnoreRule[] = [];
  for (const line of text.split('\n')) {
    if (rules.length >= MAX_RULES) break;
    const rule = readRule(line);
    if (rule !== undefined) rules.push(rule);
  }
  return { folder, rules };
}

/**
 * Whether the path (with `/`, relative to the top) is left out: the last rule that matches decides, and a deeper file
 * goes before a higher one. A path inside of an ignored folder is ignored; the caller does not enter such a folder.
 */
export function isIgnored(files: readonly IgnoreFile[], path: string, isDirectory: boolean): boolean {
  for (const { folder, rules } of files.toReversed()) {
    const inside = relativeTo(folder, path);
    const verdict = inside === undefined ? undefined : judge(rules, inside, isDirectory);
    if (verdict !== undefined) return verdict;
  }
  return false;
}

function judge(rules: readonly IgnoreRule[], path: string, isDirectory: boolean): boolean | undefined {
  const segments = path.split('/');
  for (let at = rules.length - 1; at >= 0; at -= 1) {
    const rule = rules[at];
    if (rule === undefined || (rule.directoriesOnly && !isDirectory)) continue;
    if (matchPath(rule.segments, segments)) return !rule.negated;
  }
  return undefined;
}

function relativeTo(folder: string, path: string): string | undefined {
  if (folder === '') return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

function readRule(line: string): IgnoreRule | undefined {
  // A trailing blank counts only behind a backslash.
  let pattern = line.replace(/\r$/, '');
  while (pattern.endsWith(' ') && !pattern.endsWith('\\ ')) pattern = pattern.slice(0, -1);
  if (pattern === '' || pattern.startsWith('#') || pattern.length > MAX_PATTERN) return undefined;
  const negated = pattern.startsWith('!');
  if (negated) pattern = pattern.slice(1);
  const directoriesOnly = pattern.endsWith('/');
  if (directoriesOnly) pattern = pattern.slice(0, -1);
  const anchored = pattern.includes('/');
  const parts = pattern.split('/').filter((part, at) => part !== '' || at > 0);
  if (parts.length === 0 || parts.includes('')) return undefined;
  // A trailing `**` means everything inside, not the folder itself.
  if (parts.at(-1) === '**') parts.push('*');
  return { segments: anchored ? parts : ['**', ...parts], negated, directoriesOnly };
}

/** Two pointers with one point of return: at most pattern × path steps, whatever the pattern. */
function matchPath(pattern: readonly string[], path: readonly string[]): boolean {
  let p = 0;
  let s = 0;
  let star = -1;
  let resume = 0;
  while (s < path.length) {
    const part = pattern[p];
    if (part === '**') {
      star = p;
      resume = s;
      p += 1;
    } else if (part !== undefined && matchSegment(part, path[s] ?? '')) {
      p += 1;
      s += 1;
    } else if (star >= 0) {
      resume += 1;
      s = resume;
      p = star + 1;
    } else return false;
  }
  return p === pattern.length;
}

interface Step {
  readonly matches: boolean;
  /** Where the pattern goes on. */
  readonly next: number;
}

/** One path segment against `*`, `?`, `[…]` and literals, with one point of return. */
function matchSegment(pattern: string, text: string): boolean {
  let p = 0;
  let s = 0;
  let star = -1;
  let resume = 0;
  while (s < text.length) {
    if (pattern[p] === '*') {
      star = p;
      resume = s;
      p += 1;
      continue;
    }
    const step = p < pattern.length ? matchOne(pattern, p, text[s] ?? '') : { matches: false, next: p };
    if (step.matches) {
      p = step.next;
      s += 1;
    } else if (star >= 0) {
      resume += 1;
      s = resume;
      p = star + 1;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

function matchOne(pattern: string, at: number, character: string): Step {
  const symbol = pattern[at];
  if (symbol === '?') return { matches: true, next: at + 1 };
  if (symbol === '\\') return { matches: pattern[at + 1] === character, next: at + 2 };
  if (symbol === '[') {
    const end = pattern.indexOf(']', at + 2);
    if (end > 0) return { matches: inClass(pattern.slice(at + 1, end), character), next: end + 1 };
  }
  return { matches: symbol === character, next: at + 1 };
}

function inClass(body: string, character: string): boolean {
  const negated = body.startsWith('!') || body.startsWith('^');
  return hasMember(negated ? body.slice(1) : body, character) !== negated;
}

function hasMember(members: string, character: string): boolean {
  for (let at = 0; at < members.length; at += 1) {
    const from = members.charAt(at);
    const isRange = members[at + 1] === '-' && at + 2 < members.length;
    const to = isRange ? members.charAt(at + 2) : from;
    if (character >= from && character <= to) return true;
    if (isRange) at += 2;
  }
  return false;
}
