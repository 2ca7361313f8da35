import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCases } from '../../test/support/detector-cases.ts';
import { detectors } from './index.ts';

const HEADINGS = ['What it finds', 'Why it matters', 'Example', 'What it misses', 'Options'];
const home = new URL('detectors/', import.meta.url);
const folders = readdirSync(home);

describe('the catalogue of detectors', () => {
  it('lists every folder once, sorted by name', () => {
    const names = folders.map((folder) => folder.replaceAll('-', '_')).sort();
    expect(detectors.map((detector) => detector.name)).toEqual(names);
  });
});

describe.each(folders)('the folder %s', (folder) => {
  const file = (name: string) => new URL(`${folder}/${name}`, home);

  it('has a test and a page with text under each of the headings', () => {
    expect(existsSync(file(`${folder}.test.ts`))).toBe(true);
    const [, ...sections] = readFileSync(file('README.md'), 'utf8').split(/^## /m);
    expect(sections.map((section) => section.split('\n', 1)[0])).toEqual(HEADINGS);
    for (const section of sections) expect(section).toMatch(/\n\n\S/);
  });

  it('has at least two cases that must fire and two that must stay silent', () => {
    const cases = readCases(file('cases.jsonl'));
    const fire = cases.filter(({ must }) => must === 'fire').length;
    expect(fire).toBeGreaterThanOrEqual(2);
    expect(cases.length - fire).toBeGreaterThanOrEqual(2);
  });
});
