// Keeps secrets out of everything that a scan prints: by the places that rules name, and by shape as a second net.

/** What stands for a secret. */
const MASK = '***';

/** Shorter texts are masked at their place alone: as text they would hit innocent words. */
const SHORTEST_TEXT = 6;

/**
 * Shapes of keys that providers issue, and of credentials in URLs and headers. Every branch is a fixed head and one
 * bounded run of a class, so the search is linear.
 */
const SHAPES =
  /\b(?:sk-[A-Za-z0-9_-]{12,200}|gsk_[A-Za-z0-9]{16,100}|xai-[A-Za-z0-9]{16,120}|hf_[A-Za-z0-9]{20,60}|pplx-[A-Za-z0-9]{20,80}|tvly-[A-Za-z0-9-]{16,60}|r8_[A-Za-z0-9]{20,60}|lsv2_[A-Za-z0-9_]{20,100}|AIza[A-Za-z0-9_-]{30,45}|AKIA[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{30,80}|github_pat_[A-Za-z0-9_]{30,120}|xox[abprs]-[A-Za-z0-9-]{10,200}|sp[a]?-[0-9A-Za-z]{12}-[0-9A-Za-z]{49})/g;
const URL_PASSWORD = /(:\/\/[^\s:/@'"]{0,100}:)([^\s:/@'"]{1,200})(?=@)/g;
const BEARER = /(\bbearer[ \t]{1,4})([A-Za-z0-9._~+/=-]{8,2000})/gi;

/** Masks in place: every masked character becomes one `*`, so that offsets into the text stay. */
export type Masker = (text: string) => string;

/** Masks these very texts wherever they stand, and everything that has the shape of a key. */
export function createMasker(secrets: Iterable<string>): Masker {
  const known = [...new Set(secrets)]
    .filter((secret) => secret.length >= SHORTEST_TEXT)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let masked = text;
    for (const secret of known) masked = masked.replaceAll(secret, stars);
    return masked
      .replace(SHAPES, stars)
      .replace(URL_PASSWORD, (_, head: string, password: string) => head + stars(password))
      .replace(BEARER, (_, head: string, token: string) => head + stars(token));
  };
}

/** The text with these offsets (end exclusive) masked in place; line feeds stay. */
export function maskOffsets(text: string, places: readonly (readonly [number, number])[]): string {
  let masked = '';
  let done = 0;
  for (const [from, to] of [...places].sort((a, b) => a[0] - b[0])) {
    masked += text.slice(done, from) + stars(text.slice(Math.max(done, from), to));
    done = Math.max(done, to);
  }
  return masked + text.slice(done);
}

/** Masked text for people: a mask tells no length. */
export function collapseMasks(text: string): string {
  return text.replace(/\*{3,}/g, MASK);
}

function stars(text: string): string {
  return text.replace(/[^\r\n]/g, '*');
}
