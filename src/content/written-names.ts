// Tells values that somebody wrote as a name (identifiers, member access, file names, coordinates) from values that a machine drew.

/** For each first letter those that often follow it in English words and in names of programs: nine pairs of ten in them are here, three of ten in drawn letters. */
const COMMON_PAIRS: ReadonlySet<string> = new Set(
  [
    'abcdgiklmnprstuvy,baeilouy,caehiklortu,dadeios,eacdefglmnpqrstvwxy,faefioru,gehirs,haeiot,iabcdefglmnoprstvz,ke',
    'ladeilostuy,mabeiop,nacdefgilostu,obcdfgiklmnoprstuvw,paeiloprtuy,qu,racdegimnorstuy,sacehiopstu,tacehiorstuy',
    'uabeilmnprst,vaei,waehio,xpt,yps,ze',
  ]
    .join(',')
    .split(',')
    .flatMap((row) => Array.from(row.slice(1), (second) => `${row.charAt(0)}${second}`)),
);

const LETTERS = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g;
const LONGEST = 256;
/** Fewer pairs than this tell nothing. */
const FEWEST_PAIRS = 6;
const COMMON = 0.66;
const MOST_DIGITS = 0.34;

/**
 * Whether most of a value is words, set apart by case, digits, dots, dashes or underscores: no drawn value of twenty
 * characters reads so by chance more often than once in some hundred. Linear; looks at the first 256 characters.
 */
export function readsAsName(value: string): boolean {
  const looked = value.slice(0, LONGEST);
  const digits = looked.match(/\d/g)?.length ?? 0;
  const pieces = looked.match(LETTERS) ?? [];
  const letters = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (digits > MOST_DIGITS * (letters + digits)) return false;
  let pairs = 0;
  let common = 0;
  for (const piece of pieces) {
    const word = piece.toLowerCase();
    for (let at = 1; at < word.length; at += 1) {
      pairs += 1;
      if (COMMON_PAIRS.has(word.slice(at - 1, at + 1))) common += 1;
    }
  }
  // A drawn value changes case and kind all the time: few of its letters have a neighbour.
  return pairs >= FEWEST_PAIRS && pairs >= 0.6 * letters && common >= COMMON * pairs;
}

/** Whether a value ends as a package and its version do: `jackson-0.11.2`. */
export function namesVersion(value: string): boolean {
  return /[a-z][-_@:]v?\d{1,4}(?:\.\d{1,6}){1,3}$/i.test(value.slice(-48));
}

/** Whether so many characters follow each other as in the alphabet or in counting: people type that for a key. */
export function countsUp(value: string, length: number): boolean {
  const lower = value.toLowerCase();
  let run = 1;
  for (let at = 1; at < lower.length; at += 1) {
    const step = lower.charCodeAt(at) - lower.charCodeAt(at - 1);
    run = step === 1 || (lower[at] === '0' && lower[at - 1] === '9') ? run + 1 : 1;
    if (run >= length) return true;
  }
  return false;
}

/** Words behind which a name is of something about a key, or of another thing than a key. */
const ABOUT =
  /^(?:ids?|names?|size|len(?:gth)?|file|path|dir|folder|url|uri|host|type|vault|store|chars?|pairs?|signatures?|frames?|distance|codes?|counts?|index|fields?|columns?|format|alg(?:orithm)?|provider|expir\w*|ttl|date|version|arn|alias|ref|policy|label|title|usage|prefix|bits?|hint|rotation|spec|st|str)$/i;
const OTHER =
  /^(?:public|pub|pubkey|publickey|csrf|xsrf|csrftoken|authenticity|foreign|partition|sort|cache|schema|bucket|shortcut|hot|i18n)$/i;
const SECRET_WORD = /(?:token|secret|credential)s?$/i;
const KEY_WORD =
  /^(?:api|access|secret|auth|private|client|app|consumer|account|encryption|signing|master|service|session|license|deploy|server|admin|io|write|read)?keys?$/i;
const WORDS = /[A-Z]+s?(?![a-z])|[A-Z]?[a-z]+|\d+/g;

/**
 * Whether the words that end here, before a value, name a key, token or secret, and not its length, its place, its
 * public half, or a monkey. Looks at the last 64 characters.
 */
export function namesSecret(before: string): boolean {
  const name = /([A-Za-z][\w. -]*)[^\w]*(?:is\s*)?[^\w]*$/.exec(before.slice(-64))?.[1] ?? '';
  const words: readonly string[] = name.match(WORDS) ?? [];
  const at = words.findLastIndex((word) => SECRET_WORD.test(word) || KEY_WORD.test(word));
  if (at === -1) return false;
  if (words.slice(Math.max(0, at - 2), at).some((word) => OTHER.test(word))) return false;
  const behind = words.slice(at + 1);
  // Vault's `secret_id` is one.
  if (/^secret$/i.test(words[at] ?? '') && behind.length === 1 && /^id$/i.test(behind[0] ?? '')) return true;
  return !behind.some((word) => ABOUT.test(word));
}
