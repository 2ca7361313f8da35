// The edits that rules propose.

import type { Place } from '../facts/arguments.ts';
import type { TextEdit } from '../fix/apply-edits.ts';
import type { Module } from '../project/module.ts';
import { unitAt } from '../project/unit-at.ts';
import type { Objection } from '../rule.ts';

type Fix = NonNullable<Objection['fix']>;

/** Puts `text` where the place is. */
export function replaceFix({ start, end }: Place, text: string, safety: Fix['safety'] = 'safe'): Fix {
  return { safety, edits: [{ start, end, text }] };
}

/** Reads a literal from the environment instead, under the name of its position. */
export function environmentFix(name: string, at: Place): Fix {
  const variable = /^[A-Z][A-Z0-9_]*$/.test(name) ? name : name.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
  const named = variable === 'API_KEY' ? 'OPENAI_API_KEY' : variable;
  return {
    safety: 'safe',
    edits: [...importEdit(at.module, 'os'), { start: at.start, end: at.end, text: `os.environ["${named}"]` }],
  };
}

/** `import name`, in front of the first import that may have something in front of it; none where it is there. */
function importEdit(module: Module, name: string): readonly TextEdit[] {
  const isThere = module.scope.names
    .get(name)
    ?.some(
      ({ meaning }) => meaning.kind === 'import' && meaning.module === name && meaning.name === undefined,
    );
  if (isThere === true) return [];
  const first = module.imports.find(({ module: from }) => from !== '__future__');
  const text = module.units[0]?.unit.text ?? '';
  const isOwnLine = first !== undefined && (first.start === 0 || text[first.start - 1] === '\n');
  const start = isOwnLine ? first.start : afterOpening(text);
  return [{ start, end: start, text: `import ${name}\n` }];
}

/** Behind what must stay first: a `#!` line, comments, a docstring. */
function afterOpening(text: string): number {
  const opening =
    /^(?:[ \t]*#[^\n]*\n|[ \t]*\n)*(?:"""[\s\S]*?"""[ \t]*\n|'''[\s\S]*?'''[ \t]*\n)?(?:from __future__[^\n]*\n)*/.exec(
      text,
    );
  return opening?.[0].length ?? 0;
}

/** Adds `key: value` as the last entry of a dict literal, or `key=value` to a `dict(…)`. */
export function addEntryFix({ module, start, end }: Place, key: string, value: string): Fix | undefined {
  const text = textIn(module, start, end);
  if (text.endsWith('}') && text.startsWith('{')) return appended(text, end, `"${key}": ${value}`);
  return text.endsWith(')') && text.startsWith('dict(') ? appended(text, end, `${key}=${value}`) : undefined;
}

/** Adds a keyword argument to a call. */
export function addArgumentFix({ module, start, end }: Place, name: string, value: string): Fix | undefined {
  const text = textIn(module, start, end);
  return text.endsWith(')') ? appended(text, end, `${name}=${value}`) : undefined;
}

function appended(text: string, end: number, item: string): Fix | undefined {
  const inside = text.slice(0, -1);
  // A comment behind the last item would swallow what is put there.
  if (/#[^\n]*$/.test(inside.trimEnd().split('\n').at(-1) ?? '')) return undefined;
  const before = inside.trimEnd();
  const isEmpty = /[{(]$/.test(before);
  const separator = isEmpty ? '' : before.endsWith(',') ? ' ' : ', ';
  const at = end - 1 - (inside.length - before.length);
  return { safety: 'safe', edits: [{ start: at, end: at, text: `${separator}${item}` }] };
}

function textIn(module: Module, start: number, end: number): string {
  const part = unitAt(module, start);
  return part === undefined ? '' : part.unit.text.slice(start - part.base, end - part.base);
}
