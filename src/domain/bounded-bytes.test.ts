import { describe, expect, it } from 'vitest';
import { boundedBytes, boundedText } from './bounded-bytes.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A body that says how much of it was taken, and whether its reader closed it. */
function body(...pieces: readonly string[]) {
  const seen = { taken: 0, closed: false };
  async function* iterate(): AsyncGenerator<Uint8Array> {
    try {
      for (const piece of pieces) {
        seen.taken += 1;
        yield bytes(piece);
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, pieces: iterate() };
}

describe('a bounded body', () => {
  it('is all of its pieces, up to the bound and no byte further', async () => {
    expect(await boundedText(body('ab', 'cd').pieces, 4)).toBe('abcd');
    expect(await boundedText(body('ab', 'cde').pieces, 4)).toBeUndefined();
    expect(await boundedText([], 0)).toBe('');
  });

  it('is left and closed where it grows past the bound', async () => {
    const { seen, pieces } = body('ab', 'cde', 'never read');
    expect(await boundedBytes(pieces, 4)).toBeUndefined();
    expect(seen).toEqual({ taken: 2, closed: true });
  });

  it('is not copied where it came in one piece', async () => {
    const only = bytes('all of it');
    expect(await boundedBytes([only], 100)).toBe(only);
  });

  it('reads a character that was cut between two pieces', async () => {
    const text = bytes('é');
    expect(await boundedText([text.subarray(0, 1), text.subarray(1)], 10)).toBe('é');
  });
});
