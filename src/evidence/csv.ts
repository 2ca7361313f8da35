// CSV (RFC 4180) that a spreadsheet opens without running it.

/**
 * One line with its end. ATTACKER-CONTROLLED cells: one that a spreadsheet would take for a formula (full-width signs, which
 * some of them fold, included) begins with an apostrophe, so that it stays text.
 */
export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r\n＝＋－＠]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
