import { describe, expect, it } from 'vitest';
import { StreamSpool } from './stream-spool.ts';

function scene(maxBytes: number): { spool: StreamSpool; kept: string[]; tick: () => void } {
  const kept: string[] = [];
  let due: (() => void) | undefined;
  const spool = new StreamSpool({
    keep: (bytes) => kept.push(Buffer.from(bytes).toString()),
    maxBytes,
    intervalMs: 200,
    repeat: (_everyMs, run) => {
      due = run;
      return {
        stop: () => {
          due = undefined;
        },
      };
    },
  });
  return { spool, kept, tick: () => due?.() };
}

describe('text on its way', () => {
  it('is kept when enough has come together', () => {
    const { spool, kept, tick } = scene(6);
    for (const text of ['abc', '', 'def', 'g']) spool.push(text);
    expect(kept).toEqual(['abcdef']);
    tick();
    expect(kept).toEqual(['abcdef', 'g']);
  });

  it('is kept when its time has come, though nothing more arrives', () => {
    const { spool, kept, tick } = scene(1000);
    tick();
    spool.push('a');
    spool.push('b');
    tick();
    tick();
    expect(kept).toEqual(['ab']);
  });

  it('is left to the record of the exchange once that is being written', () => {
    const { spool, kept, tick } = scene(2);
    spool.push('a');
    spool.end();
    tick();
    spool.push('bcd');
    expect(kept).toEqual([]);
  });
});
