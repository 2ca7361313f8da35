// Unicode normalization that hostile text can not slow down.

/** UAX #15 calls text with at most 30 marks in a row stream-safe; no language needs more. */
const TOO_MANY_MARKS = /(\p{M}{30})\p{M}+/gu;
const MARKS = /\p{M}/u;

/**
 * The text in a normalization form, with at most 30 combining marks in a row: the rest is dropped, because sorting a
 * long run of marks takes the platform time that is quadratic in the run. Linear.
 */
export function normalized(text: string, form: 'NFC' | 'NFD' | 'NFKC'): string {
  return (MARKS.test(text) ? text.replace(TOO_MANY_MARKS, '$1') : text).normalize(form);
}
