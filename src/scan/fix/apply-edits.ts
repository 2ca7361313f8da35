// Edits that rules propose, applied together: each is whole or left out, and none touches what another one changed.

export interface TextEdit {
  /** UTF-16 offsets in the file's text, end exclusive; equal for an insertion. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edits of one fix belong together. */
export interface Fix {
  readonly edits: readonly TextEdit[];
}

export interface Applied {
  readonly text: string;
  readonly applied: number;
  /** Fixes that overlap with an earlier one: the next run can make them. */
  readonly skipped: number;
}

/**
 * Applies the fixes in order. A fix that overlaps with one that is taken already is skipped whole; equal insertions at
 * one place (the import that two fixes need) are made once. Throws RangeError for an edit outside of the text: a bug.
 */
export function applyFixes(text: string, fixes: readonly Fix[]): Applied {
  const taken: TextEdit[] = [];
  let applied = 0;
  for (const { edits } of fixes) {
    for (const edit of edits) requireInside(edit, text.length);
    const fresh = edits.filter((edit) => !taken.some((other) => isSame(edit, other)));
    if (fresh.some((edit) => taken.some((other) => overlaps(edit, other)))) continue;
    taken.push(...fresh);
    applied += 1;
  }
  const ordered = taken
    .map((edit, at) => ({ ...edit, at }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.at - b.at);
  let result = '';
  let done = 0;
  for (const { start, end, text: replacement } of ordered) {
    result += text.slice(done, start) + replacement;
    done = end;
  }
  return { text: result + text.slice(done), applied, skipped: fixes.length - applied };
}

function requireInside({ start, end }: TextEdit, length: number): void {
  if (!(start >= 0 && start <= end && end <= length)) {
    throw new RangeError(`an edit from ${start} to ${end} in a text of ${length} characters`);
  }
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text && a.start === a.end;
}

/** Two insertions at one place do not overlap; an insertion inside of a replacement does. */
function overlaps(a: TextEdit, b: TextEdit): boolean {
  if (a.start === a.end || b.start === b.end) {
    return (a.start > b.start && a.start < b.end) || (b.start > a.start && b.start < a.end);
  }
  return a.start < b.end && b.start < a.end;
}
