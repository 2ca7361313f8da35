// Joins views of one buffer that lie next to each other, so that passing a stream on copies nothing.

/** Bytes to be sent, in order. */
export interface ByteRun {
  add(bytes: Uint8Array): void;
  /** All bytes added since the last `take`, or undefined where there are none. */
  take(): Uint8Array | undefined;
}

export function createByteRun(): ByteRun {
  /** Runs that are closed. */
  let earlier: Uint8Array[] = [];
  /** The run under way: `length` bytes from where `first` begins. */
  let first: Uint8Array | undefined;
  let length = 0;
  const whole = (view: Uint8Array): Uint8Array =>
    view.length === length ? view : new Uint8Array(view.buffer, view.byteOffset, length);
  return {
    add(bytes) {
      if (first !== undefined) {
        if (first.buffer === bytes.buffer && first.byteOffset + length === bytes.byteOffset) {
          length += bytes.length;
          return;
        }
        earlier.push(whole(first));
      }
      first = bytes;
      length = bytes.length;
    },
    take() {
      if (first === undefined) return undefined;
      const last = whole(first);
      first = undefined;
      if (earlier.length === 0) return last;
      const all = Buffer.concat([...earlier, last]);
      earlier = [];
      return all;
    },
  };
}
