import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { exchange, Scene, tamper, verified } from './test-support.ts';

let scene = new Scene();
afterEach(async () => {
  await scene.clean();
  scene = new Scene();
});

const DAY = 86_400_000;
const long = (number: number, workflow: string) =>
  exchange(number, {
    workflow,
    // Chance does not compress.
    contents: [{ name: 'messages/0', bytes: randomBytes(400_000) }],
  });

describe('retention', () => {
  it('drops workflows that have been silent for too long, on record; the log verifies and tells them as erased', async () => {
    const directory = scene.directory();
    let now = 100 * DAY;
    const ledger = await scene.open(directory, { clock: () => now });
    await ledger.append([exchange(1, { workflow: 'old' }), exchange(2, { workflow: 'lasting' })]);
    await ledger.append([
      { kind: 'policy_activated', body: {}, contents: [{ name: 'policy', bytes: Buffer.from('p') }] },
    ]);
    now = 120 * DAY;
    await ledger.append([exchange(3, { workflow: 'lasting' })]);
    expect(await ledger.retain({ maxAgeDays: 30, by: 'ann' })).toEqual({ workflows: 0, records: [] });
    expect(await ledger.retain({ maxAgeDays: 10, by: 'ann' })).toEqual({ workflows: 1, records: [5] });
    const [record] = (await ledger.read({ index: 5 })).records;
    expect(record).toMatchObject({
      kind: 'retention_applied',
      body: {
        reason: 'age',
        first: 1,
        last: 1,
        limit: { contents_max_age_days: 10 },
        workflows: ['old'],
        by: 'ann',
      },
    });
    expect(await ledger.contents(1)).toEqual({ erased: true });
    // A younger record of the same workflow may need what an older one holds; the texts of policies are needed for good.
    for (const index of [2, 3, 4]) expect(await ledger.contents(index)).toHaveLength(1);
    expect(await verified(ledger)).toMatchObject({ ok: true, contentsChecked: 3, contentsErased: 1 });
    expect(await verified(ledger, { range: { first: 1, last: 2 } })).toMatchObject({ ok: true });
    await expect(ledger.append([exchange(4, { workflow: 'old' })])).rejects.toMatchObject({
      code: 'workflow_erased',
    });
  });

  it('drops the longest silent until the rest fits', async () => {
    const ledger = await scene.open(scene.directory());
    for (const [at, name] of ['a', 'b', 'c', 'a'].entries()) await ledger.append([long(at, name)]);
    const done = await ledger.retain({ maxSizeMib: 1, by: 'ann' });
    expect(done.workflows).toBe(2);
    const [record] = (await ledger.read({ kinds: ['retention_applied'] })).records;
    expect(record?.body).toMatchObject({ reason: 'size', workflows: ['b', 'c'], first: 2, last: 3 });
    expect(await verified(ledger)).toMatchObject({ ok: true, contentsErased: 2, contentsChecked: 2 });
    expect(await ledger.retain({ maxSizeMib: 1, by: 'ann' })).toEqual({ workflows: 0, records: [] });
  });

  it('excuses nothing that it does not name', async () => {
    const directory = scene.directory();
    let now = DAY;
    const first = await scene.open(directory, { clock: () => now });
    await first.append([exchange(1, { workflow: 'old' }), exchange(2, { workflow: 'kept' })]);
    now = 50 * DAY;
    await first.append([exchange(3, { workflow: 'kept' })]);
    await first.retain({ maxAgeDays: 10, by: 'ann' });
    await first.close();
    tamper(
      directory,
      "UPDATE keys SET wrapped = NULL WHERE workflow = 'kept'; DELETE FROM contents WHERE idx = 2",
    );
    const report = await verified(await scene.open(directory));
    expect(report.damage.map(({ kind, index }) => [kind, index])).toContainEqual(['contents_missing', 2]);
  });
});
