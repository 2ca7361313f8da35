// The threat table of docs/guides/verify-the-ledger.md: each row performs its attack, each column verifies by what its name says alone.

import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BatchRow,
  cosign,
  type KnownCheckpoint,
  LogVerifier,
  leafHash,
  noteKeyLine,
  type RecordDraft,
  type RecordRow,
  readCheckpoint,
  readNoteKey,
  readTlogPolicy,
  readTlogProof,
  readVerifierLine,
} from '../../src/audit/index.ts';
import { openEmbeddedLedger } from '../../src/store/index.ts';

const root = mkdtempSync(join(tmpdir(), 'sallyport-threats-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const draft = (number: number): RecordDraft => ({
  kind: 'exchange_requested',
  workflow: 'w',
  exchange: `e${number}`,
  decision: number % 3 === 0 ? 'BLOCK' : 'ALLOW',
  body: { number },
});

async function appendTo(directory: string, numbers: readonly number[]): Promise<void> {
  const ledger = await openEmbeddedLedger({ directory, clock: () => 1_000_000 });
  for (const number of numbers) await ledger.append([draft(number)]);
  await ledger.close();
}

const honest = join(root, 'honest');
const early = join(root, 'early');
/** What somebody outside kept: a receipt, and the checkpoint that a witness signed. */
let receipt = '';
let witnessed = '';
const witness = generateKeyPairSync('ed25519');
const witnessLine = noteKeyLine('witness.example', witness.publicKey, 'cosignature');

beforeAll(async () => {
  await appendTo(honest, [1, 2, 3, 4]);
  cpSync(honest, early, { recursive: true });
  await appendTo(honest, [5, 6, 7, 8]);
  const ledger = await openEmbeddedLedger({ directory: honest, clock: () => 1_000_000 });
  const checkpoint = readCheckpoint(await ledger.checkpoint(true))!;
  const signer = {
    name: 'witness.example',
    keyId: readNoteKey(witnessLine)?.id ?? '',
    key: witness.privateKey,
  };
  await ledger.addCosignatures(checkpoint.size, [cosign(signer, checkpoint.note.text, 1_700_000_000)]);
  witnessed = await ledger.checkpoint(false);
  receipt = await ledger.receipt(6);
  await ledger.close();
});

/** A copy of the honest log for an attack to work on. */
function victim(name: string): string {
  const directory = join(root, name);
  cpSync(honest, directory, { recursive: true });
  return directory;
}

function sql(directory: string, run: (database: InstanceType<typeof DatabaseSync>) => void): void {
  const database = new DatabaseSync(join(directory, 'ledger.db'));
  run(database);
  database.close();
}

/** An operator takes an older copy and writes another history from there, with the real keys and the real program. */
async function rewrittenFromEarly(name: string, numbers: readonly number[]): Promise<string> {
  const directory = join(root, name);
  cpSync(early, directory, { recursive: true });
  await appendTo(directory, numbers);
  return directory;
}

interface Found {
  readonly chain: boolean;
  readonly signatures: boolean;
  readonly checkpoint: boolean;
  readonly outside: boolean;
}

/** Whether each kind of verification finds something. `checkpoint`: by the newest one that its holder has, kept apart from the store. */
function found(directory: string, heldCheckpoint: string): Found {
  const verifier = readVerifierLine(readFileSync(join(directory, 'signing.pub'), 'utf8'))!;
  const logId = verifier.name.split('/')[1]!;
  const keys = new Map([[verifier.id, verifier]]);
  const { records, batches } = rowsOf(directory);
  const proof = readTlogProof(receipt);
  const outside: KnownCheckpoint[] = [
    { checkpoint: readCheckpoint(witnessed)!, where: 'of the witness' },
    ...(proof.kind === 'proof' ? [{ checkpoint: proof.proof.checkpoint, where: 'of the receipt' }] : []),
  ];
  const held = { checkpoint: readCheckpoint(heldCheckpoint)!, where: 'that is held' };
  const isFound = (signatures: boolean, checkpoints: readonly KnownCheckpoint[]): boolean => {
    const tree = { checkpoints, origin: verifier.name, policy: undefined, tile: () => undefined };
    const options = { logId, keys: signatures ? keys : undefined, expected: undefined, batches: signatures };
    const check = new LogVerifier({ ...options, ...(checkpoints.length === 0 ? {} : { tree }) });
    for (const row of records) {
      check.record(row);
      for (const batch of signatures ? batches.filter((each) => each.last === row.index) : [])
        check.batch(batch);
    }
    return !check.finish().ok;
  };
  return {
    chain: isFound(false, []),
    signatures: isFound(true, []),
    checkpoint: isFound(true, [held]),
    outside: isFound(true, outside),
  };
}

function rowsOf(directory: string): { records: RecordRow[]; batches: BatchRow[] } {
  const records: RecordRow[] = [];
  const batches: BatchRow[] = [];
  sql(directory, (database) => {
    for (const row of database.prepare('SELECT * FROM records ORDER BY idx').all() as Record<
      string,
      never
    >[]) {
      const column = (name: string): string | undefined => row[name] ?? undefined;
      const columns = {
        kind: row['kind'] ?? '',
        workflow: column('workflow'),
        agent: column('agent'),
        exchange: column('exchange'),
        decision: column('decision'),
      };
      records.push({
        index: row['idx']!,
        hash: row['hash'] ?? '',
        leaf: row['leaf'] ?? '',
        time: row['time']!,
        columns,
      });
    }
    for (const row of database.prepare('SELECT * FROM batches ORDER BY last').all() as Record<
      string,
      never
    >[]) {
      batches.push({
        first: row['first']!,
        last: row['last']!,
        hash: row['hash'] ?? '',
        signature: row['signature']!,
        keyId: row['key_id'] ?? '',
      });
    }
  });
  return { records, batches };
}

const everywhere: Found = { chain: true, signatures: true, checkpoint: true, outside: true };
const nowhere: Found = { chain: false, signatures: false, checkpoint: false, outside: false };

describe('the threat table', () => {
  it('nothing is found in the honest log', () => {
    expect(found(honest, readFileSync(join(honest, 'checkpoint'), 'utf8'))).toEqual(nowhere);
  });

  it('an outsider edits a record: found by each of them', () => {
    const directory = victim('edited');
    sql(directory, (database) => {
      const row = database.prepare('SELECT leaf FROM records WHERE idx = 3').get() as { leaf: string };
      const leaf = row.leaf.replaceAll('"BLOCK"', '"ALLOW"');
      database
        .prepare("UPDATE records SET leaf = ?, hash = ?, decision = 'ALLOW' WHERE idx = 3")
        .run(leaf, leafHash(leaf));
    });
    expect(found(directory, witnessed)).toEqual(everywhere);
  });

  it('an outsider cuts the tail: missed by chain and signatures, found by a checkpoint that he can not take away', () => {
    const directory = victim('cut');
    sql(directory, (database) =>
      database.exec('DELETE FROM records WHERE idx > 4; DELETE FROM batches WHERE last > 4'),
    );
    const beside = readFileSync(join(directory, 'checkpoint'), 'utf8');
    expect(found(directory, beside)).toEqual({
      chain: false,
      signatures: false,
      checkpoint: true,
      outside: true,
    });
  });

  const onlyOutside: Found = { chain: false, signatures: false, checkpoint: false, outside: true };
  it.each([
    ['rewrites a record', [5, 66, 7, 8]],
    ['deletes a record', [5, 7, 8]],
    ['truncates the log', []],
    ['forks the log', [5, 6, 7, 8, 9, 10]],
  ] as const)('an operator %s and signs again: found only by what is kept outside', async (name, numbers) => {
    const isFork = name.startsWith('forks');
    const directory = await rewrittenFromEarly(
      name.replaceAll(' ', '-'),
      isFork ? [50, ...numbers] : numbers,
    );
    expect(found(directory, readFileSync(join(directory, 'checkpoint'), 'utf8'))).toEqual(onlyOutside);
  });

  it('the receipt and the witness of the honest log hold in it, under their policy', () => {
    const policy = readTlogPolicy(
      `log ${readFileSync(join(honest, 'signing.pub'), 'utf8').trim()}\nwitness w ${witnessLine}\nquorum w`,
    );
    expect(policy.kind).toBe('policy');
    expect(readTlogProof(receipt).kind).toBe('proof');
  });
});
