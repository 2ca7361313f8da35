import { describe, expect, test } from 'vitest';
import { ByteQueue } from './byte-queue.ts';

function flow() {
  const calls: string[] = [];
  return {
    calls,
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    cancel: () => void calls.push('cancel'),
  };
}

async function collect(queue: ByteQueue): Promise<string> {
  let text = '';
  for await (const chunk of queue) text += Buffer.from(chunk).toString('utf8');
  return text;
}

describe('an upstream body between socket and reader', () => {
  test('comes in order, whether it was there before the reader or not', async () => {
    const queue = new ByteQueue(flow());
    queue.push(Buffer.from('a'));
    const read = collect(queue);
    queue.push(Buffer.from('b'));
    await Promise.resolve();
    queue.push(Buffer.from('c'));
    queue.end();
    expect(await read).toBe('abc');
  });

  test('a slow reader pauses the socket, and reading on resumes it', async () => {
    const spy = flow();
    const queue = new ByteQueue(spy);
    for (let pushed = 0; pushed < 9; pushed++) queue.push(Buffer.alloc(32 * 1024));
    expect(spy.calls).toEqual(['pause']);
    await queue.next();
    expect(spy.calls).toEqual(['pause', 'resume']);
  });

  test('what arrives together is read as one piece, by a reader that waited for it, too', async () => {
    const queue = new ByteQueue(flow());
    const read = queue.next();
    queue.push(Buffer.from('a'));
    queue.push(Buffer.from('b'));
    expect((await read).value?.toString()).toBe('ab');
    queue.push(Buffer.from('c'));
    queue.push(Buffer.from('d'));
    expect((await queue.next()).value?.toString()).toBe('cd');
  });

  test('a break together with bytes comes after them', async () => {
    const queue = new ByteQueue(flow());
    const read = queue.next();
    queue.push(Buffer.from('a'));
    queue.fail(new Error('broke off'));
    expect((await read).value?.toString()).toBe('a');
    await expect(queue.next()).rejects.toThrow('broke off');
  });

  test('a break rejects the reader, after what had arrived', async () => {
    const queue = new ByteQueue(flow());
    queue.push(Buffer.from('a'));
    queue.fail(new Error('broke off'));
    expect((await queue.next()).done).toBe(false);
    await expect(queue.next()).rejects.toThrow('broke off');
  });

  test('a reader that leaves early cancels the upstream', async () => {
    const spy = flow();
    const queue = new ByteQueue(spy);
    queue.push(Buffer.from('a'));
    for await (const _ of queue) break;
    expect(spy.calls).toEqual(['cancel']);
  });

  test('a reader that read to the end cancels nothing', async () => {
    const spy = flow();
    const queue = new ByteQueue(spy);
    queue.end();
    await collect(queue);
    expect(spy.calls).toEqual([]);
  });
});
