import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type AuditLedger, Receipt, type RecordDraft, type RecordQuery } from '../audit/index.ts';
import { exchange, Scene, tamper, verified } from './test-support.ts';

let scene = new Scene();
afterEach(async () => {
  await scene.clean();
  scene = new Scene();
});

const code = (value: string): object => expect.objectContaining({ code: value });

async function numbers(ledger: AuditLedger, query: RecordQuery): Promise<readonly unknown[]> {
  return (await ledger.read(query)).records.map((record) => record.body['number']);
}

describe('append', () => {
  it('gives a genuine receipt per draft, adjacent and chained', async () => {
    const ledger = await scene.open(scene.directory());
    const receipts = await ledger.append([exchange(1), exchange(2)]);
    for (const receipt of receipts) expect(() => Receipt.assert(receipt)).not.toThrow();
    expect(receipts.map(({ index }) => index)).toEqual([1, 2]);
    const { records } = await ledger.read({ order: 'asc' });
    expect(records.map(({ kind }) => kind)).toEqual([
      'log_opened',
      'exchange_requested',
      'exchange_requested',
    ]);
    expect(records[2]?.prev).toBe(receipts[0]?.hash);
    expect(ledger.head).toEqual({ size: 3, hash: receipts[1]?.hash });
  });

  it('keeps the order of calls when many wait, and signs them as one batch', async () => {
    const ledger = await scene.open(scene.directory());
    const all = await Promise.all(
      Array.from({ length: 300 }, (_, number) => ledger.append([exchange(number)])),
    );
    expect(all.map(([receipt]) => receipt?.index)).toEqual(
      Array.from({ length: 300 }, (_, number) => number + 1),
    );
    const report = await verified(ledger);
    expect(report).toMatchObject({
      ok: true,
      records: 301,
      batches: 2,
      signaturesChecked: 2,
      contentsChecked: 300,
    });
  });

  it('signs every record by itself where that is asked for', async () => {
    const ledger = await scene.open(scene.directory(), { signatures: 'each' });
    await ledger.append([exchange(1), exchange(2)]);
    await Promise.all(Array.from({ length: 20 }, (_, number) => ledger.append([exchange(number)])));
    expect(await verified(ledger)).toMatchObject({
      ok: true,
      records: 23,
      batches: 23,
      signaturesChecked: 23,
    });
  });

  it('refuses a draft without canonical form and harms no other', async () => {
    const ledger = await scene.open(scene.directory());
    const good = ledger.append([exchange(1)]);
    await expect(ledger.append([exchange(2, { body: { text: '\ud800' } })])).rejects.toThrow(TypeError);
    await expect(ledger.append([exchange(2, { agent: '\ud800' })])).rejects.toThrow(TypeError);
    await expect(ledger.append([exchange(2, { workflow: 'w1\0' })])).rejects.toThrow(TypeError);
    await expect(ledger.append([exchange(2, { body: { text: 'x'.repeat(65_536) } })])).rejects.toThrow(
      RangeError,
    );
    await expect(good).resolves.toHaveLength(1);
    expect((await ledger.read({})).records).toHaveLength(2);
  });

  it('takes an empty call, names from outside, and text of every kind', async () => {
    const ledger = await scene.open(scene.directory());
    expect(await ledger.append([])).toEqual([]);
    const body = JSON.parse(
      '{"__proto__":{"x":1},"constructor":"\\u0000","emoji":"😀"}',
    ) as RecordDraft['body'];
    await ledger.append([
      exchange(1, { body, workflow: '__proto__', agent: '"; DROP TABLE records; --', exchange: '\u0001\n' }),
    ]);
    const [record] = (await ledger.read({ workflow: '__proto__' })).records;
    expect(record).toMatchObject({ agent: '"; DROP TABLE records; --', exchange: '\u0001\n' });
    expect(JSON.stringify(record?.body)).toBe(JSON.stringify(body));
    expect((await verified(ledger)).ok).toBe(true);
  });

  it('never lets time run backwards, and says what the clock showed', async () => {
    let now = 5000;
    const ledger = await scene.open(scene.directory(), { clock: () => now });
    await ledger.append([exchange(1)]);
    now = 3000;
    const [receipt] = await ledger.append([exchange(2)]);
    expect(receipt?.time).toBe(5000);
    expect((await ledger.read({ limit: 1 })).records[0]).toMatchObject({ time: 5000, clock: 3000 });
    expect((await verified(ledger)).ok).toBe(true);
  });

  it('answers ledger_unavailable when too much waits, and recovers', async () => {
    const limits = { maxWaiting: 4, maxWaitingBytes: 1_000_000 };
    const ledger = await scene.open(scene.directory(), { limits });
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, number) => ledger.append([exchange(number)])),
    );
    expect(results.map(({ status }) => status)).toEqual([
      ...Array(4).fill('fulfilled'),
      'rejected',
      'rejected',
    ]);
    expect(results[5]).toMatchObject({ reason: { code: 'ledger_unavailable' } });
    await expect(ledger.append([exchange(7)])).resolves.toHaveLength(1);
  });

  it('bounds what waits by bytes, too', async () => {
    const ledger = await scene.open(scene.directory(), {
      limits: { maxWaiting: 100, maxWaitingBytes: 1000 },
    });
    const contents = [{ name: 'reply', bytes: new Uint8Array(2000) }];
    await expect(ledger.append([exchange(1, { contents })])).rejects.toEqual(code('ledger_unavailable'));
  });

  it('makes what waits durable when it is closed, then refuses', async () => {
    const directory = scene.directory();
    const ledger = await scene.open(directory);
    const last = ledger.append([exchange(1)]);
    await ledger.close();
    await expect(last).resolves.toHaveLength(1);
    await expect(ledger.append([exchange(2)])).rejects.toEqual(code('ledger_unavailable'));
    await expect(ledger.read({})).rejects.toEqual(code('ledger_unavailable'));
    expect((await scene.open(directory)).head.size).toBe(2);
  });
});

describe('the data directory', () => {
  it('is refused when others may enter it, with the command that helps', async () => {
    const directory = scene.directory();
    chmodSync(directory, 0o750);
    await expect(scene.open(directory)).rejects.toMatchObject({
      code: 'store_unwritable',
      publicMessage: expect.stringContaining(`chmod 700 ${directory}`),
    });
    chmodSync(directory, 0o700);
    expect((await scene.open(directory)).head.size).toBe(1);
  });
});

describe('read', () => {
  it('answers each filter, in both orders, page by page', async () => {
    let now = 0;
    const ledger = await scene.open(scene.directory(), { clock: () => now });
    for (let number = 1; number <= 12; number++) {
      now = number * 10;
      const isBlocked = number === 5;
      const actions = [
        {
          id: 'c0',
          type: 'tool_call',
          tool: `tool${number % 4}`,
          policies: [{ policy: isBlocked ? 'guard' : 'log' }],
        },
      ];
      await ledger.append([
        exchange(number, { decision: isBlocked ? 'BLOCK' : 'ALLOW', body: { number, actions } }),
      ]);
    }
    expect(await numbers(ledger, { workflow: 'w1', order: 'asc' })).toEqual([1, 4, 7, 10]);
    expect(await numbers(ledger, { agent: 'even' })).toEqual([12, 10, 8, 6, 4, 2]);
    expect(await numbers(ledger, { exchange: 'e7' })).toEqual([7]);
    expect(await numbers(ledger, { decision: 'BLOCK' })).toEqual([5]);
    expect(await numbers(ledger, { tool: 'tool3' })).toEqual([11, 7, 3]);
    expect(await numbers(ledger, { policy: 'guard' })).toEqual([5]);
    expect(await numbers(ledger, { from: 30, to: 50, order: 'asc' })).toEqual([3, 4, 5]);
    expect(await numbers(ledger, { from: 121 })).toEqual([]);
    expect(await numbers(ledger, { index: 4 })).toEqual([4]);
    expect(await numbers(ledger, { index: 99 })).toEqual([]);
    expect(await numbers(ledger, { kinds: ['exchange_completed'] })).toEqual([]);
    expect(await numbers(ledger, { kinds: [] })).toEqual([]);
    expect(await numbers(ledger, { agent: 'even', workflow: 'w1', order: 'asc' })).toEqual([4, 10]);
    const first = await ledger.read({ order: 'asc', limit: 5, cursor: 1 });
    expect(first.next).toBe(6);
    expect(await numbers(ledger, { order: 'asc', limit: 5, cursor: 6 })).toEqual([6, 7, 8, 9, 10]);
    const newest = await ledger.read({ limit: 5 });
    expect(newest.next).toBe(7);
    expect(await numbers(ledger, { limit: 2, cursor: 7 })).toEqual([7, 6]);
  });

  it('finds what a filter only seems to match often before it does', async () => {
    const ledger = await scene.open(scene.directory());
    const decoy = (number: number): RecordDraft => exchange(number, { body: { number, note: 'web' } });
    const hit = exchange(500, { body: { number: 500, actions: [{ id: 'c0', tool: 'web' }] } });
    await ledger.append([...Array.from({ length: 30 }, (_, number) => decoy(number)), hit, decoy(501)]);
    expect(await numbers(ledger, { tool: 'web', order: 'asc', limit: 2 })).toEqual([500]);
    expect(await numbers(ledger, { tool: 'web', order: 'desc', limit: 2 })).toEqual([500]);
  });

  it('gives the start-up fold its records, and the newest exchanges in order', async () => {
    let now = 0;
    const ledger = await scene.open(scene.directory(), { clock: () => now });
    const body = { agent: 'a', groups: [] };
    for (let number = 1; number <= 5; number++) {
      now = number;
      await ledger.append([exchange(number), { kind: 'agent_added', body }]);
    }
    const control: string[] = [];
    for await (const record of ledger.controlRecords()) control.push(`${record.kind} ${record.index}`);
    expect(control).toEqual([2, 4, 6, 8, 10].map((index) => `agent_added ${index}`));
    const recent = async (since: number, limit: number): Promise<unknown[]> => {
      const found: unknown[] = [];
      for await (const record of ledger.recentExchanges(since, limit)) found.push(record.body['number']);
      return found;
    };
    expect(await recent(0, 100)).toEqual([1, 2, 3, 4, 5]);
    expect(await recent(0, 2)).toEqual([4, 5]);
    expect(await recent(3, 100)).toEqual([3, 4, 5]);
    expect(await recent(99, 100)).toEqual([]);
  });

  it('sees what was appended before, though nobody has waited for it', async () => {
    const ledger = await scene.open(scene.directory());
    const waiting = ledger.append([exchange(1)]);
    expect(await numbers(ledger, { exchange: 'e1' })).toEqual([1]);
    await waiting;
  });
});

describe('contents', () => {
  it('come back as they were, of every size, and stay apart from the record', async () => {
    const ledger = await scene.open(scene.directory());
    const items = [
      { name: 'message/0', bytes: Buffer.from('') },
      { name: 'reply', bytes: Buffer.from('long '.repeat(50_000)) },
      { name: 'ünï', bytes: Uint8Array.from({ length: 256 }, (_, byte) => byte) },
    ];
    const [receipt] = await ledger.append([exchange(1, { contents: items })]);
    const read = await ledger.contents(receipt?.index ?? -1);
    expect(read).toEqual(items.map(({ name, bytes }) => ({ name, bytes: new Uint8Array(bytes) })));
    expect(await ledger.contents(0)).toEqual([]);
    await expect(ledger.contents(99)).rejects.toEqual(code('not_found'));
  });

  it('lie in the directory in no readable form, nor does any spooled text', async () => {
    const directory = scene.directory();
    const ledger = await scene.open(directory);
    const canary = 'CANARY-sk-4242-do-not-leak';
    await ledger.append([exchange(1, { contents: [{ name: 'reply', bytes: Buffer.from(canary) }] })]);
    await ledger.append([
      exchange(2, { contents: [{ name: 'reply', bytes: Buffer.from(canary.repeat(500)) }] }),
    ]);
    ledger.spool('e2', 'w2', Buffer.from(canary));
    await ledger.append([exchange(3)]);
    for (const isOpen of [true, false]) {
      if (!isOpen) await ledger.close();
      for (const name of readdirSync(directory)) {
        expect(readFileSync(join(directory, name)).includes('CANARY'), name).toBe(false);
      }
    }
  });

  it('say that they are erased once their key is gone, and verification asks who did that', async () => {
    const directory = scene.directory();
    await scene.open(directory).then(async (ledger) => {
      await ledger.append([exchange(1), exchange(2)]);
      await ledger.close();
    });
    tamper(directory, "UPDATE keys SET wrapped = NULL WHERE workflow = 'w1'");
    const ledger = await scene.open(directory);
    expect(await ledger.contents(1)).toEqual({ erased: true });
    expect(await ledger.contents(2)).toHaveLength(1);
    expect(await verified(ledger)).toMatchObject({ ok: false, contentsErased: 0, contentsChecked: 1 });
  });
});

describe('opening', () => {
  it('makes a directory that only its owner can read, with keys and a first record', async () => {
    const directory = join(scene.directory(), 'a', 'b');
    const ledger = await scene.open(directory);
    expect(ledger.recovered).toEqual({ created: true, unclean: false, abortedExchanges: 0 });
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(directory))
      expect(statSync(join(directory, name)).mode & 0o077, name).toBe(0);
    const [genesis] = (await ledger.read({})).records;
    expect(readFileSync(join(directory, 'signing.pub'), 'utf8').trim()).toBe(genesis?.body['verifier']);
    expect(genesis?.prev).toBe('0'.repeat(64));
  });

  it('continues a closed log', async () => {
    const directory = scene.directory();
    const first = await scene.open(directory);
    await first.append([exchange(1)]);
    const { head, logId } = first;
    await first.close();
    const second = await scene.open(directory);
    expect(second).toMatchObject({ head, logId, recovered: { created: false, unclean: false } });
  });

  it('refuses a second opening at once', async () => {
    const directory = scene.directory();
    const first = await scene.open(directory);
    await expect(scene.open(directory)).rejects.toEqual(code('store_locked'));
    await expect(first.append([exchange(1)])).resolves.toHaveLength(1);
  });

  it('says that a directory can not be written', async () => {
    const directory = scene.directory();
    writeFileSync(join(directory, 'file'), '');
    await expect(scene.open(join(directory, 'file'))).rejects.toEqual(code('store_unwritable'));
    await expect(scene.open(join(directory, 'file', 'below'))).rejects.toEqual(code('store_unwritable'));
  });

  it('refuses a file that is no database, a foreign one, and a newer layout', async () => {
    const noise = scene.directory();
    writeFileSync(join(noise, 'ledger.db'), 'x'.repeat(8192));
    await expect(scene.open(noise)).rejects.toEqual(code('store_damaged'));
    const foreign = scene.directory();
    tamper(foreign, 'CREATE TABLE other (a)');
    await expect(scene.open(foreign)).rejects.toEqual(code('store_damaged'));
    const newer = scene.directory();
    tamper(newer, 'PRAGMA user_version = 99');
    await expect(scene.open(newer)).rejects.toEqual(code('store_damaged'));
  });

  it.each(['master.key', 'signing.key'])('never replaces a %s that an existing log needs', async (name) => {
    const directory = scene.directory();
    await (await scene.open(directory)).close();
    chmodSync(join(directory, name), 0o600);
    writeFileSync(join(directory, name), 'not a key');
    await expect(scene.open(directory)).rejects.toEqual(code('store_damaged'));
    expect(readFileSync(join(directory, name), 'utf8')).toBe('not a key');
    expect(existsSync(join(directory, 'ledger.db'))).toBe(true);
  });

  it('begins again where a creation was interrupted', async () => {
    const directory = scene.directory();
    await (await scene.open(directory)).close();
    tamper(
      directory,
      "DELETE FROM records; DELETE FROM batches; UPDATE meta SET value = 'creating' WHERE name = 'state'",
    );
    const ledger = await scene.open(directory);
    expect(ledger.recovered.created).toBe(true);
    expect((await verified(ledger)).ok).toBe(true);
  });
});
