import { describe, expect, test } from 'vitest';
import { Cancellation } from './cancellation.ts';

/** A cancellation, and what its listeners did in order. */
function withListeners(...names: readonly string[]) {
  const cancellation = new Cancellation();
  const heard: string[] = [];
  const listeners = new Map(names.map((name) => [name, () => void heard.push(name)]));
  for (const listener of listeners.values()) cancellation.signal.addEventListener('abort', listener);
  return { cancellation, heard, listeners };
}

describe('a cancellation', () => {
  test('tells each listener once, in order, however often it is aborted', () => {
    const { cancellation, heard } = withListeners('a', 'b');
    cancellation.abort();
    cancellation.abort();
    expect([heard, cancellation.signal.aborted]).toEqual([['a', 'b'], true]);
  });

  test('does not tell who has gone, or who comes too late', () => {
    const { cancellation, heard, listeners } = withListeners('a', 'b');
    cancellation.signal.removeEventListener('abort', listeners.get('a') ?? (() => undefined));
    cancellation.abort();
    cancellation.signal.addEventListener('abort', () => void heard.push('late'));
    cancellation.abort();
    expect(heard).toEqual(['b']);
  });

  test('tells one listener once, also when it was added twice', () => {
    const { cancellation, heard, listeners } = withListeners('a');
    cancellation.signal.addEventListener('abort', listeners.get('a') ?? (() => undefined));
    cancellation.abort();
    expect(heard).toEqual(['a']);
  });
});
