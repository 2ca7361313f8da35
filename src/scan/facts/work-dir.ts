// Where code that a model wrote may read and write: whether a directory is one of its own.

import type { CallExpr, Expr } from '../ir/ir.ts';
import type { Value } from '../values/value.ts';
import { optionsOf } from '../values/value.ts';

/** Why a directory is none of its own: what it is, for people; undefined where it is scoped or not known. */
export function unscopedDirectory(
  value: Value,
): { readonly what: string; readonly sure: boolean } | undefined {
  const options = optionsOf(value);
  const found = options.flatMap((option) => unscopedOne(option) ?? []);
  const [first] = found;
  return first === undefined ? undefined : { what: first, sure: found.length === options.length };
}

const CALLS: ReadonlyMap<string, string> = new Map([
  ['os.getcwd', 'the current directory'],
  ['pathlib.Path.cwd', 'the current directory'],
  ['Path.cwd', 'the current directory'],
  ['pathlib.Path.home', 'the home directory'],
  ['Path.home', 'the home directory'],
  ['os.path.expanduser', 'the home directory'],
]);

function unscopedOne(value: Value): string | undefined {
  switch (value.kind) {
    case 'known':
      return typeof value.value === 'string' ? unscopedPath(value.value) : undefined;
    case 'external':
      return /^os\.(?:sep|curdir|pardir)$/.test(value.name) ? 'a directory of everything' : undefined;
    case 'made':
      // Path() without a part is the current directory.
      return (
        CALLS.get(value.callee) ??
        (isEmptyPath(value.callee, value.call) ? 'the current directory' : undefined)
      );
    default:
      return isHomeVariable(value.origin.expr) ? 'the home directory' : undefined;
  }
}

function isEmptyPath(callee: string, { args }: CallExpr): boolean {
  return args.length === 0 && /(?:^|\.)Path$/.test(callee);
}

function isHomeVariable(expr: Expr): boolean {
  return (
    expr.kind === 'subscript' &&
    expr.index.kind === 'str' &&
    /^(?:HOME|USERPROFILE|PWD)$/.test(expr.index.value)
  );
}

const SYSTEM =
  /^\/(?:home|root|etc|usr|var|opt|bin|sbin|lib|boot|dev|proc|sys|mnt|media|srv|Users|Volumes|System|Library|Applications)?\/*$/;

/** The root, a directory of the system, the home, or the current or the parent directory. */
export function unscopedPath(path: string): string | undefined {
  const plain = path.trim().replaceAll('\\', '/');
  if (plain === '') return undefined;
  if (/^\/+$/.test(plain) || /^[A-Za-z]:\/*$/.test(plain)) return 'the root of the file system';
  if (SYSTEM.test(plain)) return 'a directory of the system';
  if (/^(?:~[\w.-]*|\$HOME|\$\{HOME\}|%USERPROFILE%)\/*$/.test(plain)) return 'the home directory';
  if (/^\/(?:home|Users)\/[^/]+\/*$/.test(plain)) return 'the home directory';
  if (/^(?:\.\/*|\.\/\.\/*|\$PWD|\$\(pwd\))$/.test(plain)) return 'the current directory';
  return /^(?:\.\.\/*)+$/.test(plain) ? 'a parent directory' : undefined;
}
