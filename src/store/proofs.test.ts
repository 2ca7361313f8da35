import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  checkPolicy,
  cosign,
  isIncluded,
  leafHash,
  noteKeyLine,
  readCheckpoint,
  readEntryBundle,
  readLeaf,
  readNoteKey,
  readTlogPolicy,
  readTlogProof,
  type TlogProof,
  tilesOf,
  verifyConsistency,
} from '../audit/index.ts';
import type { ProvableLedger } from './embedded-ledger.ts';
import { openEmbeddedLedger } from './embedded-ledger.ts';
import { exchange, Scene, tamper, verified } from './test-support.ts';
import { stateOf } from './write-ahead.ts';

let scene = new Scene();
afterEach(async () => {
  await scene.clean();
  scene = new Scene();
});

async function grow(ledger: ProvableLedger, records: number): Promise<void> {
  for (let left = records; left > 0; left -= 200) {
    await ledger.append(
      Array.from({ length: Math.min(left, 200) }, (_, at) => exchange(at, { contents: [] })),
    );
  }
}

function proofIn(text: string): TlogProof {
  const read = readTlogProof(text);
  if (read.kind === 'refused') throw new Error(read.why);
  return read.proof;
}

describe('the tree of a store', () => {
  it('proves every record, across tile borders and openings', async () => {
    const directory = scene.directory();
    let ledger = await scene.open(directory);
    await grow(ledger, 300);
    await ledger.close();
    ledger = await scene.open(directory);
    await grow(ledger, 400);
    expect(readCheckpoint(await ledger.checkpoint(true))?.size).toBe(701);
    for (const index of [0, 255, 256, 300, 511, 512, 700]) {
      const proof = proofIn(await ledger.receipt(index));
      const leaf = Buffer.from(proof.extra ?? []);
      expect(isIncluded(proof, leaf)).toBe(true);
      expect(readLeaf(leaf.toString(), leafHash(leaf))?.index).toBe(index);
    }
    expect(await verified(ledger)).toMatchObject({ ok: true, tree: { checkpoints: 2 } });
  });

  it('is consistent with every earlier checkpoint', async () => {
    const ledger = await scene.open(scene.directory());
    const first = readCheckpoint(await ledger.checkpoint(true))!;
    await grow(ledger, 600);
    const last = readCheckpoint(await ledger.checkpoint(true))!;
    expect(first.size).toBe(1);
    expect(verifyConsistency(first, last, await ledger.consistency(1, last.size))).toBe(true);
    await expect(ledger.consistency(0, 5)).rejects.toMatchObject({ code: 'not_found' });
    await expect(ledger.consistency(5, 5000)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('serves each tile and bundle of its checkpoint, and nothing beyond', async () => {
    const ledger = await scene.open(scene.directory());
    await grow(ledger, 599);
    const { size } = readCheckpoint(await ledger.checkpoint(true))!;
    for (const name of tilesOf(size)) {
      const bytes = await ledger.tile(name);
      if (name.level === 'entries') expect(readEntryBundle(bytes).entries).toHaveLength(name.width);
      else expect(bytes.byteLength).toBe(name.width * 32);
    }
    await expect(ledger.tile({ level: 0, index: 2, width: 89 })).rejects.toMatchObject({ code: 'not_found' });
    await expect(ledger.tile({ level: 2, index: 0, width: 1 })).rejects.toMatchObject({ code: 'not_found' });
    await expect(ledger.receipt(600)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is signed at a thousand records at the latest, and when the log is closed', async () => {
    const directory = scene.directory();
    const ledger = await scene.open(directory);
    await grow(ledger, 1200);
    expect(readCheckpoint(await ledger.checkpoint(false))?.size).toBeGreaterThanOrEqual(1000);
    await ledger.close();
    expect(readCheckpoint(readFileSync(join(directory, 'checkpoint'), 'utf8'))?.size).toBe(1201);
  });

  it('keeps what witnesses signed, and proves by it', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const line = noteKeyLine('w.example', privateKey, 'cosignature');
    const signer = { name: 'w.example', keyId: readNoteKey(line)?.id ?? '', key: privateKey };
    const ledger = await scene.open(scene.directory());
    await grow(ledger, 10);
    const checkpoint = readCheckpoint(await ledger.checkpoint(true))!;
    await ledger.addCosignatures(11, [cosign(signer, checkpoint.note.text, 1_700_000_000)]);
    await grow(ledger, 10);
    await ledger.checkpoint(true);
    const text = `log ${ledger.verifier}\nwitness w ${line}\nquorum w`;
    const read = readTlogPolicy(text);
    const policy = read.kind === 'policy' ? read.policy : undefined;
    const proof = proofIn(await ledger.receipt(3));
    expect(policy && checkPolicy(policy, proof.checkpoint)).toMatchObject({ ok: true });
    expect(proof.checkpoint.size).toBe(11);
    expect(proofIn(await ledger.receipt(15)).checkpoint.size).toBe(21);
    expect(await verified(ledger, { policy: text })).toMatchObject({ ok: true, tree: { witnessedTo: 11 } });
    await expect(ledger.addCosignatures(5, [])).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('an opening', () => {
  async function closed(records: number): Promise<string> {
    const directory = scene.directory();
    const ledger = await scene.open(directory);
    await grow(ledger, records);
    await ledger.close();
    return directory;
  }

  it('is refused when an older copy of the store was put back, and says what to do', async () => {
    const directory = await closed(10);
    const older = scene.directory();
    cpSync(directory, older, { recursive: true });
    const ledger = await scene.open(directory);
    await grow(ledger, 10);
    await ledger.close();
    rmSync(join(directory, 'ledger.db'));
    cpSync(join(older, 'ledger.db'), join(directory, 'ledger.db'));
    await expect(scene.open(directory)).rejects.toMatchObject({
      code: 'store_damaged',
      publicMessage: expect.stringMatching(/holds 11 records.*says 21.*Put the newer copy back/s),
    });
    rmSync(join(directory, 'checkpoint'));
    expect((await scene.open(directory)).head.size).toBe(11);
  });

  it('is refused when another branch was written, though all of it is signed by the key of the log', async () => {
    const directory = await closed(10);
    const branch = scene.directory();
    cpSync(directory, branch, { recursive: true });
    for (const [at, path] of [directory, branch].entries()) {
      const ledger = await scene.open(path);
      await ledger.append([exchange(at + 70)]);
      await ledger.close();
    }
    for (const name of ['ledger.db', 'master.key']) cpSync(join(branch, name), join(directory, name));
    await expect(scene.open(directory)).rejects.toMatchObject({
      code: 'store_damaged',
      publicMessage: expect.stringContaining('rewritten or forked'),
    });
  });

  it('is refused for a checkpoint of another log, or that is none', async () => {
    const directory = await closed(3);
    const other = await closed(3);
    cpSync(join(other, 'checkpoint'), join(directory, 'checkpoint'));
    await expect(scene.open(directory)).rejects.toMatchObject({
      publicMessage: expect.stringContaining('not signed by the key of this log'),
    });
    writeFileSync(join(directory, 'checkpoint'), 'anything');
    await expect(scene.open(directory)).rejects.toMatchObject({ code: 'store_damaged' });
  });

  it('is refused for an altered or missing tile, which verification names', async () => {
    for (const sql of [
      'UPDATE tiles SET hashes = zeroblob(32) WHERE level = 1',
      'DELETE FROM tiles WHERE level = 1',
    ]) {
      const directory = await closed(300);
      tamper(directory, sql);
      await expect(scene.open(directory)).rejects.toMatchObject({ code: 'store_damaged' });
    }
  });

  it('finds an altered tile by verification where nothing else reads it', async () => {
    const directory = await closed(300);
    const ledger = await scene.open(directory);
    await ledger.close();
    tamper(directory, 'UPDATE tiles SET hashes = zeroblob(8192) WHERE level = 0');
    const again = await openEmbeddedLedger({ directory, clock: () => 1 }).catch((error: unknown) => error);
    if (again instanceof Error) expect(again).toMatchObject({ code: 'store_damaged' });
    else {
      const open = again as ProvableLedger;
      expect((await verified(open)).damage).toEqual([
        expect.objectContaining({ kind: 'tile_edited', index: 0 }),
      ]);
      await expect(open.receipt(3)).rejects.toMatchObject({ code: 'store_damaged' });
      await open.close();
    }
  });
});

describe('the write-ahead log', () => {
  it('a torn tail is told from commits that were damaged', async () => {
    const directory = scene.directory();
    const child = scene.child(
      directory,
      `for (let n = 0; n < 6; n++) await ledger.append([{ kind: 'exchange_requested', body: { n } }]);
       say('done'); await new Promise(() => setInterval(() => {}, 1000));`,
    );
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    const path = join(directory, 'ledger.db-wal');
    expect(existsSync(path)).toBe(true);
    const log = readFileSync(path);
    child.kill('SIGKILL');
    expect(stateOf(log)).toEqual({ tornTail: 0, isDamaged: false });
    const torn = stateOf(log.subarray(0, log.byteLength - 1000));
    expect(torn).toMatchObject({ isDamaged: false });
    expect(torn.tornTail).toBeGreaterThan(0);
    const damagedAt = (at: number): boolean => {
      const copy = Buffer.from(log);
      copy[at] = copy[at]! ^ 1;
      return stateOf(copy).isDamaged;
    };
    expect(damagedAt(100)).toBe(true);
    expect(damagedAt(log.byteLength - 10)).toBe(false);
    expect(stateOf(Buffer.from('not a log'))).toEqual({ tornTail: 0, isDamaged: false });
  });
});
