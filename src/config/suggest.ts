// "Did you mean": the valid word that a misspelt one is nearest to.

/** A hint for an unknown word: the nearest valid one, or else all of them. */
export function suggest(word: string, valid: readonly string[]): string {
  const near = nearest(word.toLowerCase(), valid);
  return near === undefined ? `expected one of: ${valid.join(', ')}` : `did you mean \`${near}\`?`;
}

function nearest(word: string, valid: readonly string[]): string | undefined {
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  const allowed = Math.max(1, Math.min(3, Math.floor(word.length / 3)));
  for (const candidate of valid) {
    if (Math.abs(candidate.length - word.length) > allowed) continue;
    const edits = editDistance(word, candidate.toLowerCase());
    if (edits <= allowed && (best === undefined || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate;
}

/** Insertions, deletions, replacements and swaps of neighbours between two words of nearly the same length. */
function editDistance(a: string, b: string): number {
  let twoBack: number[] = [];
  let oneBack = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(oneBack, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = endsSwapped(a.slice(0, i), b.slice(0, j)) ? at(twoBack, j - 2) + 1 : replaced;
      row.push(Math.min(replaced, swapped, at(oneBack, j) + 1, at(row, j - 1) + 1));
    }
    [twoBack, oneBack] = [oneBack, row];
  }
  return at(oneBack, b.length);
}

/** True when two words end in the same two letters, the other way round. */
function endsSwapped(a: string, b: string): boolean {
  return a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}
