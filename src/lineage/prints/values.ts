// The values in a text that keep their meaning alone: addresses, links, hosts, accounts, numbers, keys, paths, fields.

import { isSpace } from '../../content/index.ts';
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

/** INVARIANT: each alternative is bounded, and begins where the one before ends: linear. */
const DIGITS = /\+?\(?\d(?:[ \t().\-/]{0,2}\d){5,23}/gu;
const ACCOUNT = /\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?\b/gu;
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
  addPieces(found, text);
  if (!/\d/.test(text)) return found;
  addAll(found, text.matchAll(ACCOUNT), (raw) => ({ kind: 'account', value: normalText(raw) }));
  addAll(found, text.matchAll(DIGITS), (raw) => ({ kind: 'number', value: raw.replace(/\D/g, '') }));
  addFields(found, text);
  return found;
}

function addAll(
  found: FoundValue[],
  matches: Iterable<RegExpExecArray>,
  read: (raw: string) => Omit<FoundValue, 'span'>,
): void {
  for (const match of matches) {
    if (found.length >= MAX_VALUES) return;
    found.push({ ...read(match[0]), span: { start: match.index, end: match.index + match[0].length } });
  }
}

/** What a character of ASCII is to a value, as bits. */
const IS = {
  /** Parts one piece from the next. */
  between: 1,
  /** Parts one field from the next. */
  endsField: 2,
  /** Stands before a piece without belonging to it. */
  leads: 4,
  trails: 8,
  digit: 16,
  letter: 32,
  /** Only in pieces that are more than a word. */
  joins: 64,
  other: 128,
} as const;

const KINDS = Uint8Array.from({ length: 0x80 }, (_, code) => kindsOf(String.fromCharCode(code)));

function kindsOf(character: string): number {
  return (
    (/[\s"'`<>()[\]{},;|\\=]/.test(character) ? IS.between : 0) |
    (/[\n\r"'`;|\t{}[\]<>]/.test(character) ? IS.endsField : 0) |
    (/[*_:.-]/.test(character) ? IS.leads : 0) |
    (/[.:!?*_]/.test(character) ? IS.trails : 0) |
    (/\d/.test(character) ? IS.digit : 0) |
    (/[A-Za-z]/.test(character) ? IS.letter : 0) |
    (/[@:/.]/.test(character) ? IS.joins : 0)
  );
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) return KINDS[code] ?? 0;
  return isSpace(code) ? IS.between | IS.other : IS.other;
}

const SHORTEST_PIECE = 4;

function addPieces(found: FoundValue[], text: string): void {
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && (kindAt(text, at) & IS.between) === 0) continue;
    if (at - start >= SHORTEST_PIECE && at - start <= MAX_VALUE) addPiece(found, text, start, at);
    if (found.length >= MAX_VALUES) return;
    start = at + 1;
  }
}

function addPiece(found: FoundValue[], text: string, start: number, end: number): void {
  let from = start;
  while (from < end && (kindAt(text, from) & IS.leads) !== 0) from += 1;
  let to = end;
  while (to > from && (kindAt(text, to - 1) & IS.trails) !== 0) to -= 1;
  let kinds = 0;
  for (let at = from; at < to; at += 1) kinds |= kindAt(text, at);
  if (!mayBeValue(kinds)) return;
  const word = text.slice(from, to).toLowerCase();
  const span = { start: from, end: from + word.length };
  for (const [kind, value] of readWord(word)) found.push({ kind, value, span });
}

/** Most pieces are words, and cost no more than a look. */
function mayBeValue(kinds: number): boolean {
  if ((kinds & (IS.joins | IS.other)) !== 0) return true;
  return (kinds & IS.digit) !== 0 && (kinds & IS.letter) !== 0;
}

function addFields(found: FoundValue[], text: string): void {
  let start = 0;
  let kinds = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const kind = at < text.length ? kindAt(text, at) : IS.endsField;
    kinds |= kind;
    if ((kind & IS.endsField) === 0) continue;
    if (found.length >= MAX_VALUES) return;
    const value = (kinds & IS.digit) === 0 ? undefined : fieldOf(text, start, at);
    if (value !== undefined) found.push({ kind: 'field', value, span: { start, end: at } });
    start = at + 1;
    kinds = 0;
  }
}

type Reading = readonly (readonly [ValueKind, string])[];

const NOTHING: Reading = [];

function readWord(word: string): Reading {
  const scheme = word.includes('://') ? (SCHEME.exec(word)?.[0].length ?? 0) : 0;
  if (scheme === 0 && word.includes('@')) return readAddress(word);
  const bare = withoutUser(word.slice(scheme)).replace(/^www\./, '');
  const host = bare.slice(0, endOfHost(bare));
  const isLink = word.includes('://') || word.startsWith('www.') || isHost(host);
  if (isLink && host !== '') {
    return [
      ['link', withoutSlashes(bare)],
      ['host', host],
    ];
  }
  if (word.length < 6 || !/[a-z]/.test(word)) return NOTHING;
  if (/[/\\.]/.test(word)) return [['path', word]];
  return word.length >= 8 && /\d/.test(word) ? [['token', normalText(word)]] : NOTHING;
}

/** A link leads where its authority ends, whatever stands before an `@` in it. */
function withoutUser(link: string): string {
  return link.includes('@') ? link.replace(/^[^/?#]*@/, '') : link;
}

function withoutSlashes(link: string): string {
  let end = link.length;
  while (end > 0 && link[end - 1] === '/') end -= 1;
  return link.slice(0, end);
}

function endOfHost(link: string): number {
  for (let at = 0; at < link.length; at += 1) if ('/?#:'.includes(link[at] ?? '')) return at;
  return link.length;
}

function isHost(host: string): boolean {
  return host.includes('.') && HOST.test(host) && !FILE_NAME.test(host);
}

function readAddress(word: string): Reading {
  const address = word.replace(/^mailto:/, '');
  const at = address.lastIndexOf('@');
  return at > 0 && isHost(address.slice(at + 1)) ? [['email', address]] : NOTHING;
}

/** What stands between quotes, lines or separators, and tells something: it has a digit. */
function fieldOf(text: string, start: number, end: number): string | undefined {
  if (end - start < FIELD_LENGTH.least || end - start > FIELD_LENGTH.most) return undefined;
  const raw = text.slice(start, end);
  const value = normalText(raw.slice(raw.indexOf(': ') + 1));
  return value.length < FIELD_LENGTH.least ? undefined : value;
}
