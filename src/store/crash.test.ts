import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { EmbeddedLedger } from './embedded-ledger.ts';
import type { WorkerInput } from './protocol.ts';
import { startWorker } from './start-worker.ts';
import { exchange, linesOf, Scene, tamper, verified } from './test-support.ts';

let scene = new Scene();
afterEach(async () => {
  await scene.clean();
  scene = new Scene();
});

/** Sixteen clients append without end and say what they have a receipt for; each leaves a stream open, too. */
const UNDER_LOAD = `
  const draft = (number, client, kind) => ({ kind, workflow: 'w' + client, agent: 'a', exchange: 'e' + number,
    body: { number }, contents: [{ name: 'reply', bytes: Buffer.from('reply of ' + number) }] });
  let number = 0;
  for (let client = 0; client < 16; client++) (async () => {
    for (;;) {
      const mine = number++;
      await ledger.append([draft(mine, client, 'exchange_requested')]);
      ledger.spool('e' + mine, 'w' + client, Buffer.from('part of ' + mine));
      const [receipt] = await ledger.append([draft(mine, client, 'exchange_completed')]);
      say(receipt.index + ' ' + receipt.hash);
    }
  })();`;

describe('a killed process', () => {
  it.each([40, 400, 900])(
    'leaves every acknowledged record in place (killed after %d)',
    async (acknowledgements) => {
      const directory = scene.directory();
      const child = scene.child(directory, UNDER_LOAD);
      const acknowledged: [index: number, hash: string][] = [];
      for await (const line of linesOf(child)) {
        const [index = '', hash = ''] = line.split(' ');
        acknowledged.push([Number(index), hash]);
        if (acknowledged.length === acknowledgements) child.kill('SIGKILL');
      }
      const ledger = await scene.open(directory);
      expect(ledger.recovered).toMatchObject({ created: false, unclean: true });
      expect(acknowledged.length).toBeGreaterThanOrEqual(acknowledgements);
      const hashes = new Map<number, string>();
      for (let cursor: number | undefined = 0; cursor !== undefined; ) {
        const page = await ledger.read({ order: 'asc', cursor, limit: 1000 });
        for (const record of page.records) hashes.set(record.index, record.hash);
        cursor = page.next;
      }
      for (const [index, hash] of acknowledged) expect(hashes.get(index)).toBe(hash);
      expect(await verified(ledger)).toMatchObject({ ok: true, damage: [] });
    },
  );

  it('leaves an aborted record with the text that had flowed, once', async () => {
    const directory = scene.directory();
    const child = scene.child(
      directory,
      `const head = { kind: 'exchange_requested', workflow: 'w', agent: 'ann', decision: 'LOG', body: { model: 'm', request_type: 'chat_completion', secret: 1 } };
       await ledger.append([{ ...head, exchange: 'cut' }, { ...head, exchange: 'done' }]);
       ledger.spool('cut', 'w', Buffer.from('some text '));
       ledger.spool('done', 'w', Buffer.from('all of it'));
       ledger.spool('cut', 'w', Buffer.from('and more'));
       await ledger.append([{ ...head, kind: 'exchange_completed', exchange: 'done' }]);
       say('ready'); setInterval(() => {}, 1000);`,
    );
    for await (const line of linesOf(child)) if (line === 'ready') child.kill('SIGKILL');
    const ledger = await scene.open(directory);
    expect(ledger.recovered).toEqual({ created: false, unclean: true, abortedExchanges: 1 });
    const { records } = await ledger.read({ kinds: ['exchange_aborted'] });
    expect(records).toMatchObject([
      {
        exchange: 'cut',
        workflow: 'w',
        agent: 'ann',
        decision: 'LOG',
        body: { model: 'm', released_bytes: 18, reason: 'gateway_stopped' },
      },
    ]);
    const contents = await ledger.contents(records[0]?.index ?? -1);
    expect(contents).toEqual([
      { name: 'released', bytes: new Uint8Array(Buffer.from('some text and more')) },
    ]);
    expect((await ledger.read({ limit: 1 })).records).toMatchObject([
      { kind: 'recovery', body: { exchanges_aborted: 1 } },
    ]);
    await ledger.close();
    expect((await scene.open(directory)).recovered).toEqual({
      created: false,
      unclean: false,
      abortedExchanges: 0,
    });
  });

  it('leaves no lock behind, and holds one while it lives', async () => {
    const directory = scene.directory();
    const child = scene.child(directory, "say('ready'); setInterval(() => {}, 1000);");
    for await (const line of linesOf(child)) {
      if (line !== 'ready') continue;
      await expect(scene.open(directory)).rejects.toMatchObject({ code: 'store_locked' });
      child.kill('SIGKILL');
    }
    await expect(scene.open(directory)).resolves.toMatchObject({ head: { size: 2 } });
  });
});

describe('a lost thread', () => {
  const code = (value: string): object => expect.objectContaining({ code: value });

  /** Ends a thread by a fault of its own: what it can not read. One that is stopped within the engine takes the process along. */
  async function fell(worker: Worker | undefined): Promise<void> {
    const ended = new Promise((resolve) => worker?.once('exit', resolve));
    worker?.postMessage(null);
    await ended;
  }

  /** A ledger and the threads that it has started. */
  async function mortal(directory: string): Promise<{ ledger: EmbeddedLedger; workers: Worker[] }> {
    const workers: Worker[] = [];
    const start = (input: WorkerInput): Worker => {
      const worker = startWorker(input);
      workers.push(worker);
      return worker;
    };
    return { ledger: await EmbeddedLedger.open({ directory, clock: () => 5 }, start), workers };
  }

  it('fails what waited, keeps what was acknowledged, and the next call opens the store again', async () => {
    const { ledger, workers } = await mortal(scene.directory());
    const [receipt] = await ledger.append([exchange(1)]);
    const waiting = Promise.allSettled([ledger.append([exchange(2)]), ledger.read({})]);
    await fell(workers[0]);
    const [appended] = await waiting;
    if (appended.status === 'rejected') expect(appended.reason).toEqual(code('ledger_unavailable'));
    const [next] = await ledger.append([exchange(3)]);
    expect(workers).toHaveLength(2);
    expect(next?.index).toBe(ledger.head.size - 1);
    expect((await ledger.read({ exchange: 'e1' })).records[0]?.hash).toBe(receipt?.hash);
    expect(await verified(ledger)).toMatchObject({ ok: true });
    await ledger.close();
  });

  it('tells an exchange whose spooled text went with it', async () => {
    const { ledger, workers } = await mortal(scene.directory());
    ledger.spool('e1', 'w', Buffer.from('lost'));
    await fell(workers[0]);
    await expect(ledger.append([exchange(1)])).rejects.toEqual(code('ledger_unavailable'));
    await expect(ledger.append([exchange(1)])).resolves.toHaveLength(1);
    await ledger.close();
  });

  it('never goes on where acknowledged records are gone', async () => {
    const directory = scene.directory();
    const { ledger, workers } = await mortal(directory);
    await ledger.append([exchange(1)]);
    await fell(workers[0]);
    tamper(directory, 'DELETE FROM records WHERE idx = 1; DELETE FROM batches WHERE last = 1;');
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(ledger.append([exchange(2)])).rejects.toEqual(code('ledger_unavailable'));
    }
    await expect(ledger.read({})).rejects.toEqual(code('ledger_unavailable'));
    await ledger.close();
  });

  it('says in the log what the system said, where it can not go on', async () => {
    const directory = scene.directory();
    const { ledger, workers } = await mortal(directory);
    await fell(workers[0]);
    const file = join(directory, 'ledger.db');
    rmSync(`${file}-wal`, { force: true });
    writeFileSync(file, readFileSync(file).fill(0xff, 100));
    await expect(ledger.append([exchange(2)])).rejects.toMatchObject({
      code: 'ledger_unavailable',
      publicMessage: 'the store could not be opened again',
      detail: expect.stringContaining('database disk image is malformed'),
    });
    await ledger.close();
  });

  it('never goes on where the directory is gone', async () => {
    const directory = scene.directory();
    const { ledger, workers } = await mortal(directory);
    await fell(workers[0]);
    rmSync(directory, { recursive: true });
    await expect(ledger.append([exchange(2)])).rejects.toEqual(code('ledger_unavailable'));
    expect(existsSync(directory)).toBe(false);
    await ledger.close();
  });
});

describe('closing', () => {
  it('does not wait for a reader, who is told, and keeps what was appended', async () => {
    const directory = scene.directory();
    const ledger = await scene.open(directory);
    await ledger.append(Array.from({ length: 3000 }, (_, number) => exchange(number)));
    const refused = expect(verified(ledger)).rejects.toMatchObject({ code: 'ledger_unavailable' });
    const appended = ledger.append([exchange(3000)]);
    await ledger.close();
    await refused;
    const [receipt] = await appended;
    expect((await scene.open(directory)).head).toEqual({ size: 3002, hash: receipt?.hash });
  });
});

describe('a file that is deleted while it is in use', () => {
  it.each(['ledger.db', 'ledger.db-wal'])('takes nothing more: %s', async (name) => {
    const directory = scene.directory();
    const ledger = await scene.open(directory);
    await ledger.append([exchange(1)]);
    rmSync(join(directory, name));
    const outcomes = await Promise.allSettled([ledger.append([exchange(2)]), ledger.append([exchange(3)])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('a disk that takes no more', () => {
  it('acknowledges nothing that it can not keep, says so, and loses nothing that it has', async () => {
    const directory = scene.directory();
    // The system refuses to let any file grow beyond this many blocks of 512 or 1024 bytes.
    const child = scene.child(
      directory,
      `for (let number = 0; number < 5000; number++) {
         const bytes = require('node:crypto').randomBytes(4000);
         try {
           const [receipt] = await ledger.append([{ kind: 'exchange_requested', workflow: 'w', exchange: 'e' + number, body: { number }, contents: [{ name: 'reply', bytes }] }]);
           say(receipt.index + ' ' + receipt.hash);
         } catch (error) { say(error.code); if (++refused === 5) break; }
       }
       process.exit(0);`.replace('for (let', 'let refused = 0; for (let'),
      'ulimit -f 1200;',
    );
    const acknowledged: string[] = [];
    const refused: string[] = [];
    for await (const line of linesOf(child)) (line.includes(' ') ? acknowledged : refused).push(line);
    expect(acknowledged.length).toBeGreaterThan(10);
    expect(refused).toEqual(Array(5).fill('ledger_unavailable'));
    const ledger = await scene.open(directory);
    const kept: string[] = [];
    for (let cursor: number | undefined = 1; cursor !== undefined; ) {
      const page = await ledger.read({ order: 'asc', cursor, limit: 1000 });
      kept.push(...page.records.map((record) => `${record.index} ${record.hash}`));
      cursor = page.next;
    }
    expect(kept).toEqual(expect.arrayContaining(acknowledged));
    expect(await verified(ledger)).toMatchObject({ ok: true });
    await expect(ledger.append([{ kind: 'contents_read', body: {} }])).resolves.toHaveLength(1);
  });
});
