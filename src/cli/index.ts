// What the demo shares with the command line: the same terminal, the same rendering of records.

export { renderRecord } from './render-record.ts';
export { statusOf } from './startup-report.ts';
export { createTerminal, printable, type Terminal, wantsColor } from './terminal.ts';
