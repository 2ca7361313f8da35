import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import type { RecordDraft, VerifyReport } from '../audit/index.ts';
import { exchange, linesOf, Scene, tamper, verified } from './test-support.ts';
import { verifyDirectory } from './verify-directory.ts';

let scene = new Scene();
afterEach(async () => {
  await scene.clean();
  scene = new Scene();
});

const request = (
  scope: 'workflow' | 'agent' | 'subject',
  name: string,
): Parameters<Awaited<ReturnType<Scene['open']>>['erase']>[0] => ({
  scope,
  name,
  reason: 'asked for by letter',
  by: 'local-operator',
});

/** Contents of a few pages, so that they lie on overflow pages, too. */
function long(number: number, part: Partial<RecordDraft> = {}): RecordDraft {
  const bytes = Buffer.from(Array.from({ length: 3000 }, (_, at) => `${number * at}`).join(' '));
  return exchange(number, { contents: [{ name: 'messages/0', bytes }], ...part });
}

/** The stored ciphertexts and wrapped keys of some records. */
function secretsOf(directory: string, indexes: readonly number[]): readonly Uint8Array[] {
  // A copy: the driver gives a file's lock back only with the thread.
  const copy = scene.directory();
  cpSync(directory, copy, { recursive: true });
  const database = new DatabaseSync(join(copy, 'ledger.db'));
  const found: Uint8Array[] = [];
  for (const index of indexes) {
    const row = database
      .prepare('SELECT c.pack, k.wrapped FROM contents c JOIN keys k ON k.id = c.key WHERE c.idx = ?')
      .get(index) as { pack: Uint8Array; wrapped: Uint8Array };
    found.push(row.pack, row.wrapped);
  }
  database.close();
  return found;
}

/** How many of the secrets are in any file: each piece of 40 bytes is looked for, wherever pages cut the whole. */
function stillThere(directory: string, secrets: readonly Uint8Array[]): number {
  const files = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(directory, entry.name)));
  return secrets.filter((secret) => {
    for (let at = 0; at + 40 <= secret.byteLength; at += 200) {
      const piece = Buffer.from(secret.subarray(at, at + 40));
      if (files.some((file) => file.includes(piece))) return true;
    }
    return false;
  }).length;
}

async function offline(directory: string): Promise<VerifyReport> {
  for await (const step of verifyDirectory(directory, {})) if (step.kind === 'report') return step;
  throw new Error('no report');
}

describe('erasure', () => {
  it('leaves no byte of key or ciphertext in any file, and a log that verifies', async () => {
    const directory = scene.directory();
    const first = await scene.open(directory);
    await first.append([1, 2, 3, 4, 5, 6].map((number) => long(number)));
    await first.close();
    const secrets = secretsOf(directory, [1, 4]);
    const kept = secretsOf(directory, [2]);
    expect(stillThere(directory, secrets)).toBe(4);

    const ledger = await scene.open(directory);
    await ledger.append([long(7)]);
    expect(await ledger.erase(request('workflow', 'w1'))).toEqual({ index: 8, workflows: 1 });
    expect(stillThere(directory, secrets)).toBe(0);
    expect(stillThere(directory, kept)).toBe(2);
    expect(await ledger.contents(1)).toEqual({ erased: true });
    expect(await ledger.contents(2)).toHaveLength(1);
    expect(await verified(ledger)).toMatchObject({ ok: true, contentsChecked: 4, contentsErased: 3 });
    const [record] = (await ledger.read({ kinds: ['contents_erased'] })).records;
    expect(record?.body).toEqual({
      scope: 'workflow',
      name: 'w1',
      reason: 'asked for by letter',
      by: 'local-operator',
    });
    await ledger.close();
    expect(stillThere(directory, secrets)).toBe(0);
    expect(await offline(directory)).toMatchObject({ ok: true, contentsErased: 3 });
  });

  it.each([
    ['agent', 'odd', [1, 3, 5]],
    ['subject', 'p-17', [2, 3]],
  ] as const)('reaches what one %s owns, and nothing else', async (scope, name, gone) => {
    const ledger = await scene.open(scene.directory());
    const subject = (number: number): Partial<RecordDraft> =>
      number === 2 || number === 3 ? { subject: 'p-17' } : {};
    await ledger.append([1, 2, 3, 4, 5].map((number) => exchange(number, subject(number))));
    await ledger.erase(request(scope, name));
    const erased: number[] = [];
    for (let index = 1; index <= 5; index++)
      if ('erased' in (await ledger.contents(index))) erased.push(index);
    expect(erased).toEqual(gone);
    expect(await verified(ledger)).toMatchObject({ ok: true, contentsErased: gone.length });
  });

  it('closes the workflow: whatever brings contents is refused by itself, now and after a restart', async () => {
    const directory = scene.directory();
    let ledger = await scene.open(directory);
    await ledger.append([exchange(1), exchange(2)]);
    await ledger.erase(request('workflow', 'w1'));
    for (let round = 0; round < 2; round++) {
      const refused = ledger.append([exchange(4)]);
      const others = ledger.append([exchange(5)]);
      const aborted = ledger.append([exchange(1, { kind: 'exchange_aborted', contents: [] })]);
      ledger.spool('e4', 'w1', Buffer.from('text'));
      await expect(refused).rejects.toMatchObject({ code: 'workflow_erased' });
      await expect(others).resolves.toHaveLength(1);
      await expect(aborted).resolves.toHaveLength(1);
      await ledger.close();
      ledger = await scene.open(directory);
    }
    expect((await verified(ledger)).ok).toBe(true);
  });

  it('destroys spooled text of a stream, too, and a crash then brings nothing back', async () => {
    const directory = scene.directory();
    const child = scene.child(
      directory,
      `await ledger.append([{ kind: 'exchange_requested', workflow: 'w1', agent: 'a', exchange: 'e1', body: {},
        contents: [{ name: 'facts', bytes: Buffer.from('{}') }] }]);
      ledger.spool('e1', 'w1', Buffer.from('half a sentence'));
      await ledger.append([{ kind: 'exchange_requested', workflow: 'w2', exchange: 'e2', body: {} }]);
      await ledger.erase({ scope: 'workflow', name: 'w1', reason: 'r', by: 'b' });
      say('erased'); setInterval(() => {}, 1000);`,
    );
    for await (const line of linesOf(child)) if (line === 'erased') break;
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const ledger = await scene.open(directory);
    expect(ledger.recovered).toMatchObject({ unclean: true, abortedExchanges: 0 });
    expect(await ledger.contents(1)).toEqual({ erased: true });
    expect((await verified(ledger)).ok).toBe(true);
  });

  it('is no damage to a verification that began before it', async () => {
    const ledger = await scene.open(scene.directory());
    await ledger.append(Array.from({ length: 1200 }, (_, number) => exchange(number)));
    const report = verified(ledger);
    await ledger.erase(request('workflow', 'w1'));
    expect(await report).toMatchObject({ ok: true });
  });

  it('says so where there is nothing to erase', async () => {
    const ledger = await scene.open(scene.directory());
    await expect(ledger.erase(request('subject', 'nobody'))).rejects.toMatchObject({ code: 'not_found' });
    expect(ledger.head.size).toBe(1);
  });

  it.each([
    ['a destroyed key', "UPDATE keys SET wrapped = NULL WHERE workflow = 'w1'"],
    [
      'a destroyed key and its contents',
      "DELETE FROM contents WHERE idx = 4; UPDATE keys SET wrapped = NULL WHERE workflow = 'w1'",
    ],
  ])('in silence is found: %s without a record of it', async (_name, sql) => {
    const directory = scene.directory();
    const ledger = await scene.open(directory);
    await ledger.append([2, 3, 5, 4].map((number) => exchange(number)));
    await ledger.erase(request('workflow', 'w0'));
    await ledger.close();
    tamper(directory, sql);
    expect((await offline(directory)).damage.map(({ kind, detail }) => `${kind}: ${detail}`)).toEqual([
      'contents_missing: the contents are gone, and no erasure on record says why',
      'contents_missing: content key 4 was destroyed, and no erasure on record says why',
    ]);
    const again = await scene.open(directory);
    await expect(again.append([exchange(8)])).resolves.toHaveLength(1);
    await expect(again.append([exchange(7)])).rejects.toMatchObject({ code: 'workflow_erased' });
  });
});
