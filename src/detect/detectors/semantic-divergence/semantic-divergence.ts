// Measures how far an agent's actions are from its task and scope, whether an instruction in data pulls them there, and whether it ever did the like.

import type { Finding } from '../../../domain/index.ts';
import { type ActionLeaf, actionLeaves, addressesOf } from '../../action-values.ts';
import type {
  Detector,
  DetectorInput,
  DirectivePrint,
  InspectedAction,
  InspectedText,
} from '../../detector.ts';
import { isSubstantial } from '../exfiltration/carried.ts';
import { strayingOf } from '../exfiltration/straying.ts';
import { delegates } from '../hijacked-action/delegation.ts';
import { directivesIn } from '../prompt-injection/directives.ts';
import { type ActionWords, actionWords, type TellingWord, tellingWords, wordPrint } from './action-words.ts';
import { changeOf } from './change-point.ts';
import { unusualAct } from './unusual-act.ts';

const NAME = 'semantic_divergence';
/** Distance alone stays below: most honest turns use words of their own. */
const LEAST = 0.16;
/** The caller's scope is long and general: what it names weighs less than what the task names. */
const MAX_SCOPE_WORDS = 2000;

export const semanticDivergence: Detector = {
  name: NAME,
  inspect: (input) => [...awayFromTask(input), ...awayFromHabit(input)],
};

function awayFromTask(input: DetectorInput): readonly Finding[] {
  const turn = strongest(input);
  if (turn === undefined) return [];
  const change = changeOf([...input.history.divergence, turn.score]);
  const evidence = change > 0.5 ? [...turn.evidence, 'unlike its earlier turns'] : turn.evidence;
  return found(turn.id, Math.min(1, turn.score + 0.3 * change), evidence);
}

function awayFromHabit({ actions, history }: DetectorInput): readonly Finding[] {
  const unusual = unusualAct(actions, history.habits);
  return unusual === undefined ? [] : found(unusual.id, unusual.confidence, [unusual.evidence]);
}

function found(actionId: string, confidence: number, evidence: readonly string[]): readonly Finding[] {
  if (confidence < LEAST) return [];
  const where = { kind: 'action', actionId, parameter: undefined, span: undefined } as const;
  return [{ detector: NAME, confidence, where, share: 1, evidence }];
}

/** What the history keeps of the new texts at the request door: prints of the passages that speak to their reader. */
export function directivePrints({ texts, task }: DetectorInput): readonly DirectivePrint[] {
  return texts.flatMap((text) => printsIn(text, task));
}

/** How far this turn is from task and scope, 0..1: what the history keeps of it. 0 where it does nothing. */
export function turnDivergence(input: DetectorInput): number {
  return strongest(input)?.score ?? 0;
}

interface Turn {
  readonly id: string;
  readonly score: number;
  readonly evidence: readonly string[];
}

function strongest(input: DetectorInput): Turn | undefined {
  if (input.actions.length === 0) return undefined;
  const { lineage } = input;
  const task = new Set(tellingWords(input.task ?? ''));
  const known: Known = {
    // What the user asked of the workflow holds for agents that the user never spoke to.
    isAsked: ({ stem, said }) => task.has(stem) || lineage.authorises(said),
    scope: new Set(tellingWords(input.scope, MAX_SCOPE_WORDS)),
    pulls: [...input.context.flatMap((text) => printsIn(text, input.task)), ...input.history.directives].map(
      asPull,
    ),
    handedOver: delegates(input.task),
  };
  const turns = input.actions.map((action) => {
    const leaves = actionLeaves(action);
    const unasked = addressesOf(leaves).filter((address) => !lineage.authorises(address));
    const away = known.handedOver ? 0 : leadAway(action, leaves, input);
    return scoreOf(actionWords(action), known, { unasked: unasked.map(printsOf), away });
  });
  return turns.reduce((best, turn) => (turn.score > best.score ? turn : best));
}

/** The prints of the words of each of several values. */
type Prints = readonly (readonly number[])[];

const printsOf = (text: string): readonly number[] => tellingWords(text, MAX_PRINTED).map(wordPrint);

/** An address that the task does not name, and data that speaks to its reader does, however weakly. */
const STRAYS = 0.25;

/** What data of tools that goes to where nobody pointed adds, with or without an instruction that anybody could read. */
const AWAY = {
  /** To an address whose owner the task does not name. */
  any: 0.2,
  /** Most of the action is such data. */
  substantial: 0.1,
  /** The task asks for nothing to be sent, to its owner or to anybody. */
  unaskedSending: 0.1,
} as const;

/** ATTACKER-CONTROLLED: the wording of an injection. That data of the workflow leaves for its address is not. */
function leadAway(action: InspectedAction, leaves: readonly ActionLeaf[], input: DetectorInput): number {
  const straying = strayingOf(action, leaves, input);
  if (straying === undefined || straying.onlyReads) return 0;
  const { known, unaskedSending, carried } = straying;
  if (known === 'owner' && !unaskedSending) return 0;
  return (
    AWAY.any + (isSubstantial(carried) ? AWAY.substantial : 0) + (unaskedSending ? AWAY.unaskedSending : 0)
  );
}

/** A passage of data that speaks to its reader, and how surely. */
interface Pull {
  readonly words: ReadonlySet<number>;
  readonly strength: number;
}

interface Known {
  readonly isAsked: (word: TellingWord) => boolean;
  readonly scope: ReadonlySet<string>;
  readonly pulls: readonly Pull[];
  /** The task hands over to a text what is to be done: then what data says is part of the task. */
  readonly handedOver: boolean;
}

/** How much surer a passage must be then to be no part of the work, in log-odds. */
const WHERE_DELEGATED = 1.5;

/** How surely a passage is an instruction that nobody handed over. */
function strengthIn({ strength }: Pull, handedOver: boolean): number {
  if (!handedOver) return strength;
  const sure = Math.min(0.999, Math.max(0.001, strength));
  return 1 / (1 + ((1 - sure) / sure) * Math.exp(WHERE_DELEGATED));
}

const MAX_PRINTED = 64;

function printsIn(inspected: InspectedText, task: string | undefined): readonly DirectivePrint[] {
  const { channel, text, origin } = inspected;
  if (channel === 'user_message' || channel === 'system_message') return [];
  const weight = channel === 'agent_message' && origin.kind === 'agent' ? COLLEAGUE : 1;
  return directivesIn(text, task).map(({ text: passage, strength }) => ({
    words: [...new Set(printsOf(passage))],
    strength: weight * strength,
  }));
}

/** Agents ask each other for things all day: what data made one of them say stands in that data, too. */
const COLLEAGUE = 0.6;

const asPull = ({ words, strength }: DirectivePrint): Pull => ({ words: new Set(words), strength });

interface Ways {
  /** Addresses that the task does not name. */
  readonly unasked: Prints;
  /** See `leadAway`. */
  readonly away: number;
}

function scoreOf({ id, name, values }: ActionWords, known: Known, { unasked, away }: Ways): Turn {
  const { isAsked, scope, pulls, handedOver } = known;
  const words = [...name, ...values];
  const strange = words.filter((word) => !isAsked(word)).map(({ stem }) => stem);
  const distance = words.length === 0 ? 0 : strange.length / words.length;
  const unscoped = strange.filter((word) => !scope.has(word)).map(wordPrint);
  let pull = 0;
  for (const passage of pulls) {
    const echoed = unscoped.filter((word) => passage.words.has(word));
    if (echoed.length === 0) continue;
    pull = Math.max(
      pull,
      strengthIn(passage, handedOver) *
        Math.min(1, 0.4 + (0.6 * echoed.length) / Math.max(1, unscoped.length)),
    );
  }
  const strays =
    !handedOver &&
    unasked.some((address) => pulls.some(({ words: said }) => address.every((word) => said.has(word))));
  const score = Math.min(1, 0.15 * distance + 0.85 * pull + (strays ? STRAYS : 0) + away);
  const evidence = [
    ...(strays ? ['leads where only data points'] : []),
    ...(away > 0 ? ['takes data of tools to where the task does not point'] : []),
    ...(distance > 0.5 ? ['little of the action is in the task'] : []),
    ...(pull > 0.3 ? ['says what an instruction in data asked for'] : []),
  ];
  return { id, score, evidence };
}
