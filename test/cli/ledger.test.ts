import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedLedger } from '../../src/store/index.ts';
import { sallyport } from './cli.ts';
import { sallyportVerify as second } from './second-program.ts';

const root = mkdtempSync(join(tmpdir(), 'sallyport-ledger-'));
const data = join(root, 'data');
const exported = join(root, 'export');
const key = join(exported, 'signing.pub');
const receipt = join(root, 'three.tlog-proof');

beforeAll(async () => {
  const ledger = await openEmbeddedLedger({ directory: data, clock: () => 1_000_000 });
  for (let at = 0; at < 3; at++) {
    await ledger.append(
      Array.from({ length: 100 }, (_, each) => ({
        kind: 'exchange_requested' as const,
        exchange: `e${at}-${each}`,
        body: { each },
      })),
    );
  }
  writeFileSync(receipt, await ledger.receipt(3));
  await ledger.close();
  await sallyport('ledger', 'export', exported, '--data', data);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function copy(name: string): string {
  const directory = join(root, name);
  cpSync(exported, directory, { recursive: true });
  return directory;
}

function edit(file: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(file, bytes);
}

describe('an exported log', () => {
  it('holds by both programs, and says whose word the key is', async () => {
    const mine = await sallyport('verify', exported);
    expect(mine.code).toBe(0);
    expect(mine.out).toContain('compare that key, or give --key');
    const other = await second(exported, '--key', key);
    expect(other).toMatchObject({ code: 0 });
    expect(other.out).toContain('intact');
    expect(other.out).toContain('301 chained records');
  });

  it('names the record that was edited, cut away or lost', async () => {
    const edited = copy('edited');
    edit(join(edited, 'tile/entries/000'), (bytes) => {
      bytes[5000] = bytes[5000]! ^ 1;
    });
    expect((await sallyport('verify', '--export', edited, '--json')).objects[0]).toMatchObject({
      ok: false,
      damage: [expect.objectContaining({ kind: 'edited', index: 22 })],
    });
    const cut = copy('cut');
    truncateSync(join(cut, 'tile/entries/001.p/45'), 400);
    const report = await sallyport('verify', cut, '--json');
    expect(report.code).toBe(1);
    expect(JSON.stringify(report.objects[0])).toContain('"kind":"truncated"');
    const lost = copy('lost');
    rmSync(join(lost, 'tile/0/001.p/45'));
    expect((await second(lost, '--key', key)).out).toContain('missing');
    const forged = copy('forged');
    edit(join(forged, 'tile/0/000'), (bytes) => {
      bytes[100] = bytes[100]! ^ 1;
    });
    expect((await second(forged, '--key', key)).out).toContain('forked');
    const signed = copy('signed');
    edit(join(signed, 'checkpoint'), (bytes) => {
      bytes[bytes.byteLength - 9] = bytes[bytes.byteLength - 9] === 65 ? 66 : 65;
    });
    expect((await second(signed, '--key', key)).out).toContain('bad_signature');
  });

  it('is verified by a range, and a range that is not there is said so', async () => {
    expect((await sallyport('verify', exported, '--range', '250..260', '--json')).objects[0]).toMatchObject({
      ok: true,
      records: 11,
    });
    expect(await sallyport('verify', exported, '--range', '250..400')).toMatchObject({ code: 2 });
    expect(await sallyport('verify', exported, '--range', 'all')).toMatchObject({ code: 2 });
    expect((await sallyport('verify', data, '--range', '250..260', '--json')).objects[0]).toMatchObject({
      ok: true,
    });
    expect(await sallyport('verify', data, '--range', '250..400')).toMatchObject({ code: 2 });
  });

  it('goes on where it ended, and not into the export of another log', async () => {
    expect((await sallyport('ledger', 'export', exported, '--data', data, '--json')).code).toBe(0);
    expect((await sallyport('verify', exported)).code).toBe(0);
    const other = join(root, 'other');
    const ledger = await openEmbeddedLedger({ directory: other, clock: () => 1 });
    await ledger.close();
    const refused = await sallyport('ledger', 'export', exported, '--data', other);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toContain('another log');
    expect(await sallyport('verify', exported, '--key', join(other, 'signing.pub'))).toMatchObject({
      code: 2,
    });
  });
});

describe('sealing', () => {
  it('is told in numbers, changes no export, and what is not a number of days is said so', async () => {
    const own = join(root, 'sealing');
    cpSync(data, own, { recursive: true });
    const sealed = await sallyport('ledger', 'seal', '--data', own);
    expect(sealed.out).toMatch(/^sealed 256 records in 1 files: \d+ bytes became \d+/);
    expect((await sallyport('ledger', 'seal', '--data', own)).out).toContain('nothing to seal');
    expect(await sallyport('verify', own)).toMatchObject({ code: 0 });
    const out = join(root, 'sealed-export');
    await sallyport('ledger', 'export', out, '--data', own);
    const bundle = join('tile', 'entries', '000');
    expect(readFileSync(join(out, bundle))).toEqual(readFileSync(join(exported, bundle)));
    const refused = await sallyport('ledger', 'seal', '--older-than-days', '-3', '--data', own);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toContain('--older-than-days "-3": expected a whole number');
  });
});

describe('a receipt', () => {
  it('proves itself offline, to both programs', async () => {
    expect(await second(receipt, '--key', key)).toMatchObject({ code: 0 });
    const mine = await sallyport('verify', '--receipt', receipt, '--data', data, '--json');
    expect(mine.objects[0]).toMatchObject({ ok: true, index: 3 });
  });

  it('is refused for another record, another log, and when it was changed', async () => {
    expect((await second(receipt, '--key', key, '--for', '4')).out).toContain('it is for record 3');
    expect(await second(receipt, '--key', key, '--for', 'e0-2')).toMatchObject({ code: 0 });
    const bad = join(root, 'bad.tlog-proof');
    writeFileSync(bad, readFileSync(receipt, 'utf8').replace('index 3', 'index 4'));
    expect(await second(bad, '--key', key)).toMatchObject({ code: 1 });
    expect(await second(receipt)).toMatchObject({ code: 2 });
    expect(await second(receipt, '--key', 'nothing')).toMatchObject({ code: 2 });
    expect(await second(join(root, 'absent'))).toMatchObject({ code: 2 });
  });
});

describe('the second program', () => {
  it('imports nothing but Node and this project', () => {
    const seen = new Set<string>();
    const outside: string[] = [];
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const text = readFileSync(file, 'utf8');
      for (const [, from = ''] of text.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)';/gm)) {
        if (from.startsWith('.')) visit(resolve(dirname(file), from));
        else if (!from.startsWith('node:')) outside.push(`${file}: ${from}`);
      }
    };
    visit(resolve('src/cli/verify-main.ts'));
    expect(outside).toEqual([]);
    expect(seen.size).toBeGreaterThan(20);
    expect([...seen].every((file) => existsSync(file) && !file.includes('/store/'))).toBe(true);
  });

  it('says that a data directory needs the first one', async () => {
    const refused = await second(data);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toContain('sallyport verify');
  });
});

describe('a log whose signing key has turned', () => {
  const turning = join(root, 'turning');
  const out = join(root, 'turning-export');
  const oldKey = join(root, 'old.pub');

  beforeAll(async () => {
    const ledger = await openEmbeddedLedger({ directory: turning, clock: () => 1_000_000 });
    writeFileSync(oldKey, `${ledger.verifier}\n`);
    await ledger.close();
    await sallyport('ledger', 'export', out, '--data', turning);
    const args = ['--reason', 'yearly', '--data', turning];
    expect(await sallyport('ledger', 'rotate-signing-key', ...args)).toMatchObject({ code: 0 });
    expect(await sallyport('ledger', 'rotate-key', ...args)).toMatchObject({ code: 0 });
    await sallyport('ledger', 'export', out, '--data', turning);
  });

  it('holds for whoever kept the old key: export, directory, and the new key as well', async () => {
    expect(await second(out, '--key', oldKey)).toMatchObject({ code: 0 });
    expect(await sallyport('verify', turning, '--key', oldKey)).toMatchObject({ code: 0 });
    expect(await second(out, '--key', join(turning, 'signing.pub'))).toMatchObject({ code: 0 });
  });

  it('does not hold when the old key did not sign the change', async () => {
    const forged = join(root, 'forged');
    cpSync(out, forged, { recursive: true });
    const bundle = join(forged, 'tile', 'entries', '000.p');
    for (const name of readdirSync(bundle))
      edit(join(bundle, name), (bytes) => {
        const at = bytes.indexOf('"endorsement":"') + 15;
        bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41;
      });
    const result = await second(forged, '--key', oldKey);
    expect(result.code).toBe(1);
    expect(result.out).toContain('bad_signature');
  });

  it('does not hold for the key of another log', async () => {
    expect(await sallyport('verify', turning, '--key', join(data, 'signing.pub'))).toMatchObject({ code: 1 });
  });
});
