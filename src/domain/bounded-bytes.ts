// What somebody else sends, taken in up to a bound: one reader for every body that may lie about its length.

/**
 * All bytes of a body, not copied where they came in one piece; undefined past `maxBytes`, and the rest is not read: leaving
 * the iteration early closes what it reads from. ATTACKER-CONTROLLED: the body.
 */
export async function boundedBytes(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.byteLength;
    if (size > maxBytes) return undefined;
    pieces.push(piece);
  }
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces, size);
}

/** The same as text; bytes that are no UTF-8 become U+FFFD. */
export async function boundedText(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<string | undefined> {
  const bytes = await boundedBytes(body, maxBytes);
  return bytes === undefined
    ? undefined
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
