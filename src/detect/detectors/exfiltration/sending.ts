// Whether the task asks for anything to go out at all: to read a calendar is no reason to write to anybody.

import { nameOf } from '../../action-values.ts';
import type { DetectorInput, InspectedAction } from '../../detector.ts';
import { delegates } from '../hijacked-action/delegation.ts';

/** What people say when something is to reach somebody. */
const SENDING =
  `send sends sent sending email e-mail mail message messages text reply respond forward share sharing post publish
submit upload export deliver pass inform notify update contact write invite add book buy order pay transfer call ask
remind announce request schedule sign register subscribe apply`.split(/\s+/);

/** What people say of others and of themselves: "tell Bob" is sending, "tell me" is the answer that they wait for. */
const TELLING = ['give', 'tell', 'let'];
const ONESELF = ['me', 'us'];
const TELLS = new RegExp(`\\b(?:${TELLING.join('|')})\\b`, 'i');
const TELLS_OTHERS = new RegExp(`${TELLS.source}(?! (?:${ONESELF.join('|')})\\b)`, 'i');
const MAX_TASK = 16 * 1024;

/**
 * True where somebody gave the workflow a task, and neither the words for sending nor those of the tool's name are in it. A
 * task that hands over to a text what is to be done may ask for anything.
 */
export function asksForNoSending(action: InspectedAction, { agent, task, lineage }: DetectorInput): boolean {
  const isTasked = task !== undefined || lineage.behind(agent).some(({ origin }) => origin.kind === 'user');
  if (!isTasked || delegates(task)) return false;
  const named = nameOf(action)
    .split(' ')
    .filter((word) => word.length > 3);
  if ([...SENDING, ...named].some((word) => lineage.authorises(word))) return false;
  return !tellsOthers({ task, lineage });
}

/** Whether whoever may ask for something asks for others to be told. Of words that this call does not carry only that they were said is known. */
function tellsOthers({ task, lineage }: Pick<DetectorInput, 'task' | 'lineage'>): boolean {
  if (!TELLING.some((word) => lineage.authorises(word))) return false;
  const asked = task?.slice(0, MAX_TASK) ?? '';
  return TELLS.test(asked) ? TELLS_OTHERS.test(asked) : !ONESELF.some((word) => lineage.authorises(word));
}
