import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { GENESIS_PREV, type LeafColumns, type LedgerHead, leafHash, leafJson } from './leaf.ts';
import { readVerifierLine, signBatch, type VerifierKey, verifierLine } from './signature.ts';
import { type BatchRow, LogVerifier, type RecordRow, type VerifyReport } from './verify.ts';

const LOG = 'ab'.repeat(16);
const pair = generateKeyPairSync('ed25519');
const key = readVerifierLine(verifierLine('sallyport/test', pair.publicKey)) as VerifierKey;

interface Log {
  readonly records: RecordRow[];
  readonly batches: BatchRow[];
}

function columnsOf(index: number): LeafColumns {
  const isPlain = index % 3 === 0;
  return {
    kind: 'exchange_requested',
    workflow: isPlain ? undefined : 'w"1',
    agent: isPlain ? undefined : 'ann',
    exchange: isPlain ? undefined : `e${index}`,
    decision: isPlain ? undefined : 'ALLOW',
  };
}

/** A genuine log: twelve records in batches of three. `edit` changes a body before it is hashed. */
function makeLog(edit?: { readonly index: number; readonly signer?: typeof pair.privateKey }): Log {
  const records: RecordRow[] = [];
  const batches: BatchRow[] = [];
  let prev = GENESIS_PREV;
  for (let index = 0; index < 12; index++) {
    const columns = columnsOf(index);
    const body = canonicalJson({ n: edit?.index === index ? 'changed' : index, '"prev":"': 'x","index":5' });
    const time = 1000 + index;
    const leaf = leafJson({ log: LOG, index, time, prev }, columns, {
      body,
      clock: index === 4 ? 900 : undefined,
      contents: [],
    });
    prev = leafHash(leaf);
    records.push({ index, hash: prev, leaf, time, columns });
    if (index % 3 === 2) {
      const head = { size: index + 1, hash: prev };
      const signature = signBatch(edit?.signer ?? pair.privateKey, LOG, head);
      batches.push({ first: index - 2, last: index, hash: prev, signature, keyId: key.id });
    }
  }
  return { records, batches };
}

function verify({ records, batches }: Log, expected?: LedgerHead): VerifyReport {
  const verifier = new LogVerifier({ logId: LOG, keys: new Map([[key.id, key]]), expected });
  const waiting = [...batches];
  for (const row of records) {
    while ((waiting[0]?.last ?? Number.POSITIVE_INFINITY) < row.index)
      verifier.batch(waiting.shift() as BatchRow);
    verifier.record(row);
  }
  for (const batch of waiting) verifier.batch(batch);
  return verifier.finish();
}

const kinds = (report: VerifyReport): readonly string[] =>
  report.damage.map(({ kind, index }) => `${kind} ${index}`);

function changed(log: Log, index: number, part: Partial<RecordRow>): Log {
  return { ...log, records: log.records.map((row) => (row.index === index ? { ...row, ...part } : row)) };
}

describe('LogVerifier', () => {
  it('finds nothing wrong with a genuine log', () => {
    const report = verify(makeLog());
    expect(report).toMatchObject({ ok: true, records: 12, batches: 4, signaturesChecked: 4, damage: [] });
    expect(report.head.size).toBe(12);
  });

  it('finds every flipped bit of every record', () => {
    const log = makeLog();
    for (const row of log.records) {
      const bytes = Buffer.from(row.leaf);
      for (let at = 0; at < bytes.byteLength; at++) {
        const edited = Buffer.from(bytes);
        edited[at] = (edited[at] ?? 0) ^ 1;
        const found = verify({
          ...changed(log, row.index, { leaf: edited.toString('latin1') }),
          batches: [],
        });
        expect(kinds(found)).toEqual([`edited ${row.index}`, 'unsigned 0']);
      }
    }
  });

  it('finds an edited record whose stored hash was made to fit', () => {
    const forged = makeLog({ index: 5 }).records[5] as RecordRow;
    expect(kinds(verify(changed(makeLog(), 5, forged)))).toEqual(['bad_signature 5', 'edited 5']);
  });

  it('finds a rewritten log by its signatures', () => {
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const { records } = makeLog({ index: 4 });
    const { batches } = makeLog();
    expect(verify({ records, batches }).damage.every(({ kind }) => kind === 'bad_signature')).toBe(true);
    const resigned = verify(makeLog({ index: 4, signer: stranger }));
    expect(kinds(resigned)).toEqual([
      'bad_signature 2',
      'bad_signature 5',
      'bad_signature 8',
      'bad_signature 11',
    ]);
  });

  it('finds a signature by a key that nobody trusts', () => {
    const log = makeLog();
    const batches = log.batches.map((batch) => ({ ...batch, keyId: '00000000' }));
    expect(kinds(verify({ ...log, batches }))[0]).toBe('unknown_key 2');
  });

  it('finds a deleted record', () => {
    const log = makeLog();
    expect(kinds(verify({ ...log, records: log.records.filter((row) => row.index !== 4) }))).toEqual([
      'missing 4',
    ]);
  });

  it('finds deleted records whose followers were moved up', () => {
    const log = makeLog();
    const records = log.records.filter((row) => row.index !== 4).map((row, index) => ({ ...row, index }));
    expect(kinds(verify({ ...log, records }))).toContain('reordered 4');
  });

  it('finds two records that changed places', () => {
    const log = makeLog();
    const [a, b] = [log.records[4] as RecordRow, log.records[7] as RecordRow];
    const swapped = changed(changed(log, 4, { ...b, index: 4 }), 7, { ...a, index: 7 });
    const found = kinds(verify(swapped));
    expect(found).toContain('reordered 4');
    expect(found).toContain('reordered 7');
  });

  it('finds a tail that was cut while its batch was left', () => {
    const log = makeLog();
    expect(kinds(verify({ ...log, records: log.records.slice(0, 10) }))).toEqual(['truncated 10']);
  });

  it('finds a tail that was cut with its batches when somebody remembers the head', () => {
    const log = makeLog();
    const head = { size: 12, hash: log.records[11]?.hash ?? '' };
    const cut = { records: log.records.slice(0, 9), batches: log.batches.slice(0, 3) };
    expect(verify(cut).ok).toBe(true);
    expect(kinds(verify(cut, head))).toEqual(['truncated 9']);
  });

  it('finds a fork behind a remembered head', () => {
    const fork = makeLog({ index: 11 });
    expect(kinds(verify(fork, { size: 12, hash: makeLog().records[11]?.hash ?? '' }))).toEqual(['edited 11']);
  });

  it('finds records that no batch covers, at the end and in between', () => {
    const log = makeLog();
    expect(kinds(verify({ ...log, batches: log.batches.slice(0, 3) }))).toEqual(['unsigned 9']);
    expect(kinds(verify({ ...log, batches: log.batches.filter((batch) => batch.first !== 3) }))).toEqual([
      'unsigned 3',
    ]);
  });

  it.each(['kind', 'workflow', 'agent', 'exchange', 'decision'] as const)(
    'finds a record that is filed under another %s',
    (name) => {
      const log = makeLog();
      const other = { ...columnsOf(4), [name]: 'other' };
      expect(kinds(verify(changed(log, 4, { columns: other })))).toEqual(['misfiled 4']);
    },
  );

  it.each(['workflow', 'agent', 'exchange', 'decision'] as const)(
    'finds a record whose %s was emptied in its columns',
    (name) => {
      const log = makeLog();
      const other = { ...columnsOf(4), [name]: undefined };
      expect(kinds(verify(changed(log, 4, { columns: other })))).toEqual(['misfiled 4']);
    },
  );

  it('finds a record that is filed under another time', () => {
    expect(kinds(verify(changed(makeLog(), 4, { time: 1 })))).toEqual(['misfiled 4']);
  });

  it('finds a record of another log, and bytes that are no record', () => {
    const log = makeLog();
    const alien = (log.records[0] as RecordRow).leaf.replace(LOG, 'cd'.repeat(16));
    expect(kinds(verify(changed(log, 0, { leaf: alien, hash: leafHash(alien) })))[0]).toBe('malformed 0');
    for (const leaf of ['', 'null', '{}', '[', '{"v":1}', `${(log.records[0] as RecordRow).leaf} `]) {
      expect(kinds(verify(changed(log, 0, { leaf, hash: leafHash(leaf) })))[0]).toBe('malformed 0');
    }
  });

  it('calls an empty log damaged', () => {
    expect(verify({ records: [], batches: [] }).ok).toBe(false);
  });

  it('counts all damage and keeps the first hundred', () => {
    const log = makeLog();
    const records = Array.from({ length: 300 }, () => log.records[0] as RecordRow);
    const report = verify({ records, batches: [] });
    expect(report.damageCount).toBeGreaterThan(299);
    expect(report.damage).toHaveLength(100);
  });
});
