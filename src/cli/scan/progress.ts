// A sign of life while a large project is scanned: on standard error, so that the report stays clean.

import type { Terminal } from '../terminal.ts';

/** Files from which on a person would wonder. */
const WORTH_TELLING = 50;
const EVERY = 500;

/** Says at once how many files there are, then how far it is. Silent with `--json`, and where it is over in a moment. */
export function showProgress(terminal: Terminal, files: number): (done: number) => void {
  const isShown = !terminal.json && files >= WORTH_TELLING;
  if (isShown) terminal.error(terminal.paint('gray', `scanning ${files} files …`));
  return (done) => {
    if (isShown && done > 0 && done % EVERY === 0) {
      terminal.error(terminal.paint('gray', `  ${done} of ${files}`));
    }
  };
}
