// Reads the table of modules from a Markdown page: who may import whom, as people read it.

/** Module → the modules it may import, from the first table that has the columns `module` and `may import`. */
export function readModuleTable(markdown: string): ReadonlyMap<string, readonly string[]> {
  const lines = markdown.split('\n');
  const head = lines.findIndex(
    (line) => cells(line).includes('module') && cells(line).includes('may import'),
  );
  if (head === -1) throw new Error('no table with the columns `module` and `may import`');
  const columns = cells(lines[head] ?? '');
  const table = new Map<string, readonly string[]>();
  for (const line of lines.slice(head + 2)) {
    if (!line.startsWith('|')) break;
    const row = cells(line);
    const module = row[columns.indexOf('module')] ?? '';
    const allowed = row[columns.indexOf('may import')] ?? '';
    table.set(module, allowed === '–' ? [] : allowed.split(/,\s*/));
  }
  return table;
}

const cells = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());
