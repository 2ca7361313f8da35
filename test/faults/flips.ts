// One bit flipped at every byte of a small store: found, or shown to change nothing that can be read.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { RecordQuery } from '../../src/audit/index.ts';
import { verifyLog } from '../../src/store/check-log.ts';
import { closeSession, openForReading, openSession, type Session } from '../../src/store/session.ts';
import { exchange, Scene } from '../../src/store/test-support.ts';

const QUERIES: readonly RecordQuery[] = [
  { order: 'asc', limit: 1000 },
  { workflow: 'w1' },
  { agent: 'odd' },
  { exchange: 'e7' },
  { decision: 'ALLOW', limit: 3 },
  { kinds: ['agent_added'] },
];

/** What a flip may be: found by verification, or without any effect on what can be read. */
type Outcome = 'found' | 'harmless' | 'missed';

/** Failures that are told by name. */
const TOLD = 20;
const LOOKS_PER_TURN = 64;

/** Every `stride`th byte. Throws with the flips that change a read and are not found. */
export async function bitFlips(stride: number): Promise<string> {
  const scene = new Scene();
  try {
    const original = await smallStore(scene);
    const expected = readAll(scene.copy(original));
    const counts = { found: 0, harmless: 0, missed: 0 };
    const missed: string[] = [];
    const phase = Math.floor(Math.random() * stride);
    for (const file of filesIn(original)) {
      const bytes = readFileSync(join(original, file));
      for (let at = phase; at < bytes.byteLength; at += stride) {
        const bit = 1 << Math.floor(Math.random() * 8);
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ bit;
        const outcome = outcomeOf({ original, file, flipped }, expected);
        counts[outcome]++;
        // The driver gives a closed file back once its statements are collected, and that needs a turn of the event loop.
        if ((counts.found + counts.harmless) % LOOKS_PER_TURN === 0) await setImmediate();
        if (outcome === 'missed' && missed.length < TOLD) missed.push(`${file}, byte ${at}, bit ${bit}`);
      }
    }
    if (counts.missed > 0)
      throw new Error(`${counts.missed} change what is read, and are not found: ${missed.join('; ')}`);
    return `${counts.found} found, ${counts.harmless} change no read`;
  } finally {
    await scene.clean();
  }
}

/** Names of all files, those in folders too. */
function filesIn(directory: string): readonly string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.flatMap((each) =>
    each.isFile() ? [relative(directory, join(each.parentPath, each.name))] : [],
  );
}

interface Flip {
  readonly original: string;
  readonly file: string;
  readonly flipped: Buffer;
}

/** A copy for each look: verification may have read a write-ahead log away. */
function outcomeOf(flip: Flip, expected: string): Outcome {
  if (inCopy(flip, isFound)) return 'found';
  return inCopy(flip, readOr) === expected ? 'harmless' : 'missed';
}

function inCopy<T>({ original, file, flipped }: Flip, look: (directory: string) => T): T {
  const copy = mkdtempSync(join(tmpdir(), 'sallyport-flip-'));
  try {
    cpSync(original, copy, { recursive: true });
    writeFileSync(join(copy, file), flipped);
    return look(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function smallStore(scene: Scene): Promise<string> {
  const directory = scene.directory();
  const ledger = await scene.open(directory);
  for (let batch = 0; batch < 10; batch++) {
    const drafts = Array.from({ length: 7 }, (_, each) => exchange(batch * 7 + each));
    await ledger.append([...drafts, { kind: 'agent_added', body: { agent: `a${batch}` } }]);
  }
  await ledger.erase({ scope: 'workflow', name: 'w2', reason: 'r', by: 'b' });
  for (let at = 0; at < 3; at++)
    await ledger.append(Array.from({ length: 70 }, () => ({ kind: 'contents_read', body: {} })));
  await ledger.seal({ by: 'b' });
  await ledger.close();
  const { session } = openSession(directory, 0);
  for (const _step of session.reader.index(session.writer?.head.size ?? 0));
  closeSession(session);
  return scene.copy(directory);
}

function isFound(directory: string): boolean {
  try {
    const { session } = openForReading(directory);
    try {
      return !reportOf(session).ok;
    } finally {
      session.database.close();
    }
  } catch {
    return true; // Refused at the door, with a precise fault, is found: the tests of damage look at the words.
  }
}

function reportOf(session: Session): { readonly ok: boolean } {
  const steps = verifyLog(session, undefined, {});
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** What verification finds whole must be readable. */
function readOr(directory: string): string {
  try {
    return readAll(directory);
  } catch (error) {
    return `can not be read: ${String(error)}`;
  }
}

/** All that can be asked of a store, as one text. */
function readAll(directory: string): string {
  const { session } = openForReading(directory);
  const { reader, database } = session;
  const parts: unknown[] = [];
  const size = Number(
    (database.prepare('SELECT count(*) AS n FROM records').get() as { readonly n: number }).n,
  );
  for (const query of QUERIES) {
    const steps = reader.page(query, size);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done !== true) continue;
      parts.push(step.value);
      break;
    }
  }
  for (let index = 0; index < size; index++) parts.push(reader.contents(index));
  for (const table of ['tiles', 'checkpoints', 'batches', 'spool'])
    parts.push(database.prepare(`SELECT * FROM ${table}`).all());
  database.close();
  return JSON.stringify(parts);
}
