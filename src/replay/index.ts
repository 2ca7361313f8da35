// Recorded exchanges, judged again.

export { refold } from './refold.ts';
export type { RefoldReport } from './report.ts';
export { trace } from './trace.ts';
