// The bare engine: the same rows and indexes, the same groups, the same sync, and nothing of a ledger.

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';
import { type Latencies, summarize } from './latencies.ts';

export interface BareRow {
  readonly leaf: string;
  readonly hash: string;
  readonly pack: Uint8Array;
}

export interface BareLoad {
  readonly clients: number;
  readonly appends: number;
  readonly row: BareRow;
}

const SET_UP = `
  PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = 4096; PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
  CREATE TABLE records (idx INTEGER PRIMARY KEY, hash TEXT, time INTEGER, kind TEXT, workflow TEXT, agent TEXT,
    exchange TEXT, decision TEXT, leaf TEXT);
  CREATE INDEX by_exchange ON records (exchange);
  CREATE INDEX by_workflow ON records (workflow);
  CREATE INDEX by_agent ON records (agent);
  CREATE TABLE contents (idx INTEGER PRIMARY KEY, pack BLOB);`;

/** Groups of `clients` rows, each one transaction and one sync, in this thread without a pause: the most there is to get. */
export async function bareInline(directory: string, { clients, appends, row }: BareLoad): Promise<Latencies> {
  const database = new DatabaseSync(join(directory, 'bare.db'));
  database.exec(SET_UP);
  const record = database.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const contents = database.prepare('INSERT INTO contents VALUES (?, ?)');
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const result = await summarize(async () => {
    const times: number[] = [];
    for (let index = 0; index < appends; ) {
      const started = performance.now();
      begin.run();
      for (let each = 0; each < clients; each++, index++) {
        const exchange = `ex_01hf3k9z2m${String(index).padStart(12, '0')}`;
        const columns = ['exchange_requested', `wf_${each}`, 'research_agent', exchange, 'ALLOW'];
        record.run(index, row.hash, index, ...columns, row.leaf);
        contents.run(index, row.pack);
      }
      commit.run();
      const elapsed = performance.now() - started;
      for (let each = 0; each < clients; each++) times.push(elapsed);
    }
    return [times];
  });
  database.close();
  return result;
}

/** The same engine in a worker thread, with clients that wait for it: what an asynchronous bare store would give them. */
export async function bareThreaded(
  directory: string,
  { clients, appends, row }: BareLoad,
): Promise<Latencies> {
  const workerData = { path: join(directory, 'bare.db'), setUp: SET_UP };
  const worker = new Worker(new URL('./bare-worker.mjs', import.meta.url), { workerData });
  const waiting: (() => void)[] = [];
  let turn: object[] = [];
  worker.on('message', (count: number) => {
    for (const resolve of waiting.splice(0, count)) resolve();
  });
  const insert = (workflow: string): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      turn.push({ ...row, workflow });
      if (turn.length > 1) return;
      setImmediate(() => {
        worker.postMessage(turn);
        turn = [];
      });
    });
  await insert('warm');
  let left = appends;
  const client = async (number: number): Promise<readonly number[]> => {
    const times: number[] = [];
    while (left-- > 0) {
      const started = performance.now();
      await insert(`wf_${number}`);
      times.push(performance.now() - started);
    }
    return times;
  };
  const result = await summarize(() =>
    Promise.all(Array.from({ length: clients }, (_, number) => client(number))),
  );
  await worker.terminate();
  return result;
}
