// What the terminal says once a policy is in force, however it came to be.

import type { JsonObject } from '../domain/index.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './exit.ts';
import { objectField, textField } from './read-answer.ts';

/** The version and what it does by default: a version that only observes must not pass for one that enforces. */
export function printActivation({ terminal }: CommandContext, answer: JsonObject): number {
  if (terminal.json) {
    terminal.printJson(answer);
    return EXIT.ok;
  }
  const summary = objectField(answer, 'summary');
  terminal.print(`${terminal.paint('green', 'active')} ${textField(answer, 'activated')}`);
  terminal.print(
    `default decision: ${textField(summary, 'defaultDecision')} (${textField(summary, 'defaultMode')})`,
  );
  return EXIT.ok;
}
