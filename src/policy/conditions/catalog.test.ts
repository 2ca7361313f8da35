import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { conditions } from './catalog.ts';
import type { Condition } from './condition.ts';

const files = readdirSync(new URL('.', import.meta.url)).filter((name) => /^[a-z-]+[.]ts$/.test(name));

/** Everything that the files of this folder export. */
async function exportsOf(): Promise<readonly unknown[]> {
  const modules = await Promise.all(files.map((name) => import(new URL(name, import.meta.url).href)));
  return modules.flatMap((module: Readonly<Record<string, unknown>>) => Object.values(module));
}

function isCondition(value: unknown): value is Condition {
  return (
    typeof value === 'object' && value !== null && 'key' in value && 'fields' in value && 'compile' in value
  );
}

describe('the catalog of conditions', () => {
  it('lists every condition that a file of the folder exports', async () => {
    const exported = (await exportsOf()).filter(isCondition);
    expect(exported.length).toBeGreaterThan(25);
    expect(new Set(conditions)).toEqual(new Set(exported));
  });

  it('is sorted by key, without repetition of any key', () => {
    const keys = conditions.map((condition) => condition.key);
    expect(keys).toEqual([...new Set(keys)].sort());
    const fields = conditions.flatMap((condition) => Object.keys(condition.fields));
    expect(new Set(fields).size).toBe(fields.length);
  });

  it('describes every key for editors', () => {
    for (const condition of conditions) {
      expect(condition.fields[condition.key]?.description ?? '').not.toBe('');
    }
  });
});
