import { describe, expect, test } from 'vitest';
import { clientPatienceMs, type KeepAliveInput, keepAlive } from './keep-alive.ts';
import type { ReplySink } from './reply-sink.ts';

interface Spy {
  readonly sink: ReplySink;
  readonly written: string[];
}

function spySink(): Spy {
  const written: string[] = [];
  let headSent = false;
  return {
    written,
    sink: {
      head: (status) => {
        headSent = true;
        written.push(`head ${status}`);
      },
      write: (bytes) => {
        written.push(String(bytes));
        return true;
      },
      drained: () => Promise.resolve(),
      end: () => undefined,
      get headSent() {
        return headSent;
      },
    },
  };
}

/** A timer that a test moves by hand. */
function manualRepeat() {
  const state = { everyMs: 0, tick: (): void => undefined, stopped: false };
  const repeat = (everyMs: number, run: () => void) => {
    state.everyMs = everyMs;
    state.tick = run;
    return {
      stop: () => {
        state.stopped = true;
      },
    };
  };
  return { state, repeat };
}

const input = (spy: Spy, over: Partial<KeepAliveInput>): KeepAliveInput => ({
  sink: spy.sink,
  stream: false,
  note: 'approval pending ap_1',
  headers: {},
  patienceMs: 600_000,
  mayDrip: true,
  holdMs: 300_000,
  ...over,
});

describe('keeping a client while a person decides', () => {
  test('a stream gets its head and a comment at once, then comments', () => {
    const spy = spySink();
    const { state, repeat } = manualRepeat();
    keepAlive(repeat, input(spy, { stream: true }));
    state.tick();
    expect(spy.written).toEqual(['head 200', ': approval pending ap_1\n\n', ': approval pending ap_1\n\n']);
    expect(state.everyMs).toBe(10_000);
  });

  test('a patient buffered client hears nothing: its status stays open for a denial', () => {
    const spy = spySink();
    const { state, repeat } = manualRepeat();
    keepAlive(repeat, input(spy, {}));
    state.tick();
    expect(spy.written).toEqual([]);
  });

  test('an impatient buffered client gets white space before it gives up', () => {
    const spy = spySink();
    const { state, repeat } = manualRepeat();
    keepAlive(repeat, input(spy, { patienceMs: 3000 }));
    state.tick();
    expect(state.everyMs).toBe(1000);
    expect(spy.written).toEqual(['head 200', ' \n']);
  });

  test('nothing is dripped where a denial must be an error', () => {
    const spy = spySink();
    const { state, repeat } = manualRepeat();
    keepAlive(repeat, input(spy, { patienceMs: 3000, mayDrip: false }));
    state.tick();
    expect(spy.written).toEqual([]);
  });

  test.each([
    ['60', 60_000],
    ['0.2', 1000],
    ['1e9', 600_000],
    ['-1', 600_000],
    ['soon', 600_000],
    [undefined, 600_000],
  ])('a claimed time-out of %s seconds is %d ms', (value, expected) => {
    const headers = new Map(value === undefined ? [] : [['x-stainless-read-timeout', value]]);
    expect(clientPatienceMs({ headers })).toBe(expected);
  });
});
