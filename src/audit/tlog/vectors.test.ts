// The published vectors lie beside the checkout, not in it: SALLYPORT_DATA names the folder, ../shared/data by default.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ownField } from '../../domain/index.ts';
import { canonicalJson } from '../canonical-json.ts';
import { readCheckpoint } from './checkpoint.ts';
import { hashLeaf, rootOf, verifyConsistency, verifyInclusion } from './merkle.ts';
import { entryBundle, readEntryBundle } from './tiles.ts';
import { GrowingTree } from './tree.ts';

const data = process.env['SALLYPORT_DATA'] ?? '../shared/data';
const archive = join(data, 'audit-vectors', 'vectors.tar.gz');
const isThere = existsSync(archive);
const root = isThere ? mkdtempSync(join(tmpdir(), 'sallyport-vectors-')) : '';
if (isThere) execFileSync('tar', ['-xzf', archive, '-C', root]);
else process.stderr.write(`vectors: ${archive} is not there; set SALLYPORT_DATA to run against them\n`);
afterAll(() => {
  if (isThere) rmSync(root, { recursive: true, force: true });
});

function filesUnder(...parts: string[]): readonly string[] {
  const directory = join(root, ...parts);
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name));
}

interface Vector {
  readonly desc: string;
  readonly wantErr: boolean;
  readonly proof: readonly string[] | null;
  readonly [field: string]: unknown;
}

const load = (file: string): Vector => JSON.parse(readFileSync(file, 'utf8'));
const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : '', 'base64');
const pathOf = ({ proof }: Vector): Buffer[] => (proof ?? []).map(bytes);

describe('published vectors', () => {
  it('every inclusion vector is judged as it says', () => {
    const judged = (isThere ? filesUnder('transparency-dev-merkle/testdata/inclusion') : []).map((file) => {
      const vector = load(file);
      const leaf = { hash: bytes(vector['leafHash']), index: Number(vector['leafIdx']) };
      const tree = { size: Number(vector['treeSize']), root: bytes(vector['root']) };
      return { file, ok: verifyInclusion(leaf, tree, pathOf(vector)) === !vector.wantErr };
    });
    expect(judged.filter(({ ok }) => !ok)).toEqual([]);
    expect(judged.length).toBe(isThere ? 98 : 0);
  });

  it('every consistency vector is judged as it says', () => {
    const judged = (isThere ? filesUnder('transparency-dev-merkle/testdata/consistency') : []).map((file) => {
      const vector = load(file);
      const from = { size: Number(vector['size1']), root: bytes(vector['root1']) };
      const to = { size: Number(vector['size2']), root: bytes(vector['root2']) };
      return { file, ok: verifyConsistency(from, to, pathOf(vector)) === !vector.wantErr };
    });
    expect(judged.filter(({ ok }) => !ok)).toEqual([]);
    expect(judged.length > 90).toBe(isThere);
  });

  it("Tessera's log has our bytes: bundles, tiles and the root of every checkpoint", () => {
    const log = join(root, 'tessera-testdata-log/testdata/log');
    const last = isThere ? 15 : 0;
    const tree = new GrowingTree();
    const entries = isThere
      ? readEntryBundle(readFileSync(join(log, `tile/entries/000.p/${last}`))).entries
      : [];
    for (const [at, entry] of entries.entries()) {
      const before = isThere
        ? readCheckpoint(readFileSync(join(log, `checkpoint.${at}`), 'utf8'))
        : undefined;
      expect(before).toMatchObject({ size: at });
      expect(Buffer.from(before?.root ?? []).equals(tree.root())).toBe(true);
      tree.append(hashLeaf(entry), () => undefined);
      expect(readFileSync(join(log, `tile/0/000.p/${at + 1}`)).equals(tree.partial(0))).toBe(true);
      const bundle = readFileSync(join(log, `tile/entries/000.p/${at + 1}`));
      expect(bundle.equals(entryBundle(entries.slice(0, at + 1)))).toBe(true);
    }
    expect(entries.length).toBe(last);
    expect(rootOf(() => Buffer.alloc(0), 0).byteLength).toBe(32);
  });

  it('canonical JSON is that of RFC 8785, byte by byte', () => {
    const directory = join(root, 'jcs-rfc8785/testdata/input');
    const names = isThere ? readdirSync(directory) : [];
    for (const name of names) {
      const input = readFileSync(join(directory, name), 'utf8');
      const expected = readFileSync(join(root, 'jcs-rfc8785/testdata/output', name), 'utf8').trimEnd();
      const parsed = ownField({ value: JSON.parse(input) }, 'value');
      expect(canonicalJson(parsed ?? null)).toBe(expected);
    }
    expect(names.length > 0).toBe(isThere);
  });
});
