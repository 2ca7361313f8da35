// Keys, tokens, passwords and private keys: known shapes first, then assignments whose value looks random.

import { ISSUED } from './issued-keys.ts';
import { byPattern, type SensitiveDetector, shannonBits } from './sensitive-detector.ts';
import { countsUp, namesSecret, namesVersion, readsAsName } from './written-names.ts';

/** No key is shorter than 14 characters, most words are, and none begins with other signs: that is looked at first. */
const KNOWN_KEY = new RegExp(
  `(?<![A-Za-z0-9])(?=[\\w~.])(?=\\S{14}|FlyV1 |SSWS )(?:${ISSUED.join('|')})`,
  'g',
);
/** A run of token characters is tried at its beginning only, so three unbounded parts stay linear. */
const JWT = /(?<![\w.-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}(?:\.[\w-]{0,2048})?/g;
const AZURE_KEY = /(?:AccountKey|SharedAccessKey|sig)=[A-Za-z0-9+/%]{40,120}={0,2}/g;
const AUTHORIZATION = /\b(?:Bearer|Basic|Token|apikey)[ :]{1,3}([\w+/.~-]{20,512}={0,2})/dgi;

const NAME =
  '(?:api|access|secret|auth|private|client|app|consumer|account|encryption|signing|master|service|session|refresh|webhook|storage)';
const ASSIGNED = new RegExp(
  `(?:${NAME}[_ .-]?(?:key|token|secret|id_token)|secret|token|credential|key)[\\w.-]{0,24}["'\`\\])]{0,2}\\s{0,16}(?:=>|:=|={1,3}|:|\\bis\\b|,)\\s{0,16}["'\`(]{0,2}([A-Za-z0-9][\\w+/.=~!@#$%^&*-]{11,255})`,
  'dgi',
);
/** Ends in its assignment; a bare `pass` takes no further letters: passenger, passes. */
const PASSWORD_NAME =
  '(?:(?:password|passwd|passphrase|passcode|passwort|pwd|contraseña)[\\w.-]{0,16}|(?<![a-z])pass)["\'`\\])]{0,2}\\s{0,3}(?:=>|:=|={1,3}|:|\\bis\\b)\\s{0,3}';
const PASSWORD = new RegExp(`${PASSWORD_NAME}([^\\s"'\`,;<>]{4,128})`, 'dgi');
const QUOTED_PASSWORD = new RegExp(
  `${PASSWORD_NAME}\\\\?(?:"([^"\\s\\\\]{4,128})|'([^'\\s\\\\]{4,128}))`,
  'dgi',
);
const URL_PASSWORD = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/?#@"'<>]{0,64}:([^\s/?#@"'<>]{3,256})@/dgi;
const CURL_USER = /\bcurl\b[^\r\n]{0,200}?\s(?:-u|--user)[ =]?["']?[^\s:"']{1,64}:([^\s"']{3,128})/dg;
const PASSWORD_HASH =
  /\$krb5(?:asrep|tgs)\$[\w$.*@:/-]{40,400}|\$(?:[89]|2[abxy]\$\d\d|argon2(?:id|i|d)\$v=\d+|[156]|y)\$[\w./$+,=-]{22,200}/g;
const PRIVATE_KEY =
  /-----BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[\s\S]){0,16384}(?:-----END[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?|PuTTY-User-Key-File-\d(?:(?!Private-MAC|PuTTY-User)[\s\S]){0,8192}(?:Private-MAC: [a-f0-9]{40,64})?/g;

const PLACEHOLDER =
  /^(?:[$%<{[(*]|#\{|&lt;|['"]+[$+.]|\\?\$_|your|example|placeholder|changeme|redacted|none|null|true|false|undefined|test$|process\.|os\.|env\.|config\.|self\.|this\.)|\.\.\.|xxx|\*\*\*|•••|^(.)\1*$/i;

export const secretDetectors: readonly SensitiveDetector[] = [
  byPattern('secret', KNOWN_KEY, looksIssued),
  byPattern('secret', JWT),
  byPattern('secret', AZURE_KEY, (value) => shannonBits(value) >= 4),
  byPattern('secret', AUTHORIZATION, looksRandom),
  byPattern('secret', ASSIGNED, (value, before) => looksRandom(value) && namesSecret(before)),
  byPattern('password', PASSWORD, looksChosen),
  byPattern('password', URL_PASSWORD, (value) => !PLACEHOLDER.test(value)),
  byPattern('password', QUOTED_PASSWORD, looksQuoted),
  byPattern('password', CURL_USER, (value) => looksChosen(value) && !value.endsWith('>')),
  byPattern('password', PASSWORD_HASH),
  byPattern('private_key', PRIVATE_KEY, (value) => /[\w+/=]{8}/.test(value.replace(/-----[^-]*-----/g, ''))),
];

const WHOLE_ALPHABET = 26;
const HALF_ALPHABET = 13;

/** Some issuers' prefixes are beginnings of ordinary names, too: what follows tells. */
function looksIssued(value: string): boolean {
  if (shannonBits(value.slice(-32)) < 2.6 || countsUp(value, WHOLE_ALPHABET)) return false;
  if (!WORDY_PREFIX.test(value)) return true;
  const rest = value.slice(value.search(/[._-]/) + 1);
  return (
    !readsAsName(rest) && (/\d/.test(rest) || (/[a-z]/.test(rest) && /[A-Z]/.test(rest) && rest.length > 30))
  );
}
const WORDY_PREFIX = /^(?:hf_|s\.|xox|secret_|fw_|aio_|re_|rnd_|key-|api_)/;

/** Values that no person would write by hand: digits among letters, spread evenly. */
function looksRandom(value: string): boolean {
  if (PLACEHOLDER.test(value) || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (readsAsName(value) || countsUp(value, HALF_ALPHABET) || namesVersion(value)) return false;
  return shannonBits(value) >= (value.length >= 20 ? 3.3 : 3);
}

/** Passwords as people choose them, as opposed to the words that follow "password is" in prose. */
function looksChosen(value: string): boolean {
  if (PLACEHOLDER.test(value) || /^[\w]+\(/.test(value)) return false;
  return (
    /\d/.test(value) ||
    /[^\w\s.,;:!?()-]/.test(value) ||
    (/[a-z]/.test(value) && /[A-Z]/.test(value.slice(1)))
  );
}

/** Quoted words are passwords unless they name one, or a place to type one. */
function looksQuoted(value: string): boolean {
  return (
    !PLACEHOLDER.test(value) &&
    !/^[#./+]|pass(?:word|wd)?s?(?:$|[:#/])|^(?:string|required|optional|hidden)$/i.test(value)
  );
}
