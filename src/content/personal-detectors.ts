// Data about persons and machines: addresses and numbers, with the checks that each kind of number carries.

import type { TextSpan } from '../domain/index.ts';
import { findEmails } from './email-addresses.ts';
import { parseIp } from './ip-address.ts';
import { passesLuhn } from './luhn.ts';
import { byPattern, type SensitiveDetector } from './sensitive-detector.ts';

const CARD = /(?<![\w.-])\d(?:[ -]?\d){12,18}(?!\d)/g;
const IBAN = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}/gi;
const SSN = /(?<![\d.-])(?!000|666|9\d\d)\d{3}(?:-(?!00)\d{2}-| (?!00)\d{2} )(?!0000)\d{4}(?![\d-])/g;
const SSN_NAMED =
  /\b(?:ssn|social security)\b[^\d\n]{0,24}((?!000|666|9\d\d)\d{3}[ -]?(?!00)\d{2}[ -]?(?!0000)\d{4})(?!\d)/dgi;
/** Shorter ones, such as `3::4`, are ratios, slices and C++. */
const SHORTEST_IPV6 = 7;
/** With a country code; as North America writes them; or with a leading zero and groups. */
const PHONE =
  /(?<![\w+.-])(?:(?:\+|00)[1-9]\d{0,2}[ .-]?(?:\(\d{1,5}\)[ .-]?)?\d{1,5}(?:[ .-]?\d{2,5}){1,4}|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[ .-]\d{4}|0\d{1,4}(?:[ .]\d{2,4}){2,4})(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![\w-]|\.\d)/g;
const PHONE_NAMED =
  /\b(?:phone|telephone|mobile|cell|tel|fax|call|whatsapp)\b(?:[^\d\n]{0,24}|:[ \t]{0,4}\r?\n[ \t]{0,8})(\(?\+?\d[\d .()-]{5,18}\d)(?![\w-])/dgi;
const IPV4 = /(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\d)/g;
const IPV6 = /(?<![\w:.])(?:[0-9a-fA-F]{0,4}:){2,7}(?:[0-9a-fA-F]{1,4}|\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])/g;

export const personalDetectors: readonly SensitiveDetector[] = [
  { kind: 'email', find: findEmails },
  { kind: 'credit_card', find: (text) => findPrefixes(text, CARD, cardLength) },
  { kind: 'iban', find: (text) => findPrefixes(text, IBAN, ibanLength) },
  byPattern('us_ssn', SSN),
  byPattern('us_ssn', SSN_NAMED),
  byPattern('phone', PHONE, isPhone),
  byPattern('phone', PHONE_NAMED, isPhone),
  byPattern('ip_address', IPV4, (value) => parseIp(value) !== undefined),
  byPattern('ip_address', IPV6, (value) => value.length >= SHORTEST_IPV6 && parseIp(value) !== undefined),
];

/** Matches of a pattern of digits and separators, each cut to the number of characters that is a valid number. */
function findPrefixes(
  text: string,
  pattern: RegExp,
  validLength: (compact: string) => number | undefined,
): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  for (const { 0: match, index } of text.matchAll(pattern)) {
    const length = validLength(match.replace(/[ -]/g, '').toUpperCase());
    if (length === undefined) continue;
    let end = 0;
    for (let counted = 0; counted < length; end += 1) {
      if (match[end] !== ' ' && match[end] !== '-') counted += 1;
    }
    if (!/^[A-Za-z0-9]/.test(match.slice(end))) spans.push({ start: index, end: index + end });
  }
  return spans;
}

/** The lengths that the issuers of each leading digit use. */
const CARD_LENGTHS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|[689])/, [19, 16, 14]],
  [/^(?:2131|1800)/, [15]],
  [/^35/, [16]],
  [/^4/, [19, 16, 13]],
  [/^(?:5[1-5]|2[2-7])/, [16]],
  [/^(?:5[06-8]|6)/, [19, 18, 17, 16, 15, 14, 13]],
];

function cardLength(digits: string): number | undefined {
  if (/^(\d)\1*$/.test(digits)) return undefined;
  const lengths = CARD_LENGTHS.find(([start]) => start.test(digits))?.[1] ?? [];
  return lengths.find((length) => length <= digits.length && passesLuhn(digits.slice(0, length)));
}

/** ISO 13616: country and the length of its IBANs. */
const IBAN_LENGTHS =
  'AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27' +
  'GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22' +
  'MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28' +
  'TL23TN24TR26UA29VA22VG24XK20YE30';

function ibanLength(compact: string): number | undefined {
  const entry = IBAN_LENGTHS.indexOf(compact.slice(0, 2));
  if (entry === -1 || entry % 4 !== 0) return undefined;
  const length = Number(IBAN_LENGTHS.slice(entry + 2, entry + 4));
  return compact.length >= length && ibanRemainder(compact.slice(0, length)) === 1 ? length : undefined;
}

/** ISO 7064 mod 97: the first four characters go last, letters count from 10. */
function ibanRemainder(iban: string): number {
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

function isPhone(value: string): boolean {
  const digits = value.replace(/(?:x|ext).*$|\D/gi, '');
  return digits.length >= 7 && digits.length <= 15 && !/^(\d)\1*$/.test(digits);
}
