// Keeps secrets out of everything that a scan prints: by the places that rules name, and by shape as a second net.

/** What stands for a secret. */
export const MASK = '***';

/** Shorter texts are masked at their place alone: as text they would hit innocent words. */
const SHORTEST_TEXT = 6;

/**
 * Shapes of keys that providers issue, and of credentials in URLs and headers. Every branch is a fixed head and one
 * bounded run of a class, so the search is linear.
 */
const SHAPES =
  /\b(?:sk-[A-Za-z0-9_-]{12,200}|gsk_[A-Za-z0-9]{16,100}|xai-[A-Za-z0-9]{16,120}|hf_[A-Za-z0-9]{20,60}|pplx-[A-Za-z0-9]{20,80}|tvly-[A-Za-z0-9-]{16,60}|r8_[A-Za-z0-9]{20,60}|lsv2_[A-Za-z0-9_]{20,100}|AIza[A-Za-z0-9_-]{30,45}|AKIA[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{30,80}|github_pat_[A-Za-z0-9_]{30,120}|xox[abprs]-[A-Za-z0-9-]{10,200}|sp[a]?-[0-9A-Za-z]{12}-[0-9A-Za-z]{49})/g;
const URL_PASSWORD = /(:\/\/[^\s:/@'"]{0,100}:)[^\s:/@'"]{1,200}(?=@)/g;
const BEARER = /(\bbearer[ \t]{1,4})[A-Za-z0-9._~+/=-]{8,2000}/gi;

export type Masker = (text: string) => string;

/** Masks these very texts wherever they stand, and everything that has the shape of a key. */
export function createMasker(secrets: Iterable<string>): Masker {
  const known = [...new Set(secrets)]
    .filter((secret) => secret.length >= SHORTEST_TEXT)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let masked = text;
    for (const secret of known) masked = masked.replaceAll(secret, MASK);
    return masked.replace(SHAPES, MASK).replace(URL_PASSWORD, `$1${MASK}`).replace(BEARER, `$1${MASK}`);
  };
}

/** One line with the columns (from 0, end exclusive) that hold secrets masked. */
export function maskColumns(line: string, places: readonly (readonly [number, number])[]): string {
  let masked = line;
  for (const [from, to] of [...places].sort((a, b) => b[0] - a[0])) {
    masked = masked.slice(0, from) + MASK + masked.slice(Math.min(to, line.length));
  }
  return masked;
}
