// Files that are not what they should be, through both programs that verify: a sentence that names the file, exit code 2 or 1, nothing changed, never a stack trace.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedLedger } from '../../src/store/index.ts';
import { sallyport } from './cli.ts';
import { type Ended, sallyportVerify } from './second-program.ts';

const root = mkdtempSync(join(tmpdir(), 'sallyport-files-'));
const data = join(root, 'data');
const exported = join(root, 'export');
const receipt = join(root, 'three.tlog-proof');
const key = join(data, 'signing.pub');
const TEN_GIBIBYTES = 10 * 1024 ** 3;

beforeAll(async () => {
  const ledger = await openEmbeddedLedger({ directory: data, clock: () => 1_000_000 });
  await ledger.append(
    Array.from({ length: 300 }, (_, each) => ({
      kind: 'exchange_requested' as const,
      workflow: 'w',
      body: { each },
      contents: each === 0 ? [{ name: 'm', bytes: Buffer.from('text') }] : [],
    })),
  );
  writeFileSync(receipt, await ledger.receipt(3));
  await ledger.close();
  await sallyport('ledger', 'export', exported, '--data', data);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Told {
  readonly code: number;
  readonly said: string;
}

const second = async (...argv: readonly string[]): Promise<Told> => told(await sallyportVerify(...argv));
const first = async (...argv: readonly string[]): Promise<Told> => told(await sallyport('verify', ...argv));

function told({ code, out, err }: Ended): Told {
  return { code, said: out + err };
}

function file(name: string, content: string | Uint8Array, size?: number): string {
  const path = join(root, name);
  writeFileSync(path, content);
  if (size !== undefined) truncateSync(path, size);
  return path;
}

/** A folder of which one file was changed. */
function changed(of: string, name: string, change: (path: string) => void): string {
  const path = join(root, `${name.replaceAll('/', '-')}-${Math.random()}`);
  cpSync(of, path, { recursive: true });
  change(join(path, name));
  return path;
}

const grow = (path: string): void => truncateSync(path, TEN_GIBIBYTES);

describe('a file that is none of ours', () => {
  it.each([
    ['text', () => file('text.txt', 'hello\n'), 'no receipt'],
    ['nothing at all', () => file('nothing', ''), 'no receipt'],
    ['ten gibibytes of zeros', () => file('zeros', '', TEN_GIBIBYTES), 'no receipt'],
    ['a Parquet file', () => file('x.parquet', 'PAR1....'), 'a Parquet file'],
    ['a receipt that never ends', () => file('long', readFileSync(receipt), TEN_GIBIBYTES), 'is too large'],
    [
      'a line that never ends',
      () => file('lines', '{"a":1', TEN_GIBIBYTES),
      'a line is longer than a record',
    ],
  ])('%s', async (_what, make, why) => {
    const path = make();
    const { code, said } = await second(path, '--key', key);
    expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining(why) });
    expect(said).toContain(path);
    expect(said).not.toContain('    at ');
  });

  it('a key that never ends', async () => {
    const path = file('endless.pub', '', TEN_GIBIBYTES);
    expect(await second(receipt, '--key', path)).toEqual({
      code: 2,
      said: expect.stringContaining(`${path} is too large`),
    });
  });

  it('a receipt that was cut', async () => {
    const path = file('cut.tlog-proof', readFileSync(receipt).subarray(0, 200));
    expect(await second(path, '--key', key)).toEqual({
      code: 1,
      said: expect.stringContaining('it ends before its checkpoint'),
    });
  });

  it.each(['checkpoint', 'tile/entries/000', 'tile/0/000'])('an export whose %s never ends', async (name) => {
    const { code, said } = await second(changed(exported, name, grow), '--key', key);
    expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining(`${name} is too large`) });
  });
});

describe('a data directory whose database is', () => {
  it.each([
    ['text', (path: string) => writeFileSync(path, 'hello\n'), 'file is not a database'],
    ['empty', (path: string) => truncateSync(path, 0), 'it holds no log'],
    [
      'a folder',
      (path: string) => {
        rmSync(path);
        mkdirSync(path);
      },
      'is a directory',
    ],
    [
      'of another program',
      (path: string) => {
        rmSync(path);
        const database = new DatabaseSync(path);
        database.exec('CREATE TABLE notes (text TEXT)');
        database.close();
      },
      'the database of another program',
    ],
  ])('%s', async (_what, change, why) => {
    const directory = changed(data, 'ledger.db', change);
    const { code, said } = await first(directory);
    expect(code).not.toBe(0);
    expect(said).toContain(why);
    expect(said).toContain('Nothing was changed');
  });
});

it('a data directory whose database is cut: how much is there, and what is gone', async () => {
  const { code, said } = await first(changed(data, 'ledger.db', (path) => truncateSync(path, 20_000)));
  expect(code).toBe(1);
  expect(said).toMatch(/ledger\.db was cut: 20000 of its \d+ bytes are there/);
});

describe('what opens a log to write', () => {
  it.each([
    ['is empty', (path: string) => truncateSync(path, 0)],
    ['is gone', (path: string) => rmSync(path)],
  ])(
    'begins no other one where the database %s and a checkpoint says that there was one',
    async (_what, change) => {
      const directory = changed(data, 'ledger.db', change);
      const before = filesIn(directory);
      await expect(openEmbeddedLedger({ directory, clock: () => 1_000_000 })).rejects.toThrow(
        'says that it held 301 records',
      );
      expect(filesIn(directory)).toEqual(before);
    },
  );

  it('refuses the master key of another store, which verification says once', async () => {
    const directory = changed(data, 'master.key', (path) => writeFileSync(path, `${'5'.repeat(64)}\n`));
    const before = filesIn(directory);
    await expect(openEmbeddedLedger({ directory, clock: () => 1_000_000 })).rejects.toThrow(
      'it is the key of another',
    );
    expect(filesIn(directory)).toEqual(before);
    const { code, said } = await first(directory);
    expect(code).toBe(1);
    expect(said.match(/master\.key/g)).toHaveLength(1);
  });
});

function filesIn(directory: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'base64')] as const),
  );
}
