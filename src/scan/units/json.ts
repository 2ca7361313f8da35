// JSON with positions, read into the same tree as Python: so a component or a config list is judged by the same rules.

import type { DictEntry, Expr } from '../ir/ir.ts';

export type JsonTree =
  | { readonly kind: 'read'; readonly root: Expr }
  | { readonly kind: 'broken'; readonly at: number };

type Open =
  | { readonly kind: 'object'; readonly start: number; readonly entries: DictEntry[]; key: Expr | undefined }
  | { readonly kind: 'array'; readonly start: number; readonly items: Expr[] };

const MAX_DEPTH = 200;
const TOKEN = /[\s,:]+|"(?:[^"\\]|\\[\s\S])*"|-?\d[\d.eE+-]*|true|false|null|[[\]{}]|\/\/[^\n]*/y;

/** Reads a whole text: strict enough for JSON, lenient about commas and `//` lines. Linear, no recursion. */
export function readJson(text: string): JsonTree {
  const open: Open[] = [];
  let root: Expr | undefined;
  const put = (value: Expr): void => {
    const within = open[open.length - 1];
    if (within === undefined) root ??= value;
    else if (within.kind === 'array') within.items.push(value);
    else if (within.key === undefined) within.key = value;
    else {
      within.entries.push({ key: within.key, value, start: within.key.start, end: value.end });
      within.key = undefined;
    }
  };
  const token = new RegExp(TOKEN);
  token.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  while (token.lastIndex < text.length) {
    const start = token.lastIndex;
    const word = token.exec(text)?.[0];
    if (word === undefined) return { kind: 'broken', at: start };
    if (!take(word, start, { open, put })) return { kind: 'broken', at: start };
  }
  return root === undefined || open.length > 0 ? { kind: 'broken', at: text.length } : { kind: 'read', root };
}

function take(
  word: string,
  start: number,
  { open, put }: { open: Open[]; put: (value: Expr) => void },
): boolean {
  const end = start + word.length;
  switch (word.charAt(0)) {
    case '{':
      open.push({ kind: 'object', start, entries: [], key: undefined });
      return open.length <= MAX_DEPTH;
    case '[':
      open.push({ kind: 'array', start, items: [] });
      return open.length <= MAX_DEPTH;
    case '}':
    case ']': {
      const closed = open.pop();
      if (closed === undefined || (closed.kind === 'object') !== (word === '}')) return false;
      put(
        closed.kind === 'object'
          ? objectOf(closed, end)
          : { kind: 'sequence', form: 'list', items: closed.items, start: closed.start, end },
      );
      return true;
    }
    case '"':
      put({ kind: 'str', value: unquoted(word), start, end });
      return true;
    case 't':
    case 'f':
    case 'n':
      put({ kind: 'constant', value: word === 'null' ? null : word === 'true', start, end });
      return true;
    default:
      if (/^[-\d]/.test(word)) put({ kind: 'number', value: Number(word), start, end });
      return true;
  }
}

function unquoted(word: string): string {
  try {
    const value: unknown = JSON.parse(word);
    return typeof value === 'string' ? value : '';
  } catch {
    // Not a JSON string after all, such as one with a line break in it: its text is what there is.
    return word.slice(1, -1);
  }
}

/** A component of AutoGen (`provider` and `config`) is the call that loading it makes. */
function objectOf({ entries, start }: Extract<Open, { kind: 'object' }>, end: number): Expr {
  const field = (name: string): Expr | undefined =>
    entries.find(({ key }) => key?.kind === 'str' && key.value === name)?.value;
  const provider = field('provider');
  const config = field('config');
  if (provider?.kind !== 'str' || !/^\w+(?:\.\w+)+$/.test(provider.value))
    return { kind: 'dict', entries, start, end };
  const args = config?.kind === 'dict' ? config.entries : [];
  return {
    kind: 'call',
    callee: { kind: 'name', name: provider.value, start: provider.start, end: provider.end },
    args: args.flatMap(({ key, value, start: from, end: to }) =>
      key?.kind === 'str' ? [{ name: key.value, form: 'plain' as const, value, start: from, end: to }] : [],
    ),
    start,
    end,
  };
}
