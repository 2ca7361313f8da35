// What Python's `re` counts as a word or a space, and which fence languages an executor runs: the alphabet of code fences.

const WORD = /^[\p{L}\p{N}_]$/u;
/** What `\s` matches beyond ASCII in a Python text pattern. Differs from JavaScript: U+0085, but not U+FEFF. */
const SPACE = /^[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

/** Fence names as written by models, and the interpreter that AutoGen's executors choose for them. */
const INTERPRETERS: ReadonlyMap<string, string> = new Map([
  ['python', 'python'],
  ['python3', 'python'],
  ['py', 'python'],
  ['ipython', 'python'],
  ['sh', 'sh'],
  ['bash', 'sh'],
  ['shell', 'sh'],
  ['zsh', 'sh'],
  ['console', 'sh'],
  ['powershell', 'powershell'],
  ['pwsh', 'powershell'],
  ['ps1', 'powershell'],
  ['javascript', 'javascript'],
  ['js', 'javascript'],
  ['node', 'javascript'],
  ['typescript', 'typescript'],
  ['ts', 'typescript'],
  ['html', 'html'],
  ['css', 'css'],
]);

export const Unit = {
  tab: 0x09,
  newline: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  backtick: 0x60,
} as const;

/** Whether Python's `\w` matches the code point. Lone surrogates are no words. */
export function isWord(codePoint: number): boolean {
  if (codePoint < 0x80) return isAsciiWord(codePoint);
  return WORD.test(String.fromCodePoint(codePoint));
}

function isAsciiWord(unit: number): boolean {
  const lower = unit | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f;
}

/** Whether Python's `\s` matches the UTF-16 unit (no space lies outside the first plane). */
export function isSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || (unit >= 0x1c && unit <= 0x1f);
  return SPACE.test(String.fromCharCode(unit));
}

/** Space or tab. */
export function isBlank(unit: number): boolean {
  return unit === Unit.space || unit === Unit.tab;
}

const MAX_LANGUAGE = 64;

/** The interpreter that a fence name stands for, or undefined for a name that no executor knows. Case does not matter. */
export function interpreterOf(language: string): string | undefined {
  // No name of an executor is long, and normalizing is quadratic in runs of combining marks.
  if (language.length > MAX_LANGUAGE) return undefined;
  // NFKC folds what Python's IGNORECASE folds too (the long s in "ſh").
  return INTERPRETERS.get(language.normalize('NFKC').toLowerCase());
}

/**
 * The language in which a block would run: alias folded, lower case. AutoGen 0.2 runs an unnamed block as shell when it begins
 * like a pip or python command; any other unnamed block stays '' (AutoGen 0.2 runs it as Python if it compiles).
 */
export function executorLanguage(language: string, code: string): string {
  if (language === '') return /^(?:pip|python3? )/.test(code) ? 'sh' : '';
  return interpreterOf(language) ?? language.toLowerCase();
}
