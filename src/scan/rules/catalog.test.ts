import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CodeBlock, readRulePage } from '../../../test/support/rule-page.ts';
import { pythonGrammar } from '../../../test/support/scan-grammar.ts';
import type { Rule } from '../rule.ts';
import { createScanEngine } from '../scan-project.ts';
import { rules } from './catalog.ts';

const HEADINGS = ['What it finds', 'Why it matters', 'Example', 'What it misses', 'Options'];
const LIMITS = { maxFileBytes: 1_000_000, maxFileMs: 60_000, maxFindings: 1_000 };
const home = new URL('.', import.meta.url);
const entries = readdirSync(home, { withFileTypes: true });
const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
/** What a scaffold gives to a rule that has no number yet. */
const UNNUMBERED = 'SP000';
const engine = await createScanEngine(pythonGrammar());

function linesFoundBy(rule: Rule, { source, line, language }: CodeBlock): readonly string[] {
  const path = language === 'python' ? 'page.py' : 'requirements.txt';
  const { findings } = engine.scan([{ path, text: source }], {
    limits: LIMITS,
    clock: () => 0,
    rules: [rule],
  });
  return findings.map(({ range }) => `${line + range.line}: ${rule.slug}`);
}

describe('the catalogue of rules', () => {
  it('lists every folder once', () => {
    expect(rules.map(({ slug }) => slug).sort()).toEqual([...folders].sort());
  });

  it('has one id for each rule, in order', () => {
    const ids = rules.map(({ id }) => id).filter((id) => id !== UNNUMBERED);
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const id of ids) expect(id).toMatch(/^SP[1-9]\d\d$/);
  });
});

describe.each(rules)('the page of $slug', (rule) => {
  const page = readRulePage(readFileSync(new URL(`${rule.slug}/${rule.slug}.md`, home), 'utf8'));

  it('has text under each of the headings', () => {
    expect(page.headings).toEqual(HEADINGS);
  });

  it('shows at least two pieces of code that it objects to and two that it does not', () => {
    const bad = page.blocks.filter((block) => block.expected.length > 0).length;
    expect(bad).toBeGreaterThanOrEqual(2);
    expect(page.blocks.length - bad).toBeGreaterThanOrEqual(2);
  });

  it('says in its code exactly where the rule objects', () => {
    const found = page.blocks.map((block) => linesFoundBy(rule, block));
    expect(found).toEqual(page.blocks.map((block) => block.expected));
    expect(rule.id).not.toBe(UNNUMBERED);
  });
});
