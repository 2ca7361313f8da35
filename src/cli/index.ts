// What the demo shares with the command line: the same terminal, the same rendering of records.

export { renderRecord } from './render-record.ts';
export { shownLines } from './shown-lines.ts';
export { columns, createTerminal, type Terminal, wantsColor } from './terminal.ts';
