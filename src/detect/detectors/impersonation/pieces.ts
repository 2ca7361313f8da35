// Which short pieces stand in a long text: of most names that do not, that is known without a search for each.

/** UTF-16 units of a piece. */
const PIECE = 4;
/** Bits for each unit of the text: as many different pieces leave nine tenths of them unset. */
const BITS_PER_UNIT = 8;
const SPREAD = 0x9e3779b1;

/** The pieces of one text, as a set that may hold more than was put into it. Linear. ATTACKER-CONTROLLED: the text. */
export class Pieces {
  readonly #bits: Uint32Array;
  readonly #shift: number;

  constructor(text: string) {
    const power = Math.min(24, Math.max(5, Math.ceil(Math.log2(BITS_PER_UNIT * (text.length + 1)))));
    this.#bits = new Uint32Array(2 ** (power - 5));
    this.#shift = 32 - power;
    const bits = this.#bits;
    let piece = 0;
    for (let at = 0; at < text.length; at += 1) {
      piece = (piece << 8) ^ text.charCodeAt(at);
      const bit = Math.imul(piece, SPREAD) >>> this.#shift;
      bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  /** False only for what does not stand in the text. */
  mayHold(searched: string): boolean {
    let piece = 0;
    for (let at = 0; at < searched.length; at += 1) {
      // INVARIANT: four steps of eight bits leave nothing of what stood before the piece.
      piece = (piece << 8) ^ searched.charCodeAt(at);
      const bit = Math.imul(piece, SPREAD) >>> this.#shift;
      if (at >= PIECE - 1 && ((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
}
