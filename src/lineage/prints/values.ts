// The values in a text that keep their meaning alone: addresses, links, hosts, accounts, numbers, keys, paths, fields.

import type { TextSpan } from '../../domain/index.ts';
import { normalText } from './normal-form.ts';

export type ValueKind = 'email' | 'link' | 'host' | 'account' | 'number' | 'token' | 'path' | 'field';

/** A value in the form in which it is compared, and where it stands. */
export interface FoundValue {
  readonly kind: ValueKind;
  readonly value: string;
  readonly span: TextSpan;
}

const MAX_VALUE = 512;
/** A text with more values than this is a table; its grams are compared all the same. */
const MAX_VALUES = 4096;

const PIECE = /[^\s"'`<>()[\]{},;|\\=]+/gu;
const TRAILING = /[.:!?*_]+$/;
const LEADING = /^[*_:.-]+/;
/** INVARIANT: each alternative is bounded, and begins where the one before ends: linear. */
const DIGITS = /\+?\(?\d(?:[ \t().\-/]{0,2}\d){5,23}/gu;
const ACCOUNT = /\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?\b/gu;
const FIELD = /[^\n\r"'`;|\t{}[\]<>]+/gu;
const FIELD_LENGTH = { least: 10, most: 96 };
const HOST = /^(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}$/;
const SCHEME = /^[a-z][a-z0-9+.-]{0,15}:\/\//;
const FILE_NAME = /\.(?:txt|pdf|docx?|xlsx?|csv|json|ya?ml|md|py|js|ts|sh|html?|png|jpe?g|zip|log)$/;

/** Whether a value means one thing alone wherever it stands: a key, an account, a card; no date, no order's number. */
export function isTelling({ kind, value }: FoundValue): boolean {
  if (kind === 'account') return true;
  return (kind === 'token' && value.length >= 20) || (kind === 'number' && value.length >= 12);
}

/** All values of a text, in order of kind; at most 4096. Linear. ATTACKER-CONTROLLED: the text. */
export function valuesIn(text: string): readonly FoundValue[] {
  const found: FoundValue[] = [];
  for (const match of text.matchAll(PIECE)) {
    if (found.length >= MAX_VALUES) return found;
    classify(match[0], match.index, found);
  }
  addAll(found, text.matchAll(ACCOUNT), (raw) => ({ kind: 'account', value: normalText(raw) }));
  addAll(found, text.matchAll(DIGITS), (raw) => ({ kind: 'number', value: raw.replace(/\D/g, '') }));
  addAll(found, text.matchAll(FIELD), fieldOf);
  return found;
}

function addAll(
  found: FoundValue[],
  matches: Iterable<RegExpExecArray>,
  read: (raw: string) => Omit<FoundValue, 'span'> | undefined,
): void {
  for (const match of matches) {
    if (found.length >= MAX_VALUES) return;
    const value = read(match[0]);
    if (value !== undefined)
      found.push({ ...value, span: { start: match.index, end: match.index + match[0].length } });
  }
}

function classify(raw: string, index: number, found: FoundValue[]): void {
  if (raw.length < 4 || raw.length > MAX_VALUE) return;
  const lead = LEADING.exec(raw)?.[0].length ?? 0;
  const word = raw.slice(lead).replace(TRAILING, '').toLowerCase();
  const span = { start: index + lead, end: index + lead + word.length };
  for (const [kind, value] of readWord(word)) found.push({ kind, value, span });
}

type Reading = readonly (readonly [ValueKind, string])[];

const NOTHING: Reading = [];

function readWord(word: string): Reading {
  const scheme = SCHEME.exec(word)?.[0].length ?? 0;
  if (scheme === 0 && word.includes('@')) return readAddress(word);
  // A link leads where its authority ends, whatever stands before an `@` in it.
  const bare = word
    .slice(scheme)
    .replace(/^[^/?#]*@/, '')
    .replace(/^www\./, '');
  const host = bare.split(/[/?#:]/, 1)[0] ?? '';
  const isLink = word.includes('://') || word.startsWith('www.') || isHost(host);
  if (isLink && host !== '') {
    return [
      ['link', bare.replace(/\/+$/, '')],
      ['host', host],
    ];
  }
  if (word.length < 6 || !/[a-z]/.test(word)) return NOTHING;
  if (/[/\\.]/.test(word)) return [['path', word]];
  return word.length >= 8 && /\d/.test(word) ? [['token', normalText(word)]] : NOTHING;
}

function isHost(host: string): boolean {
  return HOST.test(host) && !FILE_NAME.test(host);
}

function readAddress(word: string): Reading {
  const address = word.replace(/^mailto:/, '');
  const at = address.lastIndexOf('@');
  return at > 0 && isHost(address.slice(at + 1)) ? [['email', address]] : NOTHING;
}

/** What stands between quotes, lines or separators, and tells something: it has a digit. */
function fieldOf(raw: string): Omit<FoundValue, 'span'> | undefined {
  if (raw.length < FIELD_LENGTH.least || raw.length > FIELD_LENGTH.most || !/\d/.test(raw)) return undefined;
  const behindName = raw.slice(raw.indexOf(': ') + 1);
  const value = normalText(behindName);
  return value.length < FIELD_LENGTH.least ? undefined : { kind: 'field', value };
}
