import { afterEach, describe, expect, it } from 'vitest';
import type { Damage, RecordDraft, RecordQuery } from '../audit/index.ts';
import { CommitEncoder, decodeCommit, prepareRecord } from './commit-codec.ts';
import { closeSession, openForReading, openSession, type Session } from './session.ts';
import { exchange, Scene, tamper } from './test-support.ts';
import { verifyDirectory } from './verify-directory.ts';

let scene = new Scene();
afterEach(async () => {
  await scene.clean();
  scene = new Scene();
});

const RECORDS = 1000;

/** Each tool and kind of a draft comes so often that some blocks have it, some not. */
function draft(number: number): RecordDraft {
  const actions = [
    { id: 'c0', type: 'tool_call', tool: `tool${number % 301}`, policies: [{ policy: `p${number % 97}` }] },
    { id: 'c1', type: 'reply', findings: number % 101 === 0 ? [{ detector: 'runaway' }] : [] },
  ];
  return exchange(number, {
    workflow: `w${number % 211}`,
    decision: number % 401 === 0 ? 'BLOCK' : 'ALLOW',
    kind: number % 500 === 3 ? 'exchange_aborted' : 'exchange_requested',
    body: { number, actions },
    ...(number === 640 ? { subject: 'p-1' } : {}),
  });
}

const QUERIES: readonly RecordQuery[] = [
  { tool: 'tool7' },
  { policy: 'p13', order: 'asc' },
  { finding: 'runaway', order: 'asc' },
  { finding: 'external' },
  { workflow: 'w5' },
  { agent: 'odd', limit: 30 },
  { decision: 'BLOCK', order: 'asc' },
  { kinds: ['exchange_aborted', 'log_opened'] },
  { kinds: [] },
  { subject: 'p-1' },
  { tool: 'tool7', workflow: 'w7' },
  { tool: 'tool"7' },
  { tool: 'tool300', order: 'asc', limit: 2, cursor: 400 },
];

function answers(session: Session): readonly unknown[] {
  return QUERIES.map((query) => {
    const steps = session.reader.page(query, RECORDS + 1);
    for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
  });
}

async function longLog(): Promise<string> {
  const directory = scene.directory();
  const ledger = await scene.open(directory);
  await ledger.append(Array.from({ length: RECORDS }, (_, number) => draft(number)));
  await ledger.close();
  return directory;
}

async function damageOf(directory: string): Promise<readonly Damage[]> {
  for await (const step of verifyDirectory(directory, {})) if (step.kind === 'report') return step.damage;
  throw new Error('no report');
}

describe('the index of blocks', () => {
  it('changes no answer', async () => {
    const { session } = openSession(await longLog(), 0);
    const without = answers(session);
    for (const _step of session.reader.index(RECORDS + 1));
    expect(session.database.prepare('SELECT count(*) AS n FROM finds').get()).toEqual({ n: 15 });
    expect(answers(session)).toEqual(without);
    closeSession(session);
  });

  it('is made of what is being written, without reading it again, and is as if it had been read', () => {
    const { session } = openSession(scene.directory(), 0);
    const encoder = new CommitEncoder();
    for (let number = 0; number < RECORDS; number++)
      encoder.record(prepareRecord(draft(number)), { time: 0, clock: undefined });
    const { fields, bytes } = encoder.finish();
    session.writer?.add(decodeCommit(fields, bytes));
    session.writer?.commit();
    const made = (): readonly unknown[] => {
      for (const _step of session.reader.index(RECORDS + 1));
      return session.database.prepare('SELECT * FROM finds').all();
    };
    session.database.exec("UPDATE records SET leaf = ' ' || leaf WHERE idx = 70");
    const noted = made();
    expect(noted).toHaveLength(15);
    session.database.exec('DELETE FROM finds');
    expect(made).toThrow('record 70');
    session.database.exec('UPDATE records SET leaf = substr(leaf, 2) WHERE idx = 70');
    expect(made()).toEqual(noted);
    closeSession(session);
  });

  it.each([
    [
      'says less than its records',
      "UPDATE finds SET terms = replace(terms, 't\"tool7\"', '') WHERE block = 0",
    ],
    ['says more than its records', 'UPDATE finds SET terms = terms || \'t"x"\' || char(10) WHERE block = 3'],
  ])('is compared with the records: a block that %s is damage', async (_name, sql) => {
    const directory = await longLog();
    const { session } = openSession(directory, 0);
    for (const _step of session.reader.index(RECORDS + 1));
    closeSession(session);
    const copy = scene.copy(directory);
    tamper(copy, sql);
    expect((await damageOf(copy)).map(({ kind }) => kind)).toEqual(['misfiled']);
  });

  it.each([
    ['deleted', 'DELETE FROM finds WHERE block = 2'],
    // What one bit of a row's number does; the database itself sees nothing wrong in it.
    ['moved behind all others', 'UPDATE finds SET block = 78 WHERE block = 14'],
  ])(
    'with a block %s is damage, is not used at all, and is made anew by the next gateway',
    async (_name, sql) => {
      const directory = await longLog();
      const { session } = openSession(directory, 0);
      const without = answers(session);
      for (const _step of session.reader.index(RECORDS + 1));
      closeSession(session);
      const copy = scene.copy(directory);
      tamper(copy, sql);
      expect((await damageOf(copy)).map(({ kind, index }) => `${kind} ${index}`)).toEqual(['misfiled 0']);
      const { session: again } = openForReading(copy);
      expect(answers(again)).toEqual(without);
      closeSession(again);
      const served = scene.copy(copy);
      const { session: serving } = openSession(served, 0);
      for (const _step of serving.reader.index(RECORDS + 1));
      expect(answers(serving)).toEqual(without);
      closeSession(serving);
      expect(await damageOf(scene.copy(served))).toEqual([]);
    },
  );
});
