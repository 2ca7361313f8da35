// The walls that a tool checks and the table that people read must be the same.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readModuleTable } from './module-table.ts';
import { mayImport } from './walls.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/architecture.md', root), 'utf8');

describe('the walls', () => {
  it('are the same in docs/architecture.md and in .dependency-cruiser.mjs', () => {
    const documented = [...readModuleTable(page)].map(([module, allowed]) => [module, [...allowed].sort()]);
    const checked = Object.entries(mayImport).map(([module, allowed]) => [module, [...allowed].sort()]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(checked));
  });

  it('have a row for every module of src/ but those that may import everything', () => {
    const entries = readdirSync(new URL('src/', root), { withFileTypes: true });
    const modules = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    const free = ['cli', 'demo'];
    expect(modules.length).toBeGreaterThan(8);
    expect(modules.filter((name) => !free.includes(name) && !Object.hasOwn(mayImport, name))).toEqual([]);
  });

  it('name only modules that have a row themselves', () => {
    const unknown = Object.values(mayImport)
      .flat()
      .filter((name) => !Object.hasOwn(mayImport, name));
    expect(unknown).toEqual([]);
  });
});

describe('the table reader', () => {
  it('reads cells whatever the order of the columns, and an empty list from a dash', () => {
    const table = readModuleTable(
      '# x\n\n| may import | module |\n|---|---|\n| a, b | `c` |\n| – | `d` |\n\n| e | f |',
    );
    expect([...table]).toEqual([
      ['c', ['a', 'b']],
      ['d', []],
    ]);
  });

  it('fails where there is no such table, so that a renamed column can not pass for agreement', () => {
    expect(() => readModuleTable('| module | imports |\n|---|---|\n| a | b |')).toThrow(/may import/);
  });
});
