import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RecordQuery, VerifyReport } from '../audit/index.ts';
import type { ProvableLedger } from './embedded-ledger.ts';
import { packBlock, SegmentFile, segmentBytes } from './segment-file.ts';
import { closeSession, openSession } from './session.ts';
import { exchange, Scene, tamper, verified } from './test-support.ts';
import { verifyDirectory } from './verify-directory.ts';

let scene = new Scene();
afterEach(async () => {
  await scene.clean();
  scene = new Scene();
});

const DAY = 86_400_000;
const QUERIES: readonly RecordQuery[] = [
  { order: 'asc', limit: 1000 },
  { workflow: 'w1', limit: 1000 },
  { tool: 'rare' },
  { tool: 'never' },
  { exchange: 'e7' },
  { kinds: ['agent_added'] },
];

async function fill(ledger: ProvableLedger, from: number, count: number): Promise<void> {
  const drafts = Array.from({ length: count }, (_, at) =>
    exchange(from + at, {
      body: { number: at, actions: (from + at) % 300 === 7 ? [{ type: 'tool_call', tool: 'rare' }] : [] },
    }),
  );
  drafts[5] = { kind: 'agent_added', body: { agent: 'a' } };
  await ledger.append(drafts);
}

/** All that a log answers about its first records. */
async function answers(ledger: ProvableLedger, size: number): Promise<unknown> {
  const pages = QUERIES.map(async (query) => (await ledger.read({ ...query, to: DAY })).records);
  const texts = [3, 255, 256, size - 1].map(async (index) => [
    (await ledger.receipt(index)).includes('extra'),
    await ledger.contents(index),
    await ledger.leaves(index, 1),
  ]);
  const bundle = await ledger.tile({ level: 'entries', index: 1, width: 256 });
  return [...(await Promise.all(pages)), ...(await Promise.all(texts)), bundle];
}

async function sealedLog(): Promise<string> {
  const directory = scene.directory();
  let now = DAY;
  const ledger = await scene.open(directory, { clock: () => now });
  await fill(ledger, 0, 600);
  now = 10 * DAY;
  await ledger.seal({ olderThanDays: 5, by: 'ann' });
  await ledger.close();
  return scene.copy(directory);
}

async function inspected(directory: string): Promise<VerifyReport> {
  for await (const step of verifyDirectory(directory, {})) if (step.kind === 'report') return step;
  throw new Error('no report');
}

const segmentIn = (directory: string): string => {
  const [name = ''] = readdirSync(join(directory, 'sealed'));
  return join(directory, 'sealed', name);
};

describe('sealing', () => {
  it('moves old records into a file and changes no answer, now and after a restart', async () => {
    const directory = scene.directory();
    let now = DAY;
    const ledger = await scene.open(directory, { clock: () => now });
    await fill(ledger, 0, 600);
    const before = await answers(ledger, 600);
    now = 10 * DAY;
    await fill(ledger, 600, 300);
    const sealed = await ledger.seal({ olderThanDays: 5, by: 'ann' });
    // Whole tiles only: 601 records are old, 512 of them fill tiles.
    expect(sealed).toMatchObject({ segments: 1, records: 512 });
    expect(sealed.fileBytes).toBeLessThan(sealed.leafBytes / 2);
    expect(statSync(segmentIn(directory)).size).toBe(sealed.fileBytes);
    expect(await answers(ledger, 600)).toEqual(before);
    expect(await verified(ledger)).toMatchObject({ ok: true, records: 902 });
    expect(await verified(ledger, { range: { first: 250, last: 260 } })).toMatchObject({ ok: true });
    const [record] = (await ledger.read({ kinds: ['segment_sealed'] })).records;
    expect(record?.body).toMatchObject({ first: 0, last: 511, bytes: sealed.fileBytes, by: 'ann' });
    expect(await ledger.seal({ olderThanDays: 5, by: 'ann' })).toMatchObject({ segments: 0 });
    await ledger.close();
    const again = await scene.open(directory, { clock: () => now });
    expect(await answers(again, 600)).toEqual(before);
    expect(await again.seal({ by: 'ann' })).toMatchObject({ segments: 1, records: 256 });
    expect(await verified(again)).toMatchObject({ ok: true, records: 903 });
  });

  it('takes the bytes out of the database, all but those that each start reads', async () => {
    const directory = await sealedLog();
    const left = new Set<unknown>();
    tamper(directory, 'PRAGMA wal_checkpoint(TRUNCATE)');
    const { session } = openSession(directory, 0);
    const rows = session.database
      .prepare("SELECT kind FROM records WHERE idx < 512 AND leaf <> '' ORDER BY idx")
      .all();
    for (const row of rows) left.add((row as { readonly kind: string }).kind);
    closeSession(session);
    expect([...left]).toEqual(['agent_added']);
  });

  it.each([
    ['is gone', (file: string) => rmSync(file), /sealed.*leaves is missing/],
    ['is no segment', (file: string) => writeFileSync(file, 'x'), /is no segment/],
    ['has a byte changed', flipAt(0.4), /is damaged here|that were hashed/],
    [
      'has been cut',
      (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 3000)),
      /damaged here/,
    ],
  ] as const)(
    'a file that %s is found by its records, and nothing is made up for it',
    async (_, harm, why) => {
      const directory = await sealedLog();
      harm(segmentIn(directory));
      const report = await inspected(scene.copy(directory));
      expect(report.ok).toBe(false);
      expect(report.damage.map(({ detail }) => detail)).toContainEqual(expect.stringMatching(why));
      await expect(scene.open(directory)).rejects.toMatchObject({
        code: 'store_damaged',
        publicMessage: expect.stringMatching(why),
      });
    },
  );

  it('an altered record in a file is found like one in the database', async () => {
    const directory = await sealedLog();
    const file = segmentIn(directory);
    const opened = SegmentFile.open(directory, { first: 0, last: 511 });
    const blocks = Array.from({ length: 8 }, (_, at) => [...(opened?.block(at) ?? [])]);
    blocks[2]![9] = blocks[2]?.[9]?.replace('"ALLOW"', '"BLOCK"') ?? '';
    writeFileSync(file, segmentBytes(blocks.map(packBlock)));
    const report = await inspected(directory);
    expect(report.damage).toMatchObject([
      { kind: 'edited', index: 137, detail: 'the bytes are not those that were hashed' },
      { kind: 'edited', index: 0, detail: expect.stringContaining('not the file that was recorded') },
    ]);
  });

  it('that was interrupted before its record leaves all as it was, and is done again', async () => {
    const directory = scene.directory();
    const first = await scene.open(directory);
    await fill(first, 0, 600);
    await first.close();
    const { session } = openSession(directory, 1_000_000);
    for (const _step of session.sealer.prepare(Number.MAX_SAFE_INTEGER, 601));
    closeSession(session);
    expect(readdirSync(join(directory, 'sealed'))).toHaveLength(1);
    const ledger = await scene.open(scene.copy(directory));
    expect(await verified(ledger)).toMatchObject({ ok: true });
    expect(await ledger.seal({ by: 'ann' })).toMatchObject({ segments: 1, records: 512 });
    expect(await verified(ledger)).toMatchObject({ ok: true, records: 602 });
  });

  it('refuses a second one at the same time', async () => {
    const ledger = await scene.open(scene.directory());
    const first = ledger.seal({ by: 'ann' });
    await expect(ledger.seal({ by: 'bob' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(first).resolves.toMatchObject({ segments: 0 });
  });
});

function flipAt(share: number): (file: string) => void {
  return (file) => {
    const bytes = readFileSync(file);
    const at = Math.floor(bytes.byteLength * share);
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    writeFileSync(file, bytes);
  };
}
