// Weaker shapes of sensitive data: the words around a value say what it is, while the value itself looks like any other.

import type { SensitiveKind } from '../domain/index.ts';
import { passesLuhn } from './luhn.ts';
import type { SensitiveSpan } from './sensitive.ts';
import { byPattern, type SensitiveDetector, shannonBits } from './sensitive-detector.ts';
import { SERVICES } from './service-names.ts';
import { countsUp, namesVersion, readsAsName } from './written-names.ts';

/** INVARIANT: each begins with literal words and repeats a bounded number of times, so a failed attempt costs a constant. */
const HEADER =
  /\b(?:authorization|(?:x-)?(?:api|auth|access|private|vault)-?(?:key|token)|token|jenkins-crumb) ?: ?(?:(?:bearer|basic|token|bot|ssws|digest|sha256~) {0,2})?([\w+/.=~@%-]{8,512})/dgi;
const CREDENTIAL_CALL =
  /\b(?:networkcredential|pscredential|directoryentry|basic_?auth|httpbasicauth|login)\([^()\r\n]{0,120}["'],\s{0,12}["']([^"'\s]{4,128})["']\s?\)/dgi;
const PASSWORD_WORD =
  /pass(?:word|wd|phrase|code)?["']?(?: {0,16}(?:=>?|:|value ?=) {0,4}["']?| ["']|(?<=-password) )(?!["'{}$%<(])([^\s"'`,;<>(){}]{4,128})(?![\w.]{0,40}\()/dgi;
const PASSWORD_ELEMENT = /(?:password|passwd|secret|token)" ?value="([^"\s]{4,256})"/dgi;
/** Drawn anew for each page that a browser shows. */
const OF_A_FORM = /(?:csrf|xsrf|authenticity)/i;
const PASSWORD_SAID =
  /\bpassword (?:for|of) (?:the )?(?:user )?["'`]?[\w.@-]{1,64}["'`]? is ["'`]([^\s"'`]{3,64})["'`]/dgi;
const SWITCH =
  /\s(?:(?:-p|-password|--password)[ =]{1,2}["']?|(?:--user|-u)[ =]{1,2}["']?[^\s"':]{0,64}:["']?)(?![-$%{(<])([^\s"'$%{}]{4,128})/dgi;
/** A token in the place of the user, and no password. */
const USER_TOKEN = /\s(?:--user|-u)[ =]{1,2}["']?([^\s"':$%{}<]{10,128}):(?=["'\s])/dgi;
/** What manuals write in the place of a password. */
const NAMES_ITSELF = /^(?:user:?)?(?:pass(?:word|wd)?|pwd|secret|token|test|yyy+|api_?(?:key|token))>?$/i;
const PROGRAM =
  /\b(?:curl|psexec(?:\.exe)?|mysql|mysqldump|sshpass|connect-viserver|smbclient|mongo|psql|rdesktop|ldapsearch)\b/i;
const LOGIN_LINE = /\blogin\s{1,4}\S{1,64}\s{1,8}password\s{1,4}(\S{4,128})/dgi;
const NAMED_ID =
  /(?:access_?id|login|secret|api_?key|apikey|license(?:_key)?|auth|token|unseal(?: key)?(?: \d)?|reporter_id|contribsys__com|pat)["']?\s{0,3}(?:[?:]{0,3}=>?|:|,|\s)\s{0,3}["'`]{0,2}(?!["'`$%<{(])([\w+/.=~:@-]{12,255})/dgi;
const NOT_SECRET =
  /(?:csrf|xsrf|authenticity|public)[\w-]{0,12}["']?\s{0,3}(?:[?:]{0,3}=>?|:|,|\s)\s{0,3}["'`]{0,2}$/i;
/** A name of a service, then a value as machines draw them. */
const OF_SERVICE = new RegExp(
  `(?<![a-z0-9])(?:${SERVICES.join('|')})[\\w.-]{0,24}["'\\])]{0,3}\\s{0,8}(?:=>|:=|=|:|,)\\s{0,8}["'\`]{0,2}([a-z0-9][\\w-]{19,127})(?![\\w./-])`,
  'dgi',
);
/** A long drawn value on the line of a word for secrets. */
const BESIDE =
  /(?:key|token|secret|passw|credential|bearer|generated)[^\n]{1,80}?(?<![\w+/=.-])([a-z0-9][\w+=-]{31,127})(?![\w+/=-])/dgi;
const CARD_NAMED = /\b(?:card|visa|mastercard|maestro|amex)\b[^\d\n]{0,40}(\d(?:[ -]?\d){11,18})(?![\d-])/dgi;
const LICENCE = /\b(?:driver'?s?'?|driving) licen[cs]e\b[^\d\n]{0,24}([a-z]{0,3}\d[\d-]{5,16})(?![\w-])/dgi;
const PHONE_SAID =
  /\b(?:answering at|registered|messages to|reach (?:me|us|him|her) (?:at|on)|(?:office|home|desk|fax|mobile|cell)[:,]?|number is|contact)\s{1,3}(\+?\(?\d[\d ()-]{5,18}\d)(?![\w-])|(?<![\w-])(\(?\d[\d ()-]{5,18}\d)(?:-(?:office|fax|home|mobile|cell)| (?:office|fax|mobile))\b/dgi;
const PASSPORT =
  /\b(?:passport|national id|tax id|social insurance)\b(?: (?:number|no\.?))?[^\w\n]{0,3}(?:is |: ?)?([a-z]{0,2}\d{6,12})(?!\w)/dgi;

const PLACEHOLDER =
  /^(?:[$%<{[(*]|your|example|placeholder|changeme|redacted|none$|null$|true$|false$|undefined|string$|input|getpass|process\.|os\.|env\.|config\.|self\.|this\.|x{4}|\*{3})|x{8}|put_?your|(?:token|key|secret|password)_?here/i;

const LIKELY: readonly SensitiveDetector[] = [
  byPattern('secret', HEADER, (value) => /\d/.test(value) && shannonBits(value) > 2.8),
  byPattern('password', CREDENTIAL_CALL, isChosen),
  byPattern('password', PASSWORD_WORD, (value) => isChosen(value) && !/^(?:[#./]|arn:)/i.test(value)),
  byPattern('password', PASSWORD_ELEMENT, (value, before) => isChosen(value) && !OF_A_FORM.test(before)),
  byPattern('password', PASSWORD_SAID, isChosen),
  byPattern('password', LOGIN_LINE, isChosen),
  byPattern('secret', NAMED_ID, (value, before) => isRandom(value) && !NOT_SECRET.test(before)),
  byPattern('secret', OF_SERVICE, (value) => isRandom(value) && digitsIn(value) >= 3),
  byPattern(
    'secret',
    BESIDE,
    (value, before) => isDrawn(value) && !OF_A_FORM.test(before) && !NOT_SECRET.test(before),
  ),
  byPattern('credit_card', CARD_NAMED, (value) => passesLuhn(value.replace(/\D/g, ''))),
  byPattern('us_ssn', LICENCE),
  byPattern('us_ssn', PASSPORT),
  byPattern('phone', PHONE_SAID, (value) => value.replace(/\D/g, '').length >= 7),
];

const SWITCHES: readonly SensitiveDetector[] = [
  byPattern('password', SWITCH, (value) => isChosen(value) && !NAMES_ITSELF.test(value)),
  byPattern('password', USER_TOKEN, (value) => isChosen(value) && /\d/.test(value)),
];

/**
 * Spans that the words around them make likely to be sensitive. Weaker than `findSensitive`, and apart from it: good for
 * a finding, too weak to blot out. Linear in the text.
 */
export function findLikelySensitive(text: string): readonly SensitiveSpan[] {
  return [...LIKELY, ...(PROGRAM.test(text) ? SWITCHES : [])].flatMap(
    ({ kind, find }: { kind: SensitiveKind; find: SensitiveDetector['find'] }) =>
      find(text).map((span) => ({ kind, ...span })),
  );
}

function isChosen(value: string): boolean {
  return !PLACEHOLDER.test(value) && !/^(\W)\1*$/.test(value);
}

const HALF_ALPHABET = 13;

function isRandom(value: string): boolean {
  if (PLACEHOLDER.test(value) || !/\d/.test(value) || !/[a-z]/i.test(value)) return false;
  return (
    shannonBits(value) >= 3 && !readsAsName(value) && !namesVersion(value) && !countsUp(value, HALF_ALPHABET)
  );
}

const digitsIn = (value: string): number => value.match(/\d/g)?.length ?? 0;

/** In both cases and with digits, spread more evenly than digests and names are. */
function isDrawn(value: string): boolean {
  return (
    isRandom(value) &&
    /[A-Z]/.test(value) &&
    /[a-z]/.test(value) &&
    digitsIn(value) >= 3 &&
    shannonBits(value) >= 4.2
  );
}
