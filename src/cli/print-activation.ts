// What the terminal says once a policy is in force, however it came to be.

import type { JsonObject } from '../domain/index.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './exit.ts';
import { listField, objectField, textField } from './read-answer.ts';
import { oneLine } from './terminal.ts';

/** The version and what it does by default: a version that only observes must not pass for one that enforces. */
export function printActivation({ terminal }: CommandContext, answer: JsonObject): number {
  if (terminal.json) {
    terminal.printJson(answer);
    return EXIT.ok;
  }
  const summary = objectField(answer, 'summary');
  terminal.print(`${terminal.paint('green', 'activated')} ${textField(answer, 'activated')}`);
  const mode = textField(summary, 'defaultMode') === 'shadow' ? 'observed only' : 'enforced';
  terminal.print(`default decision: ${textField(summary, 'defaultDecision')}, ${mode}`);
  for (const line of warnings(answer)) terminal.error(line);
  return EXIT.ok;
}

/** What the policy names and does not declare, most likely misspelt; notes are for `policy check`. */
function warnings(answer: JsonObject): readonly string[] {
  const found = listField(answer, 'diagnostics').filter((each) => textField(each, 'severity') === 'warning');
  return found.map((each) => {
    const hint = textField(each, 'hint');
    const place = `${textField(each, 'file')}:${textField(each, 'line')}:${textField(each, 'column')}`;
    return oneLine(`${place} warning ${textField(each, 'message')}${hint === '' ? '' : `; ${hint}`}`);
  });
}
