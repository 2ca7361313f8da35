import { describe, expect, test } from 'vitest';
import { RetryBook, type StoredReply } from './retry-book.ts';

const reply: StoredReply = { status: 200, headers: {}, body: Buffer.from('{}') };
const book = (): RetryBook => new RetryBook(() => 1000);

describe('a call and its retries', () => {
  test('a first call is first, whatever its retry count claims', () => {
    expect(book().claim('k', { retryCount: 2, now: 1000 })).toEqual({ kind: 'first' });
  });

  test('a retry of a call that is under way joins it', async () => {
    const retries = book();
    const attempt = retries.begin('k', 'ex_1');
    const claimed = retries.claim('k', { retryCount: 1, now: 1000 });
    attempt.settle(reply);
    expect(claimed).toMatchObject({ kind: 'join', exchange: 'ex_1' });
    expect(claimed.kind === 'join' && (await claimed.reply)).toBe(reply);
  });

  test('an identical call without a retry mark is a call of its own while the first client waits', () => {
    const retries = book();
    retries.begin('k', 'ex_1');
    expect(retries.claim('k', { retryCount: 0, now: 1000 })).toEqual({ kind: 'first' });
  });

  test('a client that left gets the kept reply when it comes back, once', async () => {
    const retries = book();
    const attempt = retries.begin('k', 'ex_1');
    attempt.leave();
    attempt.settle(reply);
    const claimed = retries.claim('k', { retryCount: 0, now: 1000 });
    expect(claimed.kind === 'join' && (await claimed.reply)).toBe(reply);
    expect(retries.claim('k', { retryCount: 1, now: 1000 })).toEqual({ kind: 'first' });
  });

  test('a kept reply is forgotten after its time', () => {
    const retries = book();
    const attempt = retries.begin('k', 'ex_1');
    attempt.leave();
    attempt.settle(reply);
    expect(retries.claim('k', { retryCount: 1, now: 1000 + 16 * 60 * 1000 })).toEqual({ kind: 'first' });
  });

  test('a retry after an upstream failure keeps the exchange and counts the attempt', () => {
    const retries = book();
    retries.begin('k', 'ex_1').fail({ retryable: true, attempt: 1, now: 1000 });
    expect(retries.claim('k', { retryCount: 1, now: 1500 })).toEqual({
      kind: 'again',
      exchange: 'ex_1',
      attempt: 2,
    });
  });

  test('the same body without a retry mark, or much later, is a new exchange', () => {
    const retries = book();
    retries.begin('k', 'ex_1').fail({ retryable: true, attempt: 1, now: 1000 });
    expect(retries.claim('k', { retryCount: 0, now: 1500 })).toEqual({ kind: 'first' });
    expect(retries.claim('k', { retryCount: 1, now: 1000 + 3 * 60 * 1000 })).toEqual({ kind: 'first' });
  });

  test('a failure that is not the upstream’s is not continued', () => {
    const retries = book();
    retries.begin('k', 'ex_1').fail({ retryable: false, attempt: 1, now: 1000 });
    expect(retries.claim('k', { retryCount: 1, now: 1000 })).toEqual({ kind: 'first' });
  });

  test('who joined a call that fails hears of it', async () => {
    const retries = book();
    const attempt = retries.begin('k', 'ex_1');
    const claimed = retries.claim('k', { retryCount: 1, now: 1000 });
    attempt.fail({ retryable: true, attempt: 1, now: 1000 });
    await expect(claimed.kind === 'join' ? claimed.reply : undefined).rejects.toThrow('without a reply');
  });
});
