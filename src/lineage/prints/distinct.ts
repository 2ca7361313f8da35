// Prints, each once: in a table of numbers, where a Set would box every one of them.

const FREE = -1;
/** INVARIANT: prints that were made to meet in the table cost a bounded look each, and are told again beyond it. */
const MOST_LOOKS = 64;

/** The prints of several rows, each where it came first. Linear. ATTACKER-CONTROLLED: the prints. */
export function distinct(rows: readonly Float64Array[]): readonly number[] {
  const count = rows.reduce((sum, { length }) => sum + length, 0);
  const mask = 2 ** Math.ceil(Math.log2(2 * count + 1)) - 1;
  const table = new Float64Array(mask + 1).fill(FREE);
  const found: number[] = [];
  for (const row of rows) {
    for (const print of row) if (isNew(print, table, mask)) found.push(print);
  }
  return found;
}

function isNew(print: number, table: Float64Array, mask: number): boolean {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const place = (print + looks) & mask;
    if (table[place] === print) return false;
    if (table[place] !== FREE) continue;
    table[place] = print;
    return true;
  }
  return true;
}
