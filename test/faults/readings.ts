// What a store's verification says, and all that can be read out of it, as one text: two stores that read the same are the same.

import { type RecordQuery, TILE_WIDTH, type VerifyReport } from '../../src/audit/index.ts';
import { verifyLog } from '../../src/store/check-log.ts';
import { prove } from '../../src/store/proofs.ts';
import type { ProofQuestion } from '../../src/store/protocol.ts';
import { pastBounds } from '../../src/store/retention.ts';
import { openForReading, openSession, type Session } from '../../src/store/session.ts';

/** One for each way to find a record: by each column, each index, time, and terms in its body. */
const QUERIES: readonly RecordQuery[] = [
  { order: 'asc', limit: 1000 },
  { workflow: 'w1' },
  { agent: 'odd' },
  { exchange: 'e3' },
  { exchange: 'e4', order: 'asc' },
  { decision: 'ALLOW', limit: 3 },
  { decision: 'LOG' },
  { kinds: ['agent_added'] },
  { kinds: ['exchange_requested'] },
  { kinds: ['contents_read'], order: 'asc', limit: 5 },
  { tool: 'none' },
  { from: 0, to: 2_000_000, limit: 2 },
];
/** Each kind of proof of a log of so many records. */
function proofsOf(size: number): readonly ProofQuestion[] {
  const width = Math.min(size, TILE_WIDTH);
  return [
    { kind: 'checkpoint', fresh: false },
    { kind: 'tile', name: { level: 0, index: 0, width } },
    { kind: 'tile', name: { level: 'entries', index: 0, width } },
    { kind: 'consistency', from: 3, to: size },
    { kind: 'receipt', index: 0 },
    { kind: 'receipt', index: size - 1 },
  ];
}

const TABLES = ['meta', 'records', 'finds', 'batches', 'keys', 'contents', 'spool', 'tiles', 'checkpoints'];

/** What verification of a closed store finds. Throws what opening it throws. */
export function verifiedStore(directory: string): VerifyReport {
  const { session } = openForReading(directory);
  try {
    return last(verifyLog(session, undefined, {}));
  } finally {
    session.database.close();
  }
}

/** All that a store answers once a gateway has it open, and all of its rows. Throws what opening and reading throw. */
export function everythingOf(directory: string): string {
  const { session, store } = openSession(directory, 0);
  try {
    const rows = TABLES.map((table) => session.database.prepare(`SELECT * FROM ${table}`).all());
    return JSON.stringify([store, rows, answersOf(session, store.head.size)]);
  } finally {
    session.database.close();
  }
}

function answersOf(session: Session, size: number): readonly unknown[] {
  const { reader, database } = session;
  const indexes = Array.from({ length: size }, (_, index) => index);
  return [
    QUERIES.map((query) => last(reader.page(query, size))),
    reader.leaves(0, size, size),
    indexes.map((index) => reader.contents(index)),
    reader.recent(0, 3, size),
    proofsOf(size).map((question) => prove(session, question)),
    last(pastBounds(database, { maxAgeDays: 0 }, 2_000_000)),
    session.leaves.segments,
    session.identity.rotations,
  ];
}

function last<T>(steps: Generator<unknown, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}
