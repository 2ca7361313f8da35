// What an expression is known to be before anything runs: known, one of several, or unknown. Never a guess.

import type { CallExpr, Expr, Span } from '../ir/ir.ts';
import type { ClassInfo, FunctionInfo, Module, Scope } from '../project/module.ts';

/** An expression where it stands. */
export interface Located {
  readonly expr: Expr;
  readonly scope: Scope;
  /** What the parameters of the function around it were called with. */
  readonly given?: ReadonlyMap<string, Value> | undefined;
}

export interface Slot extends Span {
  readonly value: Located;
  readonly module: Module;
}

export type Value =
  | { readonly kind: 'known'; readonly value: string | number | boolean | null; readonly origin: Located }
  /** A text of which parts are not known. */
  | { readonly kind: 'text'; readonly origin: Located }
  | {
      readonly kind: 'dict';
      readonly slots: ReadonlyMap<string, Slot>;
      /** It may hold more keys than are seen. */
      readonly open: boolean;
      readonly origin: Located;
    }
  | {
      readonly kind: 'list';
      readonly items: readonly Located[];
      readonly open: boolean;
      readonly origin: Located;
    }
  /** What a call made that was not followed: `callee` is its dotted name. */
  | {
      readonly kind: 'made';
      readonly callee: string;
      readonly klass: ClassInfo | undefined;
      readonly call: CallExpr;
      readonly origin: Located;
    }
  | { readonly kind: 'function'; readonly func: FunctionInfo; readonly origin: Located }
  | { readonly kind: 'lambda'; readonly origin: Located }
  | { readonly kind: 'class'; readonly klass: ClassInfo; readonly origin: Located }
  /** Something outside of the project, by its dotted name. */
  | { readonly kind: 'external'; readonly name: string; readonly origin: Located }
  | { readonly kind: 'choice'; readonly options: readonly Value[]; readonly origin: Located }
  | {
      readonly kind: 'unknown';
      readonly why: 'undefined' | 'parameter' | 'other';
      readonly name: string | undefined;
      readonly origin: Located;
    };

/** All that a value may be: the options of a choice, or itself. */
export function optionsOf(value: Value): readonly Value[] {
  return value.kind === 'choice' ? value.options : [value];
}

/** `true` or `false` where every option agrees, otherwise undefined. */
export function all(value: Value, test: (option: Value) => boolean | undefined): boolean | undefined {
  const answers = optionsOf(value).map(test);
  const [first] = answers;
  return answers.every((answer) => answer === first) ? first : undefined;
}

/** Python's truth of a value, where it is known. */
export function truthOf(value: Value): boolean | undefined {
  return all(value, (option) => {
    switch (option.kind) {
      case 'known':
        return Boolean(option.value);
      case 'dict':
        return isFull(option.slots.size, option.open);
      case 'list':
        return isFull(option.items.length, option.open);
      case 'function':
      case 'lambda':
      case 'class':
        return true;
      default:
        return undefined;
    }
  });
}

function isFull(size: number, open: boolean): boolean | undefined {
  if (size > 0) return true;
  return open ? undefined : false;
}

export function isNone(value: Value): boolean | undefined {
  return all(value, (option) =>
    option.kind === 'known' ? option.value === null : option.kind === 'unknown' ? undefined : false,
  );
}

export function knownText(value: Value): string | undefined {
  return value.kind === 'known' && typeof value.value === 'string' ? value.value : undefined;
}

export function knownNumber(value: Value): number | undefined {
  return value.kind === 'known' && typeof value.value === 'number' ? value.value : undefined;
}

/** Every text that the value may be. */
export function textsOf(value: Value): readonly string[] {
  return optionsOf(value).flatMap((option) => knownText(option) ?? []);
}
