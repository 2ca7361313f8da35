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

/** What an attack leaves: the directory, and the newest checkpoint of whoever verifies it without help from outside. */
interface Attacked {
  readonly directory: string;
  readonly held: string;
}

/** An outsider can not take away what its holder keeps apart from the store. */
function byOutsider(
  name: string,
  statements: (database: InstanceType<typeof DatabaseSync>) => void,
): Attacked {
  const directory = victim(name);
  sql(directory, statements);
  return { directory, held: witnessed };
}

/** An operator replaces the checkpoint, too. */
async function byOperator(name: string, numbers: readonly number[]): Promise<Attacked> {
  const directory = await rewrittenFromEarly(name, numbers);
  return { directory, held: readFileSync(join(directory, 'checkpoint'), 'utf8') };
}

/** Each row of the guide's table, by its first cell: performs what it says. */
const ATTACKS: ReadonlyMap<string, () => Attacked | Promise<Attacked>> = new Map<
  string,
  () => Attacked | Promise<Attacked>
>([
  [
    'an outsider edits a record',
    () =>
      byOutsider('edited', (database) => {
        const row = database.prepare('SELECT leaf FROM records WHERE idx = 3').get() as { leaf: string };
        const leaf = row.leaf.replaceAll('"BLOCK"', '"ALLOW"');
        database
          .prepare("UPDATE records SET leaf = ?, hash = ?, decision = 'ALLOW' WHERE idx = 3")
          .run(leaf, leafHash(leaf));
      }),
  ],
  [
    'an outsider takes a record out, and closes the gap',
    () =>
      byOutsider('taken', (database) =>
        database.exec('DELETE FROM records WHERE idx = 3; UPDATE records SET idx = idx - 1 WHERE idx > 3'),
      ),
  ],
  [
    'an outsider puts two records into another order',
    () =>
      byOutsider('swapped', (database) =>
        database.exec(
          'UPDATE records SET idx = -3 WHERE idx = 3; UPDATE records SET idx = 3 WHERE idx = 4; UPDATE records SET idx = 4 WHERE idx = -3',
        ),
      ),
  ],
  [
    'an outsider cuts the tail',
    () =>
      byOutsider('cut', (database) =>
        database.exec('DELETE FROM records WHERE idx > 4; DELETE FROM batches WHERE last > 4'),
      ),
  ],
  ['an operator rewrites a record and signs again', () => byOperator('rewritten', [5, 66, 7, 8])],
  ['an operator deletes a record and signs again', () => byOperator('deleted', [5, 7, 8])],
  ['an operator truncates the log and signs again', () => byOperator('truncated', [])],
  ['an operator forks the log and signs again', () => byOperator('forked', [50, 5, 6, 7, 8, 9, 10])],
]);

const guide = readFileSync(new URL('../../docs/guides/verify-the-ledger.md', import.meta.url), 'utf8');

/** The rows of the guide's table: the attack, and what its cells say. */
const rows = [
  ...guide.matchAll(/^\| (an (?:outsider|operator) [^|]*) \|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|$/gm),
].map(([, attack = '', ...cells]) => {
  const [chain, signatures, checkpoint, outside] = cells.map((cell) => cell.trim() === 'found');
  return [attack, { chain, signatures, checkpoint, outside }] as const;
});

describe('the threat table', () => {
  it('nothing is found in the honest log', () => {
    expect(found(honest, readFileSync(join(honest, 'checkpoint'), 'utf8'))).toEqual(nowhere);
  });

  it('has a row for each attack, and an attack for each row', () => {
    expect(rows.map(([attack]) => attack)).toEqual([...ATTACKS.keys()]);
    expect(rows[0]?.[1]).toEqual(everywhere);
  });

  it.each(rows)('%s: found by those that the guide says', async (attack, cells) => {
    const attacked = await ATTACKS.get(attack)?.();
    if (attacked === undefined) throw new Error('nobody performs it');
    expect(found(attacked.directory, attacked.held)).toEqual(cells);
  });

  it('the checkpoint beside the store is enough against an outsider who leaves it', () => {
    const { directory } = byOutsider('cut-beside', (database) =>
      database.exec('DELETE FROM records WHERE idx > 4; DELETE FROM batches WHERE last > 4'),
    );
    expect(found(directory, readFileSync(join(directory, 'checkpoint'), 'utf8')).checkpoint).toBe(true);
  });

  it('the receipt and the witness of the honest log hold in it, under their policy', () => {
    const policy = readTlogPolicy(
      `log ${readFileSync(join(honest, 'signing.pub'), 'utf8').trim()}\nwitness w ${witnessLine}\nquorum w`,
    );
    expect(policy.kind).toBe('policy');
    expect(readTlogProof(receipt).kind).toBe('proof');
  });
});

describe('what else is done to a store', () => {
  const listed = [...guide.matchAll(/^\| [^|]+ \| `([^`]+)`: ([^|]+) \|$/gm)].map(
    ([, file = '', name = '']) => [file, name],
  );

  it('is a list', () => {
    expect(listed.length).toBeGreaterThan(15);
  });

  it.each(listed)('%s: %s', (file, name) => {
    const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    expect([`'${name}'`, `"${name}"`].some((title) => source.includes(title))).toBe(true);
  });
});
