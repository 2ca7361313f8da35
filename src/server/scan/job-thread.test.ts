import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../../test/support/until.ts';
import { JobThread } from './job-thread.ts';

/** A thread that does what the job says: JavaScript, run with `say` in reach. */
const OBEDIENT = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (job) => {
    const say = (reply) => parentPort.postMessage(reply);
    new Function('say', job)(say);
  });`;

let started = 0;
let gone = 0;
const threads: JobThread<string, number, string>[] = [];
function thread(maxWaiting = 10): JobThread<string, number, string> {
  started = 0;
  gone = 0;
  const made = new JobThread<string, number, string>({
    start: () => {
      started += 1;
      const worker = new Worker(OBEDIENT, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } });
      worker.on('exit', () => {
        gone += 1;
      });
      return worker;
    },
    maxWaiting,
  });
  threads.push(made);
  return made;
}
afterEach(async () => {
  for (const each of threads.splice(0)) await each.close();
});

const ANSWER = "say({ kind: 'answer', answer: 'done' })";
const LONG = { deadlineMs: 20_000 };

describe('a job on its own thread', () => {
  it('answers, and the thread is kept for the next one', async () => {
    const jobs = thread();
    expect(await jobs.run(ANSWER, LONG)).toEqual({ kind: 'answer', answer: 'done' });
    expect(await jobs.run(ANSWER, LONG)).toEqual({ kind: 'answer', answer: 'done' });
    expect(started).toBe(1);
  });

  it('tells its progress, and refuses what it is asked', async () => {
    const seen: number[] = [];
    const job = "say({ kind: 'progress', progress: 7 }); say({ kind: 'refused', message: 'no' })";
    const end = await thread().run(job, { ...LONG, onProgress: (progress) => seen.push(progress) });
    expect([end, seen]).toEqual([{ kind: 'refused', message: 'no' }, [7]]);
  });

  it('that never ends is killed at its deadline, and the next one finds a new thread', async () => {
    const jobs = thread();
    expect(await jobs.run('for (;;);', { deadlineMs: 200 })).toEqual({ kind: 'stopped', why: 'time' });
    expect(await jobs.run(ANSWER, LONG)).toMatchObject({ kind: 'answer' });
    expect(started).toBe(2);
  });

  it('is killed where it stalls, long before its deadline', async () => {
    const job = "say({ kind: 'progress', progress: 1 }); for (;;);";
    expect(await thread().run(job, { ...LONG, stallMs: 200 })).toEqual({ kind: 'stopped', why: 'time' });
  });

  it('that eats memory ends alone', async () => {
    const jobs = thread();
    const greedy = 'const all = []; for (;;) all.push(new Array(1000).fill(Math.random()));';
    expect(await jobs.run(greedy, LONG)).toEqual({ kind: 'stopped', why: 'memory' });
    expect(await jobs.run(ANSWER, LONG)).toMatchObject({ kind: 'answer' });
  });

  it('that fails or leaves ends alone', async () => {
    const jobs = thread();
    expect(await jobs.run("throw new Error('x')", LONG)).toMatchObject({
      why: 'fault',
      cause: { message: 'x' },
    });
    expect(await jobs.run('process.exit(0)', LONG)).toEqual({ kind: 'stopped', why: 'fault' });
    expect(await jobs.run(ANSWER, LONG)).toMatchObject({ kind: 'answer' });
  });

  it('that brings the thread down after its answer does not harm the next one', async () => {
    const jobs = thread();
    await jobs.run(`${ANSWER}; setTimeout(() => { throw new Error('late') }, 0)`, LONG);
    await until(() => (gone === 1 ? true : undefined));
    expect(await jobs.run(ANSWER, LONG)).toMatchObject({ kind: 'answer' });
    expect(started).toBe(2);
  });

  it('can be cancelled', async () => {
    const stop = new AbortController();
    const end = thread().run("say({ kind: 'progress', progress: 1 }); for (;;);", {
      ...LONG,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(await end).toEqual({ kind: 'stopped', why: 'cancelled' });
  });

  it('waits for its turn, and is refused when too many wait', async () => {
    const jobs = thread(2);
    const first = jobs.run(ANSWER, LONG);
    const second = jobs.run(ANSWER, LONG);
    expect(() => jobs.run(ANSWER, LONG)).toThrow('too many scans are waiting');
    expect([await first, await second]).toEqual([
      { kind: 'answer', answer: 'done' },
      { kind: 'answer', answer: 'done' },
    ]);
  });
});
