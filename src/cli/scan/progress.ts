// A sign of life while a large project is scanned: on standard error, so that the report stays clean.

import type { Terminal } from '../terminal.ts';

/** Files from which on a person would wonder. */
const WORTH_TELLING = 50;
const EVERY = 500;

/** Says how many files there are. Silent with `--json`, and where it is over in a moment. */
export function showStart(terminal: Terminal, files: number): void {
  if (isShown(terminal, files)) terminal.error(terminal.paint('gray', `scanning ${files} files …`));
}

/** Says now and then how far it is. */
export function showProgress(terminal: Terminal, files: number): (done: number) => void {
  return (done) => {
    if (isShown(terminal, files) && done > 0 && done % EVERY === 0) {
      terminal.error(terminal.paint('gray', `  ${done} of ${files}`));
    }
  };
}

function isShown(terminal: Terminal, files: number): boolean {
  return !terminal.json && files >= WORTH_TELLING;
}
