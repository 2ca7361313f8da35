// A checker that sees nothing reports nothing. Each one must see the repository, and must report every seeded fault.

import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mayImport, ruleNames } from '../walls/walls.ts';
import { createSample, root, runTool } from './sample.ts';

const sources = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

describe('dependency-cruiser', () => {
  it('sees every source file', () => {
    const { output } = runTool('depcruise', ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src'], root);
    const report: { modules: { source: string }[] } = JSON.parse(output);
    const seen = new Set(report.modules.map((module) => module.source));
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((name) => !seen.has(`src/${name}`))).toEqual([]);
  });

  it('reports a seeded violation of every rule', () => {
    const modules = Object.keys(mayImport);
    const files: Record<string, string> = {
      // Each module enters one that its row does not allow; `server` may enter all but these.
      ...Object.fromEntries(
        Object.entries(mayImport).map(([name, allowed]) => {
          const forbidden = modules.find((other) => other !== name && !allowed.includes(other));
          return [`src/${name}/wall.ts`, `import '../${forbidden}/index.ts';\n`];
        }),
      ),
      ...Object.fromEntries(modules.map((name) => [`src/${name}/index.ts`, 'export const x = 1;\n'])),
      'src/policy/side-door.ts': `import '../domain/inner.ts';\nimport './index.ts';\n`,
      'src/domain/inner.ts': `import 'node:path';\nimport './circle.ts';\n`,
      'src/domain/circle.ts': `import './inner.ts';\n`,
      'src/audit/core.ts': `import 'node:os';\nimport 'node:fs';\n`,
      'src/gateway/steps/one.ts': `import './two.ts';\n`,
      'src/gateway/steps/two.ts': 'export const x = 1;\n',
      'src/identity/alone.ts': 'export const x = 1;\n',
      'src/identity/dev.ts': `import 'vitest';\n`,
      'src/identity/lost.ts': `import './nowhere.ts';\n`,
    };
    using sample = createSample(files, ['.dependency-cruiser.mjs', 'tsconfig.json', 'package.json']);
    const { output } = runTool('depcruise', ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src'], sample.folder);
    const report: { summary: { violations: { rule: { name: string } }[] } } = JSON.parse(output);
    const reported = new Set(report.summary.violations.map((violation) => violation.rule.name));
    expect(ruleNames.length).toBeGreaterThan(20);
    expect(ruleNames.filter((name) => !reported.has(name))).toEqual([]);
  });
});

describe('tsc', () => {
  it('sees every source file', () => {
    // Which files these are is settled by the configuration, before the compiler reads the first one.
    const { output } = runTool('tsc', ['--showConfig'], root);
    const { files }: { files: readonly string[] } = JSON.parse(output);
    const seen = new Set(files);
    expect(sources.filter((name) => !seen.has(`./src/${name}`))).toEqual([]);
  });

  it('reports a seeded fault for every strict option that we rely on', () => {
    const faults: Readonly<Record<string, string>> = {
      TS2322: 'export const text: string = 1;',
      TS7006: 'export const anything = (x) => x;',
      TS18048: 'export const first = (list: readonly string[]) => { const [x] = list; return x.length; };',
      TS2375: 'interface A { readonly a?: string }\nexport const absent: A = { a: undefined };',
      TS4111: 'export const index = (map: Record<string, string>) => map.key;',
      TS7030: 'export function sometimes(x: boolean) { if (x) return 1; }',
      TS7029: 'export function falls(x: number) { switch (x) { case 1: x++; default: return x; } }',
      TS6133: 'const unused = 1;\nexport {};',
      TS7027: 'export function stops() { return 1; return 2; }',
      TS4114: 'class Base { run() {} }\nexport class Derived extends Base { run() {} }',
      TS1294: 'export enum Color { Red }',
      TS1484: `import { Sample } from './types.ts';\nexport const sample: Sample = {};`,
    };
    const files = Object.entries(faults).map(([code, text]) => [`src/${code.toLowerCase()}.ts`, text]);
    using sample = createSample(
      { ...Object.fromEntries(files), 'src/types.ts': 'export interface Sample {}' },
      ['tsconfig.json', 'package.json'],
    );
    const { code, output } = runTool('tsc', ['--noEmit'], sample.folder);
    expect(code).not.toBe(0);
    const reported = (fault: string) => new RegExp(`^src/${fault.toLowerCase()}[.]ts.*error ${fault}:`, 'm').test(output);
    expect(Object.keys(faults).filter((fault) => !reported(fault))).toEqual([]);
  });
});

describe('biome', () => {
  it('sees the sources', () => {
    // Which rules it applies does not change which files it reads; all of them together are the check itself.
    const { output } = runTool('biome', ['lint', '--only=style/useNodejsImportProtocol', 'src'], root);
    const checked = Number(/Checked (\d+) files/.exec(output)?.[1] ?? 0);
    expect(checked).toBeGreaterThanOrEqual(sources.length);
  });

  it('reports a seeded fault for every rule that we rely on', () => {
    const branches = Array.from({ length: 14 }, (_, i) => `if (x === ${i}) { y += ${i}; }`).join('\n');
    const faults: Readonly<Record<string, string>> = {
      noExcessiveCognitiveComplexity: `export function f(x: number) { let y = 0;\n${branches}\nreturn y; }`,
      noExcessiveLinesPerFunction: `export function f() {\n${'f();\n'.repeat(61)}}`,
      noExcessiveLinesPerFile: 'export {};\n'.repeat(301),
      useMaxParams: 'export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e];',
      useImportExtensions: `import { x } from './no-enum';\nexport const y = x;`,
      noNonNullAssertion: 'export const f = (x: string | undefined) => x!.length;',
      noDefaultExport: 'export default 1;',
      noEnum: 'export enum Color { Red }',
      noParameterAssign: 'export function f(x: number) { x = 1; return x; }',
      noParameterProperties: 'export class A { constructor(readonly x: number) {} }',
      useImportType: `import { Sample } from './no-enum.ts';\nexport type Other = Sample;`,
      useNodejsImportProtocol: `import fs from 'fs';\nexport const read = fs.readFileSync;`,
      noExplicitAny: 'export const f = (x: any) => x;',
      noReExportAll: `export * from './no-enum.ts';`,
      noFloatingPromises: 'export async function f() {}\nexport function g() { f(); }',
      useFilenamingConvention: 'export {};',
    };
    const kebab = (rule: string) => rule.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const nameOf = (rule: string) => (rule === 'useFilenamingConvention' ? 'src/BadName.ts' : `src/${kebab(rule)}.ts`);
    const files = Object.entries(faults).map(([rule, text]) => [nameOf(rule), `${text}\n`]);
    using sample = createSample(Object.fromEntries(files), ['biome.json', '.gitignore', 'package.json', 'tsconfig.json']);
    const { code, output } = runTool('biome', ['lint', '--max-diagnostics=none', 'src'], sample.folder);
    expect(code).not.toBe(0);
    expect(Object.keys(faults).filter((rule) => !output.includes(`/${rule}`))).toEqual([]);
  });
});

describe('knip', () => {
  it('reports a seeded unused file, export and dependency', () => {
    using sample = createSample(
      {
        'package.json': JSON.stringify({ name: 'sample', type: 'module', dependencies: { zod: '*' } }),
        'src/cli/main.ts': `import { used } from '../used.ts';\nused();\n`,
        'src/used.ts': 'export function used() {}\nexport function seededExport() {}\n',
        'src/seeded-file.ts': 'export const x = 1;\n',
      },
      ['knip.json', 'tsconfig.json'],
    );
    const { code, output } = runTool('knip', ['--no-progress'], sample.folder);
    expect(code).not.toBe(0);
    for (const fault of ['seeded-file.ts', 'seededExport', 'zod']) expect(output).toContain(fault);
  });
});
