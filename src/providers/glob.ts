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

/** Whether some text matches both. At most |a| × |b| steps. */
export function globsMeet(a: string, b: string): boolean {
  // reached[j]: the first i signs of `a` and the first j of `b` have a text in common.
  let reached = row(b);
  for (let i = 0; i <= a.length; i++) {
    const before = reached;
    const now = row(b);
    for (let j = 0; j <= b.length; j++) {
      const skipsA = i > 0 && before[j] === true && (a[i - 1] === '*' || b[j - 1] === '*');
      const skipsB = j > 0 && now[j - 1] === true && (b[j - 1] === '*' || a[i - 1] === '*');
      const both = i > 0 && j > 0 && before[j - 1] === true && a[i - 1] === b[j - 1];
      now[j] = (i === 0 && j === 0) || skipsA || skipsB || both;
    }
    reached = now;
  }
  return reached[b.length] === true;
}

function row(text: string): boolean[] {
  return Array.from({ length: text.length + 1 }, () => false);
}
