// Tells a credential from an ordinary word, so that one pasted into the file is refused instead of kept.

const KNOWN =
  /^(?:Bearer |sk-|spa?-|gh[opsu]_|github_pat_|xox[abps]-|AKIA|ASIA|AIza|eyJ|hf_|gsk_|glpat-|-----BEGIN )/;
const ONE_TOKEN = /^[A-Za-z0-9+/_=-]{32,}$/;
const HEX = /^[0-9a-fA-F]{32,}$/;
/** Ids that providers print in the open. */
const PUBLIC_ID = /^(?:org-|proj_)/;

/** True for text with a well-known key prefix, and for a long run of mixed letters and digits. */
export function looksLikeSecret(text: string): boolean {
  if (PUBLIC_ID.test(text)) return false;
  if (KNOWN.test(text)) return text.length >= 16;
  if (HEX.test(text)) return true;
  return ONE_TOKEN.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text) && /[0-9]/.test(text);
}
