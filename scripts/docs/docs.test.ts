import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FAULTS } from '../../src/domain/index.ts';
import { brokenLinks } from './links.ts';
import { referencePages } from './reference.ts';

const pages = await referencePages();

describe('the reference pages', () => {
  it('list every fault code', () => {
    for (const code of Object.keys(FAULTS)) expect(pages.get('errors.md')).toContain(`| \`${code}\` |`);
  });

  it('have a section for each command that does something, with its options', () => {
    expect(pages.get('cli.md')).toContain('## sallyport serve\n');
    expect(pages.get('cli.md')).toContain('## sallyport policy check\n');
    expect(pages.get('cli.md')).toContain('--data <dir>');
  });

  it('list nested configuration keys by their path with their defaults', () => {
    expect(pages.get('config.md')).toMatch(/`listen\.port` \| integer, 0 to 65535 \| `8787`/);
    expect(pages.get('config.md')).toContain('`upstreams.NAME.base_url`');
  });

  it('hold the JSON Schema of a policy file', () => {
    expect(JSON.parse(pages.get('policy-schema.json') ?? '')).toHaveProperty('properties.policies');
  });

  it('are the same each time', async () => {
    expect([...(await referencePages())]).toEqual([...pages]);
  });
});

describe('the link check', () => {
  let root = '';
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function check(files: Readonly<Record<string, string>>): readonly string[] {
    root = mkdtempSync(join(tmpdir(), 'sallyport-links-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    return brokenLinks(root);
  }

  it('accepts files, folders, headings and anything with a scheme', () => {
    const a =
      '[b](docs/b.md) [c](docs) [d](docs/b.md#the-b-page) [e](#own) [f](https://a.example/x)\n\n# Own\n';
    expect(check({ 'a.md': a, 'docs/b.md': '# The `B` page\n\n[up](../a.md "title")' })).toEqual([]);
  });

  it('names a missing file, a missing heading and a way out of the repository', () => {
    expect(check({ 'a.md': '[x](no.md) [y](b.md#no) [z](../../etc/hosts)', 'b.md': '# B' })).toEqual([
      'a.md: no.md: no such file',
      'a.md: b.md#no: no such heading',
      'a.md: ../../etc/hosts: leads out of the repository',
    ]);
  });

  it('reads no links in code', () => {
    expect(check({ 'a.md': '```md\n[x](no.md)\n```\n`[y](no.md)`' })).toEqual([]);
  });
});
