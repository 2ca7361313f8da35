import { describe, expect, it } from 'vitest';
import { AgentsInFlight } from './agents-in-flight.ts';

describe('calls in flight', () => {
  it('are counted per agent: one that has its share takes nothing from another', async () => {
    const inFlight = new AgentsInFlight(1);
    let end = (): void => undefined;
    const first = inFlight.counted('coder', () => new Promise((resolve) => (end = resolve)));
    await expect(inFlight.counted('coder', () => Promise.resolve())).rejects.toMatchObject({
      code: 'overloaded',
    });
    await inFlight.counted('writer', () => Promise.resolve());
    end();
    await first;
    await inFlight.counted('coder', () => Promise.resolve());
  });

  it('are given back by a call that fails', async () => {
    const inFlight = new AgentsInFlight(1);
    await expect(inFlight.counted('coder', () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    await inFlight.counted('coder', () => Promise.resolve());
  });
});
