// Which file of the project an import means.

import type { Module } from '../project/module.ts';

export interface ModuleIndex {
  readonly modules: readonly Module[];
  /** The module that `dotted` (with `level` leading dots) means in `from`, if it is part of the project. */
  find(from: Module, level: number, dotted: string): Module | undefined;
}

const MAX_SUFFIXES = 6;

/** Indexes modules by every ending of their dotted names: the root that they are imported from is not known. */
export function indexModules(modules: readonly Module[]): ModuleIndex {
  const exact = new Map<string, Module>();
  const endings = new Map<string, Module[]>();
  for (const module of modules) {
    if (!exact.has(module.dotted)) exact.set(module.dotted, module);
    const parts = module.dotted.split('.');
    for (let from = Math.max(0, parts.length - MAX_SUFFIXES); from < parts.length; from += 1) {
      const ending = parts.slice(from).join('.');
      const list = endings.get(ending);
      if (list === undefined) endings.set(ending, [module]);
      else list.push(module);
    }
  }
  return {
    modules,
    find: (from, level, dotted) => {
      if (level > 0) return exact.get(relative(from, level, dotted));
      const found = endings.get(dotted) ?? [];
      return found.length > 1 ? closest(found, from) : found[0] === from ? undefined : found[0];
    },
  };
}

function relative(from: Module, level: number, dotted: string): string {
  const parts = from.dotted.split('.');
  const isPackage = from.path.endsWith('__init__.py');
  const base = parts.slice(0, Math.max(0, parts.length - level + (isPackage ? 1 : 0)));
  return [...base, ...(dotted === '' ? [] : [dotted])].join('.');
}

/** The one with which `from` shares the longest path; none where two are equally close. */
function closest(found: readonly Module[], from: Module): Module | undefined {
  let best: Module | undefined;
  let most = -1;
  for (const module of found.slice(0, 50)) {
    const shared = module === from ? -1 : sharedLength(module.path, from.path);
    if (shared > most) {
      best = module;
      most = shared;
    } else if (shared === most) best = undefined;
  }
  return best;
}

function sharedLength(a: string, b: string): number {
  const [some, more] = [a.split('/'), b.split('/')];
  let at = 0;
  while (at < some.length - 1 && some[at] === more[at]) at += 1;
  return at;
}
