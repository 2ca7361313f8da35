// Recorded exchanges, judged again.

export { refold } from './refold.ts';
export type { RefoldReport } from './report.ts';
