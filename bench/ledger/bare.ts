// The bare engine: the same rows, the same groups, the same sync, and nothing of a ledger.

import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { type Latencies, summarize } from './latencies.ts';

export interface BareRow {
  readonly leaf: string;
  readonly hash: string;
  readonly pack: Uint8Array;
}

/** Groups of `clients` rows, each group one transaction and one sync, in this thread: what 32 waiting clients would get at best. */
export async function bareClients(
  directory: string,
  { clients, appends, row }: { readonly clients: number; readonly appends: number; readonly row: BareRow },
): Promise<Latencies> {
  const database = new DatabaseSync(join(directory, 'bare.db'));
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;');
  database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000;');
  database.exec(
    'CREATE TABLE records (idx INTEGER PRIMARY KEY, hash TEXT, leaf TEXT); CREATE TABLE contents (idx INTEGER PRIMARY KEY, pack BLOB)',
  );
  const record = database.prepare('INSERT INTO records VALUES (?, ?, ?)');
  const contents = database.prepare('INSERT INTO contents VALUES (?, ?)');
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const result = await summarize(async () => {
    const times: number[] = [];
    for (let index = 0; index < appends; ) {
      const started = performance.now();
      begin.run();
      for (let each = 0; each < clients; each++, index++) {
        record.run(index, row.hash, row.leaf);
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
