// The bare engine: the same columns, indexes and bytes, the same groups, the same sync, and nothing of a ledger.

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';
import { type Latencies, summarize } from './latencies.ts';

export interface BareRow {
  readonly leaf: string;
  readonly hash: string;
  readonly pack: Uint8Array;
}

/** Appends before the measured ones: a gateway's code is compiled once and runs for weeks. */
export const WARM_UP = 4000;

export interface BareLoad {
  readonly clients: number;
  readonly appends: number;
  readonly row: BareRow;
}

/** The store's own settings and the two tables that a record takes (`src/store/database.ts`). */
const SET_UP = `
  PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = 4096; PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384;
  PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;
  CREATE TABLE records (
    idx INTEGER PRIMARY KEY, hash TEXT NOT NULL, time INTEGER NOT NULL, kind TEXT NOT NULL,
    control INTEGER, workflow TEXT, agent TEXT, exchange TEXT, decision TEXT, leaf TEXT NOT NULL
  ) STRICT;
  CREATE INDEX records_by_exchange ON records (exchange) WHERE exchange IS NOT NULL;
  CREATE INDEX records_of_control ON records (control) WHERE control IS NOT NULL;
  CREATE TABLE contents (idx INTEGER PRIMARY KEY, key INTEGER NOT NULL, pack BLOB NOT NULL) STRICT;`;

const INSERT_RECORD = 'INSERT INTO records VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?, ?)';
const INSERT_CONTENTS = 'INSERT INTO contents VALUES (?, 1, ?)';

/** Groups of `clients` rows, each one transaction and one sync, in this thread without a pause: the most there is to get. */
export async function bareInline(directory: string, { clients, appends, row }: BareLoad): Promise<Latencies> {
  const database = new DatabaseSync(join(directory, 'bare.db'));
  database.exec(SET_UP);
  const record = database.prepare(INSERT_RECORD);
  const contents = database.prepare(INSERT_CONTENTS);
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const insert = (count: number, first: number): number[] => {
    const times: number[] = [];
    for (let index = first; index < first + count; ) {
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
    return times;
  };
  insert(WARM_UP, 0);
  const result = await summarize(async () => [insert(appends, 2 * WARM_UP)]);
  database.close();
  return result;
}

/** The same engine in a worker thread, with clients that wait for it: what an asynchronous bare store would give them. */
export async function bareThreaded(
  directory: string,
  { clients, appends, row }: BareLoad,
): Promise<Latencies> {
  const statements = { setUp: SET_UP, record: INSERT_RECORD, contents: INSERT_CONTENTS };
  const workerData = { path: join(directory, 'bare.db'), ...statements };
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
  await clientsOf(clients, WARM_UP, (number) => insert(`wf_${number}`));
  const result = await summarize(() => clientsOf(clients, appends, (number) => insert(`wf_${number}`)));
  await worker.terminate();
  return result;
}

/** Clients that append one after the other, `appends` in all; answers the milliseconds that each append took. */
export function clientsOf(
  clients: number,
  appends: number,
  append: (client: number, number: number) => Promise<unknown>,
): Promise<readonly (readonly number[])[]> {
  let left = appends;
  const client = async (number: number): Promise<readonly number[]> => {
    const times: number[] = [];
    while (left-- > 0) {
      const started = performance.now();
      await append(number, left);
      times.push(performance.now() - started);
    }
    return times;
  };
  return Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
}
