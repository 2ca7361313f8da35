// What no record vouches for and much depends on: content keys, and the text of streams that are still under way.

import type { ErasedOwners, LogVerifier } from '../audit/index.ts';
import { bytesOf, integerOf, type Row, textOf } from './columns.ts';
import { type Database, one, pagesOf } from './database.ts';
import { ownerIn, spoolOwner, type Vault } from './vault.ts';

/** Rows between two yields. */
const STEP = 500;

export interface VaultParts {
  readonly database: Database;
  readonly vault: Vault;
  readonly verifier: LogVerifier;
  /** Whose contents were erased on record. */
  readonly erased: ErasedOwners;
}

/**
 * Reports each content key that this store's master key does not open, or that was destroyed without a record of it, and each
 * spooled text that is not the one that was put there. Yields now and then.
 */
export function* checkVault(parts: VaultParts): Generator<undefined, void> {
  const { database } = parts;
  const keys = `SELECT id AS place, workflow, agent, subject, wrapped FROM keys WHERE id > ? ORDER BY id LIMIT ${STEP}`;
  for (const rows of pagesOf(database.prepare(keys), 'place')) {
    for (const row of rows) checkKey(parts, row);
    yield undefined;
  }
  const spool = `SELECT seq AS place, exchange, workflow, key, pack FROM spool WHERE seq > ? ORDER BY seq LIMIT ${STEP}`;
  for (const rows of pagesOf(database.prepare(spool), 'place')) {
    for (const row of rows) checkSpooled(parts, row);
    yield undefined;
  }
}

function checkKey({ vault, verifier, erased }: VaultParts, row: Row): void {
  const owner = ownerIn(row);
  const key = `content key ${integerOf(row, 'place')}`;
  if (row['wrapped'] !== null) {
    if (!vault.opensKey(bytesOf(row, 'wrapped'), owner))
      verifier.report('contents_edited', verifier.position, `${key} does not open with this master.key`);
  } else if (!erased.covers(owner)) {
    const detail = `${key} was destroyed, and no erasure on record says why`;
    verifier.report('contents_missing', verifier.position, detail);
  }
}

function checkSpooled({ database, vault, verifier }: VaultParts, row: Row): void {
  const workflow = textOf(row, 'workflow');
  const request = one(
    database.prepare('SELECT idx, workflow FROM records WHERE exchange = ? ORDER BY idx LIMIT 1'),
    textOf(row, 'exchange'),
  );
  const index = request === undefined ? verifier.position : integerOf(request, 'idx');
  const sealed = { key: integerOf(row, 'key'), pack: bytesOf(row, 'pack') };
  const at = { place: `spool:${integerOf(row, 'place')}`, owner: spoolOwner(workflow) };
  if (request?.['workflow'] !== workflow)
    verifier.report('contents_edited', index, 'a spooled text is filed under an exchange that it is not of');
  else if (!vault.holds(sealed, at))
    verifier.report('contents_edited', index, 'the text of its reply that was spooled has been changed');
}
