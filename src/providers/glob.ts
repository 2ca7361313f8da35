// `*` in the name of a model: any run of characters, also none. Nothing else is special.

/** Whether the whole text matches. At most |glob| × |text| steps, no backtracking beyond the latest star. */
export function matchesGlob(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (glob[g] === '*') {
      star = g;
      resume = t;
      g += 1;
    } else if (glob[g] === text[t]) {
      g += 1;
      t += 1;
    } else if (star === -1) {
      return false;
    } else {
      resume += 1;
      t = resume;
      g = star + 1;
    }
  }
  while (glob[g] === '*') g += 1;
  return g === glob.length;
}
