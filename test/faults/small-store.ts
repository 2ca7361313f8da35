// A store as small as one of every kind can be: what the bit flips go through, byte by byte.

import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { TILE_WIDTH } from '../../src/audit/index.ts';
import { closeSession, openSession } from '../../src/store/session.ts';
import { exchange, type Scene } from '../../src/store/test-support.ts';

/** SQLite's smallest: the more pages, the less of each is free. */
const PAGE_BYTES = 512;

/** A closed store, and how to read it: what holds for each of the flips of its bits. */
export interface SmallStore {
  readonly directory: string;
  readonly about: string;
}

/**
 * A handful of records: what the start-up fold reads, exchanges with contents, an override, an erased workflow, a text that was
 * spooled.
 */
export async function handful(scene: Scene): Promise<SmallStore> {
  const directory = scene.directory();
  const ledger = await scene.open(directory);
  await ledger.append([{ kind: 'agent_added', body: { agent: 'odd' } }, exchange(1), exchange(2)]);
  await ledger.append([{ kind: 'contents_read', body: { reader: 'r' } }]);
  await ledger.append([exchange(3), exchange(4), exchange(5)]);
  await ledger.erase({ scope: 'workflow', name: 'w2', reason: 'r', by: 'b' });
  ledger.spool('e4', 'w1', Buffer.from('what had flowed'));
  await ledger.append([{ kind: 'override_used', workflow: 'w1', agent: 'even', decision: 'LOG', body: {} }]);
  const about = `${ledger.head.size} records`;
  await ledger.close();
  return { directory: shrunk(scene.copy(directory)), about };
}

/** What takes more records than a handful: a full tile of the Merkle tree, a sealed segment, and indexed blocks. */
export async function tileful(scene: Scene): Promise<SmallStore> {
  const directory = scene.directory();
  const ledger = await scene.open(directory);
  await ledger.append([{ kind: 'agent_added', body: { agent: 'odd' } }, exchange(1)]);
  await ledger.append(Array.from({ length: TILE_WIDTH }, () => ({ kind: 'contents_read', body: {} })));
  await ledger.seal({ by: 'b' });
  await ledger.append([exchange(3)]);
  const about = `${ledger.head.size} records, 256 of them sealed`;
  await ledger.close();
  const { session } = openSession(directory, 0);
  for (const _step of session.reader.index(session.writer?.head.size ?? 0));
  closeSession(session);
  return { directory: shrunk(scene.copy(directory)), about };
}

/** No page larger or more than it takes. */
function shrunk(directory: string): string {
  const database = new DatabaseSync(join(directory, 'ledger.db'));
  database.exec(
    `PRAGMA journal_mode = DELETE; PRAGMA page_size = ${PAGE_BYTES}; VACUUM; PRAGMA journal_mode = WAL;`,
  );
  database.close();
  return directory;
}
