// Turns a misspelt key, value or name into "did you mean": the nearest valid word, or nothing when none is near.

/** The word of `valid` within a third of its length (at least 1, at most 3 edits) of `word`, ignoring case; undefined when none is. */
export function nearestWord(word: string, valid: Iterable<string>): string | undefined {
  if (word.length > 80) return undefined;
  const wanted = normalize(word);
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of valid) {
    if (candidate.length > 80) continue;
    const distance = editDistance(wanted, normalize(candidate));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  const allowed = Math.min(3, Math.max(1, Math.floor(word.length / 3)));
  return bestDistance <= allowed ? best : undefined;
}

/** A hint for an unknown word: the nearest valid one, or else all of them. */
export function didYouMean(word: string, valid: readonly string[]): string {
  const near = nearestWord(word, valid);
  return near === undefined ? `expected one of: ${valid.join(', ')}` : `did you mean \`${near}\`?`;
}

function normalize(word: string): string {
  return word.toLowerCase().replaceAll('-', '_');
}

/** Optimal string alignment distance: insert, delete, replace, or swap two neighbours. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(at(previous, j) + 1, at(current, j - 1) + 1, at(previous, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(beforePrevious, j - 2) + 1);
      }
      current.push(cost);
    }
    [beforePrevious, previous] = [previous, current];
  }
  return at(previous, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
