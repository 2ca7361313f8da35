import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { readCheckpoint, readVerifierLine, signatureOf, type VerifyReport } from '../audit/index.ts';
import { exchange, linesOf, Scene, tamper, verified } from './test-support.ts';
import { verifyDirectory } from './verify-directory.ts';

let scene = new Scene();
afterEach(async () => {
  await scene.clean();
  scene = new Scene();
});

const asked = (key: 'master' | 'signing') => ({ key, reason: 'yearly', by: 'local-operator' });

async function offline(directory: string): Promise<VerifyReport> {
  for await (const step of verifyDirectory(directory, {})) if (step.kind === 'report') return step;
  throw new Error('no report');
}

/** Rotates over and over until it is killed; says each record that has a receipt. */
const TURNING = (key: string): string => `
  let number = 0;
  const append = async () => {
    for (;;) {
      number++;
      await ledger.append([{ kind: 'exchange_requested', workflow: 'w' + (number % 50), agent: 'a', exchange: 'e' + number,
        body: {}, contents: [{ name: 'messages/0', bytes: Buffer.from('text of ' + number) }] }]);
      if (number % 20 === 0) say('record ' + number);
    }
  };
  append();
  for (;;) { await ledger.turnKey({ key: '${key}', reason: 'r', by: 'b' }); say('turned'); }`;

describe('a new master key', () => {
  it('opens all contents, is on record, and the old one opens nothing any more', async () => {
    const directory = scene.directory();
    const ledger = await scene.open(directory);
    await ledger.append([exchange(1), exchange(2, { subject: 'p1' })]);
    const old = readFileSync(join(directory, 'master.key'));
    const turned = await ledger.turnKey(asked('master'));
    await ledger.append([exchange(3), exchange(4)]);
    expect(await verified(ledger)).toMatchObject({ ok: true, contentsChecked: 4 });
    await ledger.turnKey(asked('master'));
    await ledger.close();
    const [record] = (await (await scene.open(directory)).read({ index: turned.index })).records;
    expect(record).toMatchObject({ kind: 'master_key_rotated', body: { reason: 'yearly', to: turned.to } });
    expect(readFileSync(join(directory, 'master.key'))).not.toEqual(old);
    const copy = scene.copy(directory);
    writeFileSync(join(copy, 'master.key'), old);
    await expect(scene.open(copy)).rejects.toMatchObject({ code: 'store_damaged' });
    expect(await offline(scene.copy(directory))).toMatchObject({ ok: true, contentsChecked: 4 });
  });

  it('leaves nothing that the old one wrapped in any file', async () => {
    const directory = scene.directory();
    const ledger = await scene.open(directory);
    await ledger.append([exchange(1), exchange(2)]);
    const copy = scene.copy(directory);
    const database = new DatabaseSync(join(copy, 'ledger.db'));
    const wrapped = database.prepare('SELECT wrapped FROM keys').all() as { wrapped: Uint8Array }[];
    database.close();
    expect(wrapped).toHaveLength(2);
    await ledger.turnKey(asked('master'));
    for (const name of ['ledger.db', 'ledger.db-wal']) {
      const bytes = existsSync(join(directory, name)) ? readFileSync(join(directory, name)) : Buffer.alloc(0);
      for (const { wrapped: each } of wrapped) expect(bytes.includes(Buffer.from(each))).toBe(false);
    }
  });
});

describe('a killed change of keys', () => {
  it.each([
    ['master', 1],
    ['master', 6],
    ['signing', 1],
    ['signing', 6],
  ])('leaves a store that opens and verifies (%s, after %d changes)', async (key, changes) => {
    const directory = scene.directory();
    const child = scene.child(directory, TURNING(key));
    let turns = 0;
    let acknowledged = 0;
    for await (const line of linesOf(child)) {
      if (line.startsWith('record')) acknowledged = Number(line.slice(7));
      else if (++turns === changes) setImmediate(() => child.kill('SIGKILL'));
    }
    const ledger = await scene.open(directory);
    const report = await verified(ledger);
    expect(report).toMatchObject({ ok: true, damage: [] });
    expect(report.contentsChecked).toBeGreaterThanOrEqual(acknowledged);
    expect(existsSync(join(directory, `${key}.key.next`))).toBe(false);
  });

  it.each(['master', 'signing'] as const)(
    'goes back before its record and forward after it (%s)',
    async (key) => {
      const directory = scene.directory();
      const ledger = await scene.open(directory);
      await ledger.append([exchange(1), exchange(2)]);
      await ledger.close();
      const before = scene.copy(directory);
      const again = await scene.open(directory);
      await again.turnKey(asked(key));
      await again.close();
      const file = `${key}.key`;
      // As a kill between the two steps leaves it: the new key beside the old one, its record not there or there.
      cpSync(join(directory, file), join(before, `${file}.next`));
      const after = scene.copy(directory);
      cpSync(join(directory, file), join(after, `${file}.next`));
      cpSync(join(before, file), join(after, file));
      const old = readFileSync(join(before, file));
      expect(await offline(scene.copy(after))).toMatchObject({ ok: true });
      expect(await verified(await scene.open(before))).toMatchObject({ ok: true, contentsChecked: 2 });
      expect(readFileSync(join(before, file))).toEqual(old);
      expect(await verified(await scene.open(after))).toMatchObject({ ok: true, contentsChecked: 2 });
      expect(readFileSync(join(after, file))).not.toEqual(old);
      expect(existsSync(join(after, `${file}.next`))).toBe(false);
    },
  );
});

describe('a new signing key', () => {
  it('is named by a record that the old one signed; checkpoints and batches before and after verify', async () => {
    const directory = scene.directory();
    const ledger = await scene.open(directory);
    const keyOf = () => readVerifierLine(ledger.verifier)!;
    const first = keyOf();
    await ledger.append([exchange(1)]);
    const early = await ledger.checkpoint(true);
    const { index, to } = await ledger.turnKey(asked('signing'));
    expect(to).toBe(keyOf().id);
    expect(to).not.toBe(first.id);
    await ledger.append([exchange(2)]);
    await ledger.turnKey(asked('signing'));
    await ledger.append([exchange(3)]);
    const late = readCheckpoint(await ledger.checkpoint(true))!;
    expect(signatureOf(keyOf(), late.note).state).toBe('valid');
    expect(signatureOf(first, readCheckpoint(early)!.note).state).toBe('valid');
    expect(await verified(ledger, { checkpoints: [early] })).toMatchObject({ ok: true, damage: [] });
    expect(await verified(ledger, { range: { first: 1, last: index } })).toMatchObject({ ok: true });
    await ledger.close();
    expect(await offline(scene.copy(directory))).toMatchObject({ ok: true, damage: [] });
    const lines = readFileSync(join(directory, 'signing.pub'), 'utf8').trim().split('\n');
    expect(lines.map((line) => readVerifierLine(line)?.id)).toEqual([keyOf().id, to, first.id]);
  });

  it('that the old one did not sign for is found', async () => {
    const directory = scene.directory();
    const ledger = await scene.open(directory);
    await ledger.append([exchange(1)]);
    await ledger.turnKey(asked('signing'));
    await ledger.close();
    // The intruder has no key of ours: a directory of another log has its own, and signs its own change.
    const foreign = scene.directory();
    const other = await scene.open(foreign);
    await other.turnKey(asked('signing'));
    await other.close();
    const copy = scene.copy(foreign);
    cpSync(join(directory, 'signing.key'), join(copy, 'signing.key'));
    tamper(copy, "DELETE FROM meta WHERE name = 'signing.key'");
    const report = await offline(copy);
    expect(report.ok).toBe(false);
    expect(report.damage.map(({ kind }) => kind)).toContain('unknown_key');
  });
});
