// The part of an arriving text that may still be needed, without joining it again for every piece that arrives.

/** Text pieces addressed by their offsets in the whole text. */
export interface TextTail {
  /** Adds the piece that starts at `offset`: where the last one ended or, where it was not used up, inside it. */
  append(piece: string, offset: number): void;
  /** Forgets everything. */
  clear(): void;
  /** The text `[start,end)`, all of it appended since the last `clear`. Costs what it returns, not what is kept. */
  slice(start: number, end: number): string;
}

export function createTextTail(): TextTail {
  let pieces: string[] = [];
  let offsets: number[] = [];
  return {
    append(piece, offset) {
      pieces.push(piece);
      offsets.push(offset);
    },
    clear() {
      if (pieces.length === 0) return;
      pieces = [];
      offsets = [];
    },
    slice(start, end) {
      const found: string[] = [];
      let upTo = end;
      for (let k = pieces.length - 1; k >= 0 && upTo > start; k--) {
        const offset = offsets[k] ?? 0;
        if (offset >= upTo) continue;
        found.push((pieces[k] ?? '').slice(Math.max(0, start - offset), upTo - offset));
        upTo = offset;
      }
      return found.reverse().join('');
    },
  };
}
