// What an auditor is handed, records as lines or a pack of evidence, through both programs that verify it: honest and after each attack.

import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leafHash } from '../../src/audit/index.ts';
import { openEmbeddedLedger } from '../../src/store/index.ts';
import { sallyport } from './cli.ts';
import { sallyportVerify as second } from './second-program.ts';

const root = mkdtempSync(join(tmpdir(), 'sallyport-lines-'));
const data = join(root, 'data');
const lines = join(root, 'records.jsonl');
const receipt = join(root, 'fifty.tlog-proof');
const checkpoint = join(root, 'checkpoint');
const key = join(data, 'signing.pub');
const pack = join(root, 'pack');

const draft = (each: number) => ({
  kind: 'exchange_requested' as const,
  exchange: `e${each}`,
  decision: 'ALLOW' as const,
  body: { each },
});

beforeAll(async () => {
  const ledger = await openEmbeddedLedger({ directory: data, clock: () => 1_000_000 });
  await ledger.append(Array.from({ length: 80 }, (_, each) => draft(each)));
  writeFileSync(receipt, await ledger.receipt(50));
  writeFileSync(checkpoint, await ledger.checkpoint(true));
  await ledger.close();
  await sallyport('export', '--to', 'jsonl', '--format', 'leaf', '--out', lines, '--data', data);
  const period = ['--from', '1970-01-01', '--to', '1970-01-02', '--out', pack];
  await sallyport('evidence', '--framework', 'soc2', ...period, '--data', data);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function changed(name: string, change: (leaves: string[]) => readonly string[]): string {
  const file = join(root, `${name}.jsonl`);
  const leaves = readFileSync(lines, 'utf8').trimEnd().split('\n');
  writeFileSync(file, `${change(leaves).join('\n')}\n`);
  return file;
}

/** What somebody without the key makes of a record that he changed: all hashes fit again. */
function rechained(leaves: readonly string[], from: number): readonly string[] {
  let prev = '';
  return leaves.map((leaf, at) => {
    const mended = at > from ? leaf.replace(/"prev":"[0-9a-f]{64}"/, `"prev":"${prev}"`) : leaf;
    prev = leafHash(mended);
    return mended;
  });
}

describe('records as lines', () => {
  it('hold by a checkpoint, and by a receipt as far as it goes', async () => {
    expect(await second(lines, '--key', key, '--checkpoint', checkpoint)).toMatchObject({
      code: 0,
      out: expect.stringContaining('covered by a signature up to record 80'),
    });
    const mine = await sallyport('verify', lines, '--receipt', receipt, '--data', data, '--json');
    expect(mine.objects[0]).toMatchObject({ ok: true, vouchedTo: 51, signaturesChecked: 1 });
  });

  it('do not hold by themselves: a chain can be made by anybody', async () => {
    const alone = await second(lines, '--key', key);
    expect(alone).toMatchObject({ code: 1, out: expect.stringContaining('unsigned at record 0') });
  });

  it.each([
    [
      'edited',
      (all: string[]) => all.with(7, (all[7] ?? '').replace('ALLOW', 'BLOCK')),
      'edited at record 7',
    ],
    ['dropped', (all: string[]) => all.toSpliced(7, 1), 'missing at record 7'],
    ['swapped', (all: string[]) => all.with(7, all[8] ?? '').with(8, all[7] ?? ''), 'reordered at record 7'],
    ['torn', (all: string[]) => all.with(-1, (all.at(-1) ?? '').slice(0, 90)), 'the file was cut here'],
    ['cut', (all: string[]) => all.slice(0, 60), 'truncated at record 60'],
    [
      'rewritten',
      (all: string[]) => rechained(all.with(7, (all[7] ?? '').replace('ALLOW', 'BLOCK')), 7),
      'forked at record 80',
    ],
  ] as const)('%s: the report says so', async (name, change, said) => {
    const result = await second(changed(name, change), '--key', key, '--checkpoint', checkpoint);
    expect(result).toMatchObject({ code: 1, out: expect.stringContaining(said) });
  });

  it('rewritten before a receipt, or ending before it: the receipt says so', async () => {
    const rewritten = changed('rewritten-2', (all) =>
      rechained(all.with(7, (all[7] ?? '').replace('ALLOW', 'BLOCK')), 7),
    );
    expect((await second(rewritten, '--key', key, '--receipt', receipt)).out).toContain(
      'forked at record 50',
    );
    const cut = changed('cut-2', (all) => all.slice(0, 20));
    expect((await second(cut, '--key', key, '--receipt', receipt)).out).toContain('missing at record 50');
  });

  it('of another kind or another log are refused in a sentence', async () => {
    const native = join(root, 'native.jsonl');
    await sallyport('export', '--to', 'jsonl', '--out', native, '--data', data);
    expect(await second(native, '--key', key)).toMatchObject({
      code: 2,
      err: expect.stringContaining('not a record as it was hashed'),
    });
    const other = join(root, 'other');
    await (await openEmbeddedLedger({ directory: other, clock: () => 1 })).close();
    expect(await second(lines, '--key', join(other, 'signing.pub'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('it is of the log'),
    });
    const parquet = join(root, 'x.parquet');
    writeFileSync(parquet, 'PAR1rest');
    expect((await second(parquet, '--key', key)).err).toContain('--format leaf');
    writeFileSync(join(root, 'long.jsonl'), `{${'x'.repeat(300_000)}`);
    expect((await second(join(root, 'long.jsonl'), '--key', key)).err).toContain('longer than a record');
  });
});

describe('a pack of evidence', () => {
  const copy = (name: string): string => {
    const directory = join(root, name);
    cpSync(pack, directory, { recursive: true });
    return directory;
  };

  it('holds, to both programs, and says whose word the key is', async () => {
    const mine = await sallyport('verify', pack);
    expect(mine.code).toBe(0);
    expect(mine.out).toContain('compare that key, or give --key');
    expect(await second(pack, '--key', key)).toMatchObject({
      code: 0,
      out: expect.stringContaining('covered by a signature up to record 80'),
    });
  });

  it('is held against a checkpoint that somebody kept', async () => {
    expect(await second(pack, '--key', key, '--checkpoint', checkpoint)).toMatchObject({ code: 0 });
  });

  it('names the file that was changed or lost', async () => {
    const edited = copy('edited-pack');
    appendFileSync(join(edited, 'population.csv'), 'one more\n');
    rmSync(join(edited, 'approvals.csv'));
    const result = await second(edited, '--key', key);
    expect(result.code).toBe(1);
    expect(result.out).toContain('population.csv: it differs from the manifest');
    expect(result.out).toContain('approvals.csv: it is missing');
  });

  it('names the record, when the manifest was made to fit', async () => {
    const forged = copy('forged-pack');
    const records = join(forged, 'proofs/records.jsonl');
    const leaves = readFileSync(records, 'utf8').trimEnd().split('\n');
    const edited = rechained(leaves.with(7, (leaves[7] ?? '').replace('ALLOW', 'BLOCK')), 7);
    writeFileSync(records, `${edited.join('\n')}\n`);
    const manifest = join(forged, 'manifest.json');
    const sha256 = createHash('sha256').update(readFileSync(records)).digest('hex');
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8').replace(/("proofs\/records.jsonl": ")[0-9a-f]{64}/, `$1${sha256}`),
    );
    const result = await second(forged, '--key', key);
    expect(result).toMatchObject({ code: 1, out: expect.stringContaining('forked at record 80') });
  });

  it('without a manifest, or of another log, is refused in a sentence', async () => {
    const bare = copy('bare-pack');
    writeFileSync(join(bare, 'manifest.json'), '[]');
    expect(await second(bare, '--key', key)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is not the manifest of a pack of evidence'),
    });
    const other = join(root, 'other-2');
    await (await openEmbeddedLedger({ directory: other, clock: () => 1 })).close();
    expect(await second(pack, '--key', join(other, 'signing.pub'))).toMatchObject({ code: 2 });
  });
});
