import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readRulePage } from '../../../test/support/rule-page.ts';
import type { Rule } from '../rule.ts';
import { createScanEngine, type ScanEngine } from '../scan-project.ts';
import { rules } from './catalog.ts';

const HEADINGS = ['What it finds', 'Why it matters', 'Example', 'What it misses', 'Options'];
const home = new URL('.', import.meta.url);
const entries = readdirSync(home, { withFileTypes: true });
const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);

let engine: ScanEngine;
beforeAll(async () => {
  const grammar = new URL(
    '../../../node_modules/tree-sitter-python/tree-sitter-python.wasm',
    import.meta.url,
  );
  engine = await createScanEngine(fileURLToPath(grammar));
});

function findings(source: string, rule: Rule): readonly { readonly line: number; readonly id: string }[] {
  const answer = engine.scan([{ path: 'page.py', text: source }], {
    limits: { maxFileBytes: 100_000, maxFileMs: 10_000, maxFindings: 100 },
    clock: () => performance.now(),
    rules: [rule],
  });
  return answer.findings.map(({ range, ruleId }) => ({ line: range.line, id: ruleId }));
}

describe('the catalogue of rules', () => {
  it('lists every folder once, sorted by id', () => {
    expect(rules.map((rule) => rule.id)).toEqual([...folders].sort());
  });
});

describe.each(rules)('the page of $id', (rule) => {
  const page = readRulePage(readFileSync(new URL(`${rule.id}/${rule.id}.md`, home), 'utf8'));

  it('has text under each of the headings', () => {
    expect(page.headings).toEqual(HEADINGS);
  });

  it('shows at least two pieces of code that it objects to and two that it does not', () => {
    const bad = page.blocks.filter((block) => block.expected.length > 0).length;
    expect(bad).toBeGreaterThanOrEqual(2);
    expect(page.blocks.length - bad).toBeGreaterThanOrEqual(2);
  });

  it('says in its code exactly where the rule objects', () => {
    const found = page.blocks.map(({ source, line }) =>
      findings(source, rule).map((finding) => `${line + finding.line}: ${finding.id}`),
    );
    expect(found).toEqual(page.blocks.map((block) => block.expected));
  });
});
