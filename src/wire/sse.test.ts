import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseSplitter, frameSse, type SseEvent } from './sse.ts';

function split(pieces: readonly Uint8Array[], maxEventBytes = 1e6): SseEvent[] {
  const splitter = createSseSplitter({ maxEventBytes });
  const events: SseEvent[] = [];
  const drain = (): void => {
    for (let event = splitter.next(); typeof event === 'object'; event = splitter.next()) events.push(event);
  };
  for (const piece of pieces) {
    splitter.push(piece);
    drain();
  }
  splitter.end();
  drain();
  return events;
}

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

function dataOf(stream: string): (string | undefined)[] {
  return split([Buffer.from(stream)]).map((event) => text(event.data));
}

/** What the specification says of the whole stream, read at once. */
function dispatched(stream: string): string[] {
  const found: string[] = [];
  let values: string[] = [];
  const dispatch = (): void => {
    if (values.length > 1 || (values[0] ?? '') !== '') found.push(values.join(' '));
    values = [];
  };
  for (const line of stream.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)) {
    if (line === '') dispatch();
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    if (field === 'data') values.push(colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, ''));
  }
  dispatch();
  return found;
}

const fragment = fc.constantFrom(
  'data: ',
  'data:',
  'data',
  'x',
  '{}',
  '\n',
  '\n\n',
  '\r',
  '\r\n',
  '\r\n\r\n',
  ': c',
  'event: e',
  'é',
  '\ufeff',
  ' ',
  ':',
);
const stream = fc.array(fragment, { maxLength: 25 }).map((parts) => parts.join(''));

describe('server-sent events', () => {
  it('say what the specification says, and together hold every byte', () => {
    fc.assert(
      fc.property(stream, (whole) => {
        const events = split([Buffer.from(whole)]);
        expect(Buffer.concat(events.map((event) => event.raw)).toString()).toBe(whole);
        expect(events.flatMap((event) => text(event.data) ?? [])).toEqual(dispatched(whole));
      }),
      { numRuns: 2000 },
    );
  });

  it('are the same however the bytes are split', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat()), (whole, at) => {
        const bytes = Buffer.from(whole);
        const plainly = (events: SseEvent[]) =>
          events.map((e) => ({ ...e, raw: text(e.raw), data: text(e.data) }));
        const expected = plainly(split([bytes]));
        const cuts = [...new Set(at.map((n) => n % (bytes.length + 1)))].sort((a, b) => a - b);
        const pieces = [0, ...cuts].map((from, k) => bytes.subarray(from, cuts[k] ?? bytes.length));
        expect(plainly(split(pieces))).toEqual(expected);
        expect(plainly(split([...bytes].map((byte) => Uint8Array.of(byte))))).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('are plain only where a line reader that knows nothing but line feeds sees the same data', () => {
    fc.assert(
      fc.property(stream, (whole) => {
        for (const event of split([Buffer.from(whole)])) {
          if (!event.plain) continue;
          const lines = (text(event.raw) ?? '').split('\n').map((line) => line.replace(/\r$/, ''));
          expect(lines.slice(-2)).toEqual(['', '']);
          const values = lines
            .filter((line) => line.startsWith('data:'))
            .map((line) => line.slice(5).replace(/^ /, ''));
          expect(values).toEqual(event.data === undefined ? [] : [text(event.data)]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['data: x\n\n', true],
    ['data:x\r\n\r\n', true],
    [': hello\ndata: x\n\n', true],
    ['\ufeffdata: x\n\n', false],
    ['data: x\r\r', false],
    ['data: x\ndata: y\n\n', false],
    ['event: thread.message\ndata: x\n\n', false],
    ['data: x\n', false],
    ['data: x', false],
    ['data:\n\n', false],
    [': only a comment\n\n', true],
  ])('%j can be passed on as it is: %s', (whole, plain) => {
    expect(split([Buffer.from(whole)]).map((event) => event.plain)).toEqual([plain]);
  });

  it('join several data lines on one line', () => {
    expect(dataOf('data: {"a":\ndata: 1}\n\n')).toEqual(['{"a": 1}']);
  });

  it('stay views of what was pushed where an event came in one piece', () => {
    const bytes = Buffer.from('data: x\n\ndata: y\n\n');
    for (const event of split([bytes])) expect(event.raw.buffer).toBe(bytes.buffer);
  });

  it('are refused beyond the size limit, finished or not, at the same place for any split', () => {
    const large = Buffer.from(`data: a\n\ndata: ${'x'.repeat(40)}\n\n`);
    for (const pieces of [[large], [...large].map((byte) => Uint8Array.of(byte))]) {
      const splitter = createSseSplitter({ maxEventBytes: 30 });
      const results: unknown[] = [];
      for (const piece of pieces) {
        splitter.push(piece);
        let next = splitter.next();
        while (typeof next === 'object') {
          results.push(text(next.data));
          next = splitter.next();
        }
        if (next === 'too_large') results.push(next);
        if (next === 'too_large') break;
      }
      expect(results).toEqual(['a', 'too_large']);
    }
  });

  it('are framed as one data line', () => {
    expect(text(frameSse(Buffer.from('{}')))).toBe('data: {}\n\n');
  });
});
