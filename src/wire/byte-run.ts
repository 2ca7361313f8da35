// Joins views of one buffer that lie next to each other, so that passing a stream on copies nothing.

/** Bytes to be sent, in order. */
export interface ByteRun {
  add(bytes: Uint8Array): void;
  /** All bytes added since the last `take`, or undefined where there are none. */
  take(): Uint8Array | undefined;
}

export function createByteRun(): ByteRun {
  const done: Uint8Array[] = [];
  let first: Uint8Array | undefined;
  let length = 0;
  const close = (): void => {
    if (first === undefined) return;
    done.push(length === first.length ? first : new Uint8Array(first.buffer, first.byteOffset, length));
    first = undefined;
  };
  return {
    add(bytes) {
      if (
        first !== undefined &&
        first.buffer === bytes.buffer &&
        first.byteOffset + length === bytes.byteOffset
      ) {
        length += bytes.length;
        return;
      }
      close();
      first = bytes;
      length = bytes.length;
    },
    take() {
      close();
      const [only] = done;
      const all = done.length > 1 ? Buffer.concat(done) : only;
      done.length = 0;
      return all;
    },
  };
}
