// One bit flipped at every byte of a small store: found, or shown to change nothing that can be read.

import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Every `stride`th byte. Throws for the first flip that changes a read and is not found. */
export async function bitFlips(stride: number): Promise<string> {
  const scene = new Scene();
  try {
    const original = await smallStore(scene);
    const expected = readAll(scene.copy(original));
    const counts = { found: 0, harmless: 0 };
    const phase = Math.floor(Math.random() * stride);
    for (const file of readdirSync(original)) {
      const bytes = readFileSync(join(original, file));
      for (let at = phase; at < bytes.byteLength; at += stride) {
        // Two copies: the driver gives a file's lock back only with its thread.
        const [copy, second] = [scene.directory(), scene.directory()];
        const bit = 1 << Math.floor(Math.random() * 8);
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ bit;
        for (const target of [copy, second]) {
          cpSync(original, target, { recursive: true });
          writeFileSync(join(target, file), flipped);
        }
        if (isFound(copy)) counts.found++;
        else if (readAll(second) === expected) counts.harmless++;
        else throw new Error(`${file}, byte ${at}, bit ${bit}: changes what is read, and is not found`);
        for (const target of [copy, second]) rmSync(target, { recursive: true, force: true });
      }
    }
    return `${counts.found} found, ${counts.harmless} change no read`;
  } finally {
    await scene.clean();
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
