// What makes Python code hazardous although no capability says it: where it writes, whom it watches, what it trusts.

import { lexPython, type Token } from './python/lex.ts';

export type HazardName =
  | 'system folder'
  | 'surveillance'
  | 'predictable secret'
  | 'resource exhaustion'
  | 'partial comparison of a secret'
  | 'decision on protected traits'
  | 'host of anonymous content'
  | 'query built from text'
  | 'weak cryptography';

/** INVARIANT: holds a word of our own tables and a place, never text from the source. */
export interface Hazard {
  readonly name: HazardName;
  /** 1-based. */
  readonly line: number;
}

const MAX_SOURCE = 64 * 1024;

const SYSTEM_FOLDER =
  /^[/\\](?:usr|bin|sbin|lib(?:64)?|boot|etc|root|sys|dev|srv|opt|var)(?:[/\\]|$)|^[a-z]:\\(?:windows|program)/i;
const WATCHES = new Set(
  'psutil watchdog pyperclip ImageGrab pyautogui pynput keyboard mss pyscreenshot pyxhook sounddevice pyaudio GPUtil'.split(
    ' ',
  ),
);
const SECRET_NAME = /key|token|secret|passw|licen[cs]e|otp|nonce|salt|session/i;
const TRAITS =
  /^(?:gender|sex|race|ethnicity|religion|religious_belief|disability|disabled|nationality|sexual_orientation|skin_colou?r|caste|pregnan\w{0,8}|marital_status|age|culture|native_language|immigration_status|political_\w{1,16}|socioeconomic_status|birth_?place)$/i;
const ANONYMOUS_HOST =
  /^(?:https?|ftp):\/\/(?:[\w-]{1,63}\.){0,4}(?:github\.io|gitlab\.io|pastebin\.com|paste\.ee|hastebin\.com|ngrok(?:-free)?\.(?:io|app|dev)|transfer\.sh|file\.io|0x0\.st|anonfiles\.com|webhook\.site|requestbin\.\w{2,4}|pipedream\.net|interact\.sh|oast\.\w{2,5}|bit\.ly|tinyurl\.com|t\.co|discord(?:app)?\.com\/api\/webhooks|duckdns\.org|trycloudflare\.com)|^(?:https?|ftp):\/\/\d{1,3}(?:\.\d{1,3}){3}/i;
const SQL =
  /^\s*(?:select|insert|update|delete|drop|alter)\b[^;]{0,400}(?:=|values|from|where|like)\s*['"(]?\s*(?:$|%s|\{)/i;
const WEAK = new Set(['md5', 'sha1', 'DES', 'DES3', 'ARC4', 'ARC2', 'Blowfish', 'MODE_ECB']);
/** A text that is repeated this often, or a list of this many, is there to use memory. */
const MANY = 8000;

type Rule = (tokens: readonly Token[], at: number) => boolean;

const isText = (token: Token | undefined) => token?.kind === 'text';
const isName = (token: Token | undefined, test: (name: string) => boolean) =>
  token?.kind === 'name' && test(token.text);
const isOp = (token: Token | undefined, op: string) => token?.text === op && token.kind !== 'text';

const RULES: readonly (readonly [HazardName, Rule])[] = [
  ['system folder', (tokens, at) => isText(tokens[at]) && SYSTEM_FOLDER.test(tokens[at]?.text ?? '')],
  [
    'surveillance',
    (tokens, at) =>
      isName(tokens[at], (name) => WATCHES.has(name)) &&
      isName(tokens[at - 1], (name) => name === 'import' || name === 'from'),
  ],
  [
    'host of anonymous content',
    (tokens, at) => isText(tokens[at]) && ANONYMOUS_HOST.test(tokens[at]?.text ?? ''),
  ],
  ['query built from text', (tokens, at) => isText(tokens[at]) && isBuiltQuery(tokens, at)],
  [
    'weak cryptography',
    (tokens, at) => isName(tokens[at], (name) => WEAK.has(name)) && isOp(tokens[at - 1], '.'),
  ],
  ['resource exhaustion', repeatsMuch],
  ['partial comparison of a secret', comparesPart],
];

/** The hazards of Python source, each name once, in order of the table. Linear; unread (empty) beyond 64 Ki characters. */
export function pythonHazards(source: string): readonly Hazard[] {
  if (source.length > MAX_SOURCE) return [];
  const { tokens } = lexPython(source.replace(/\r\n?/g, '\n'));
  const found = new Map<HazardName, number>();
  for (let at = 0; at < tokens.length; at += 1) {
    for (const [name, rule] of RULES) {
      if (!found.has(name) && rule(tokens, at)) found.set(name, tokens[at]?.line ?? 1);
    }
  }
  if (seedsSecret(tokens)) found.set('predictable secret', 1);
  if (countTraits(tokens) >= 2) found.set('decision on protected traits', 1);
  return [...found].map(([name, line]) => ({ name, line }));
}

function isBuiltQuery(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return SQL.test(tokens[at]?.text ?? '') && (isOp(next, '+') || isOp(next, '%') || isOp(next, '{'));
}

/** `'x' * 10000`, `[0] * 10**9`, `range(10_000_000)`. */
function repeatsMuch(tokens: readonly Token[], at: number): boolean {
  const [here, next] = [tokens[at], tokens[at + 1]];
  if (next?.kind !== 'number' || !isLarge(next.text, tokens[at + 2], tokens[at + 3])) return false;
  if (isOp(here, '*'))
    return isText(tokens[at - 1]) || (tokens[at - 1]?.kind === 'close' && tokens[at - 1]?.text === '[');
  return isOp(here, '(') && isName(tokens[at - 1], (name) => name === 'range') && inMemory(tokens, at);
}

/** A range that fills a list, a set or a dictionary at once. The lexer gives a closing bracket the text of its opener. */
function inMemory(tokens: readonly Token[], at: number): boolean {
  const closing = tokens[(tokens[at]?.pair ?? 0) + 1];
  return (
    isName(tokens[at - 2], (name) => name === 'in') &&
    closing?.kind === 'close' &&
    (closing?.text === '[' || closing?.text === '{')
  );
}

function isLarge(number: string, operator: Token | undefined, exponent: Token | undefined): boolean {
  const value = Number(number.replaceAll('_', ''));
  if (isOp(operator, '**') && exponent?.kind === 'number') return value ** Number(exponent.text) >= MANY;
  return value >= MANY;
}

/** `key[-4:] == …`: whoever knows a part passes for knowing all. */
function comparesPart(tokens: readonly Token[], at: number): boolean {
  if (!isName(tokens[at], (name) => SECRET_NAME.test(name)) || !isOp(tokens[at + 1], '[')) return false;
  const close = tokens[at + 1]?.pair ?? 0;
  const slice = tokens.slice(at + 2, Math.min(close, at + 8)).some((token) => isOp(token, ':'));
  return slice && (isOp(tokens[close + 1], '==') || isOp(tokens[close + 1], '!='));
}

/** A seeded generator in a program that names a key, a token or a password. */
function seedsSecret(tokens: readonly Token[]): boolean {
  const seeds = tokens.some(
    (token, at) => token.text === 'seed' && token.kind === 'name' && tokens[at - 2]?.text === 'random',
  );
  return seeds && tokens.some((token) => token.kind === 'name' && SECRET_NAME.test(token.text));
}

/** Distinct protected traits by which a program with a condition looks things up. */
function countTraits(tokens: readonly Token[]): number {
  const traits = new Set<string>();
  let decides = false;
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind === 'name' && (text === 'if' || text === 'get')) decides = true;
    const key = kind === 'text' && (tokens[at - 1]?.text === '[' || tokens[at - 1]?.text === '(');
    if (key && TRAITS.test(text)) traits.add(text.toLowerCase());
  }
  return decides ? traits.size : 0;
}
