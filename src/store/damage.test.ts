import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { leafHash, type RecordQuery, type VerifyOptions, type VerifyReport } from '../audit/index.ts';
import { checkStart } from './check-log.ts';
import { closeSession, openForReading } from './session.ts';
import { exchange, Scene, tamper, verified } from './test-support.ts';
import { verifyDirectory } from './verify-directory.ts';

let scene = new Scene();
afterEach(async () => {
  await scene.clean();
  scene = new Scene();
});

/** A closed log: a first record, then four batches of five exchanges. Made once, copied for each test. */
const template = new Scene();
let templateDirectory = '';
beforeAll(async () => {
  templateDirectory = template.directory();
  const ledger = await template.open(templateDirectory);
  for (let batch = 0; batch < 4; batch++) {
    await ledger.append([1, 2, 3, 4, 5].map((each) => exchange(batch * 5 + each)));
  }
  await ledger.close();
});
afterAll(() => template.clean());

function closedLog(): string {
  const directory = scene.directory();
  cpSync(templateDirectory, directory, { recursive: true });
  return directory;
}

async function reportOf(directory: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  for await (const step of verifyDirectory(directory, options)) if (step.kind === 'report') return step;
  throw new Error('no report');
}

async function damageAfter(sql: string): Promise<readonly string[]> {
  const directory = closedLog();
  tamper(directory, sql);
  return (await reportOf(directory)).damage.map(({ kind, index }) => `${kind} ${index}`);
}

const SWAP = `
  CREATE TEMP TABLE t AS SELECT * FROM records WHERE idx IN (4, 9);
  DELETE FROM records WHERE idx IN (4, 9);
  INSERT INTO records SELECT 13 - idx, hash, time, kind, control, workflow, agent, exchange, decision, leaf FROM t;`;

describe('verification of a stored log', () => {
  it('finds nothing wrong with one that nobody touched, and leaves it as it was', async () => {
    const directory = closedLog();
    const before = readFileSync(join(directory, 'ledger.db'));
    expect(await reportOf(directory)).toMatchObject({
      ok: true,
      records: 21,
      batches: 5,
      contentsChecked: 20,
    });
    expect(readFileSync(join(directory, 'ledger.db')).equals(before)).toBe(true);
  });

  it.each([
    [
      'an edited record',
      'UPDATE records SET leaf = replace(leaf, \'"number":7\', \'"number":8\') WHERE idx = 7',
      ['edited 7'],
    ],
    [
      'an edited hash',
      "UPDATE records SET hash = replace(hash, substr(hash, 1, 1), 'z') WHERE idx = 7",
      ['edited 7', 'edited 7'],
    ],
    ['a deleted record', 'DELETE FROM records WHERE idx = 7', ['missing 7']],
    ['a cut tail', 'DELETE FROM records WHERE idx > 18', ['truncated 19']],
    ['a record that nobody signed', 'DELETE FROM batches WHERE last = 20', ['unsigned 16']],
    ['a batch cut out', 'DELETE FROM batches WHERE last = 10', ['unsigned 6']],
    [
      'a wrong signature',
      'UPDATE batches SET signature = zeroblob(64) WHERE last = 10',
      ['bad_signature 10'],
    ],
    [
      'a signature that is moved',
      'UPDATE batches SET signature = (SELECT signature FROM batches WHERE last = 5) WHERE last = 10',
      ['bad_signature 10'],
    ],
    ['another key', "UPDATE batches SET key_id = 'deadbeef' WHERE last = 10", ['unknown_key 10']],
    ['a record hidden from queries', "UPDATE records SET agent = 'nobody' WHERE idx = 7", ['misfiled 7']],
    ['a decision hidden from queries', 'UPDATE records SET decision = NULL WHERE idx = 7', ['misfiled 7']],
    [
      'a record hidden from the start-up fold',
      'UPDATE records SET control = 1 WHERE idx = 7',
      ['misfiled 7'],
    ],
    ['lost contents', 'DELETE FROM contents WHERE idx = 7', ['contents_missing 7']],
    [
      'edited contents',
      'UPDATE contents SET pack = zeroblob(length(pack)) WHERE idx = 7',
      ['contents_edited 7'],
    ],
    [
      'contents of another record',
      'UPDATE contents SET pack = (SELECT pack FROM contents WHERE idx = 4), key = (SELECT key FROM contents WHERE idx = 4) WHERE idx = 7',
      ['contents_edited 7'],
    ],
    ['a state that is none', "UPDATE meta SET value = 'cloSed' WHERE name = 'state'", ['malformed 0']],
    ['a checkpoint filed under another size', 'UPDATE checkpoints SET size = size + 1', ['malformed 0']],
    ['a checkpoint that is none', "UPDATE checkpoints SET note = 'x'", ['malformed 0']],
    [
      'an exchanged content key',
      'UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE id = 2) WHERE id = 1',
      ['contents_edited 1'],
    ],
  ])('finds %s', async (_name, sql, expected) => {
    expect((await damageAfter(sql)).slice(0, expected.length)).toEqual(expected);
  });

  it('finds records that changed places', async () => {
    expect(await damageAfter(SWAP)).toEqual(expect.arrayContaining(['reordered 4', 'reordered 9']));
  });

  it('reports a database whose pages are damaged', async () => {
    const directory = closedLog();
    const path = join(directory, 'ledger.db');
    const bytes = readFileSync(path);
    bytes.fill(0xff, bytes.byteLength / 2);
    writeFileSync(path, bytes);
    const outcome = await reportOf(directory).catch((error: unknown) => error);
    expect(outcome).toMatchObject(outcome instanceof Error ? { code: 'store_damaged' } : { ok: false });
  });

  it('names the first record that a cut took, and leaves the file as it was cut', async () => {
    const directory = closedLog();
    const path = join(directory, 'ledger.db');
    const whole = readFileSync(path).byteLength;
    for (const size of [whole - 4096, whole - 8192]) {
      truncateSync(path, size);
      const { damage, records } = await reportOf(directory);
      expect(damage[0]).toEqual({
        kind: 'truncated',
        index: records,
        detail: expect.stringMatching(
          `^ledger.db was cut: ${size} of its ${whole} bytes are there; (the records from here on can not be read|no record is gone)$`,
        ),
      });
      expect(readFileSync(path).byteLength).toBe(size);
    }
    await expect(scene.open(directory)).rejects.toMatchObject({
      code: 'store_damaged',
      publicMessage: expect.stringContaining('was cut'),
    });
    truncateSync(path, 1000);
    await expect(reportOf(directory)).rejects.toMatchObject({
      publicMessage: expect.stringContaining('too few to read any record'),
    });
    expect(readFileSync(path).byteLength).toBe(1000);
  });

  it('needs no private key: a given public one will do', async () => {
    const directory = closedLog();
    rmSync(join(directory, 'signing.key'));
    await expect(reportOf(directory)).rejects.toMatchObject({
      publicMessage: expect.stringMatching(/signing.key is missing.*--key/),
    });
    const keys = readFileSync(join(directory, 'signing.pub'), 'utf8').trim().split('\n');
    expect(await reportOf(directory, { keys })).toMatchObject({ ok: true, signaturesChecked: 5 });
    const other = closedLog();
    writeFileSync(join(other, 'signing.key'), 'no key');
    expect(await reportOf(other, { keys })).toMatchObject({ ok: true });
  });

  it('goes on without the master key, and says that no contents were read', async () => {
    const directory = closedLog();
    rmSync(join(directory, 'master.key'));
    expect(await reportOf(directory)).toMatchObject({
      records: 21,
      contentsChecked: 0,
      damage: [{ kind: 'contents_missing', detail: expect.stringContaining('master.key is missing') }],
    });
    expect(await reportOf(directory, { contents: false })).toMatchObject({ ok: true });
  });

  it('never shows an edited record as genuine', () => {
    const directory = closedLog();
    tamper(
      directory,
      'UPDATE records SET leaf = replace(leaf, \'"number":7\', \'"number":8\') WHERE idx = 7',
    );
    const { session } = openForReading(directory);
    const read = (query: RecordQuery): unknown => {
      const steps = session.reader.page(query, 21);
      let step = steps.next();
      while (step.done !== true) step = steps.next();
      return step.value;
    };
    expect(() => read({ index: 7 })).toThrow(/record 7 has been edited/);
    expect(read({ index: 8 })).toMatchObject({ kind: 'page', rows: [expect.anything()] });
    closeSession(session);
  });

  it('does not hold up appends for longer than a step, and leaves them to the next verification', async () => {
    const ledger = await scene.open(scene.directory());
    await ledger.append(Array.from({ length: 3000 }, (_, number) => exchange(number)));
    const report = verified(ledger);
    const [receipt] = await ledger.append([exchange(3001)]);
    expect(receipt?.index).toBe(3001);
    expect(await report).toMatchObject({ ok: true });
  });

  it('says that there is no ledger, or that a gateway has it open', async () => {
    await expect(reportOf(scene.directory())).rejects.toMatchObject({ code: 'not_found' });
    const directory = closedLog();
    await scene.open(directory);
    await expect(reportOf(directory)).rejects.toMatchObject({ code: 'store_locked' });
  });
});

describe('opening a damaged log', () => {
  it.each([
    [
      'an edited last record',
      'UPDATE records SET leaf = replace(leaf, \'"number":20\', \'"number":21\') WHERE idx = 20',
      /record 20: edited/,
    ],
    ['a cut tail', 'DELETE FROM records WHERE idx = 20', /record 20: truncated/],
    ['a missing batch', 'DELETE FROM batches WHERE last = 20', /record 11: unsigned|record 16: unsigned/],
    ['no batches at all', 'DELETE FROM batches', /no signed batch/],
    [
      'a wrong last signature',
      'UPDATE batches SET signature = zeroblob(64) WHERE last = 20',
      /record 20: bad_signature/,
    ],
    ['a lost log id', "DELETE FROM meta WHERE name = 'log_id'", /which log/],
  ])('is refused for %s, and says where', async (_name, sql, message) => {
    const directory = closedLog();
    tamper(directory, sql);
    await expect(scene.open(directory)).rejects.toMatchObject({
      code: 'store_damaged',
      publicMessage: expect.stringMatching(message),
    });
  });
});

describe('opening a log whose control records were rewritten', () => {
  const GENUINE = { kind: 'key_issued', body: { key_id: 'kk1', hash: 'a'.repeat(64) } } as const;

  /** A log with a `key_issued` in a batch of its own, twelve batches before the end; then that record is forged. */
  async function forgedLog(forge: (directory: string) => void): Promise<string> {
    const directory = scene.directory();
    const ledger = await scene.open(directory);
    await ledger.append([exchange(1), GENUINE, exchange(2)]);
    for (let number = 3; number < 15; number++) await ledger.append([exchange(number)]);
    await ledger.close();
    forge(directory);
    return directory;
  }

  const withFittingHash = (directory: string): void => {
    const database = new DatabaseSync(join(directory, 'ledger.db'));
    database.function('leaf_hash', (leaf: unknown) => leafHash(String(leaf)));
    database.exec("UPDATE records SET leaf = replace(leaf, 'aaaa', 'bbbb') WHERE idx = 2");
    database.exec('UPDATE records SET hash = leaf_hash(leaf) WHERE idx = 2');
    database.close();
  };

  it('is refused when a key and its hash were rewritten, and says where and what to do', async () => {
    const directory = await forgedLog(withFittingHash);
    await expect(scene.open(directory)).rejects.toMatchObject({
      code: 'store_damaged',
      publicMessage: expect.stringMatching(/record 2: edited.*sallyport verify/),
    });
  });

  it('is refused, too, when the log is made to look unfinished', async () => {
    const directory = await forgedLog(withFittingHash);
    tamper(directory, "UPDATE meta SET value = 'creating' WHERE name = 'state'");
    await expect(scene.open(directory)).rejects.toMatchObject({ code: 'store_damaged' });
  });

  it('is refused when a revocation is hidden from the fold', async () => {
    const directory = await forgedLog((path) =>
      tamper(path, 'UPDATE records SET control = NULL WHERE idx = 2'),
    );
    await expect(scene.open(directory)).rejects.toMatchObject({ code: 'store_damaged' });
  });

  it('is seen in a log that is too long to be verified whole: by the batch of each control record', async () => {
    const started = (directory: string): unknown => {
      const { session } = openForReading(directory);
      try {
        return checkStart(session, 1);
      } finally {
        closeSession(session);
      }
    };
    expect(started(await forgedLog(() => undefined))).toMatchObject({ head: { size: 16 } });
    const edited = await forgedLog(withFittingHash);
    expect(() => started(edited)).toThrow(/record 2: edited/);
    const uncovered = await forgedLog((path) => tamper(path, 'UPDATE batches SET first = 3 WHERE last = 3'));
    expect(() => started(uncovered)).toThrow(/record 2: unsigned/);
  });
});
