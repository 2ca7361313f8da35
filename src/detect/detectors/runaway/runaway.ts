// Sees a workflow that runs in circles: equal calls, equal texts, one agent that goes on alone.

import type { Finding } from '../../../domain/index.ts';
import type { Detector, DetectorInput, PastCall, WorkflowHistory } from '../../detector.ts';

const NAME = 'runaway';
/** How far back an agent's calls are compared. */
const WINDOW = 24;
/** A retry or two of an equal call is ordinary; polling goes a little further. */
const EQUAL_CALLS = 4;
const EQUAL_TEXTS = 3;
/** AutoGen's own bounds on replies in a row are 100 and none: honest runs stay far below this. */
const ALONE = 20;
/** Rounds in which two agents talk to nobody else, while their texts repeat. */
const PING_PONG = 6;

interface Signal {
  readonly what: string;
  readonly count: number;
  readonly bound: number;
}

export const runaway: Detector = {
  name: NAME,
  inspect: ({ agent, history }: DetectorInput): readonly Finding[] => {
    const exceeded = signalsOf(agent, history).filter(({ count, bound }) => count >= bound);
    if (exceeded.length === 0) return [];
    // Half at the bound, three quarters at one and a half times the bound, and so on.
    const excess = Math.max(...exceeded.map(({ count, bound }) => count / bound));
    const confidence = 1 - 0.5 ** (2 * excess - 1);
    const evidence = exceeded.map(({ what, count }) => `${what}: ${count}`);
    return [{ detector: NAME, confidence, where: { kind: 'exchange' }, share: 1, evidence }];
  },
};

function signalsOf(agent: string, history: WorkflowHistory): readonly Signal[] {
  const repeats = Math.max(0, ...history.repeated.values());
  const rounds = pingPong(history.speakers);
  return [
    { what: 'equal calls', count: equalCalls(agent, history.calls), bound: EQUAL_CALLS },
    { what: 'equal texts', count: repeats, bound: EQUAL_TEXTS },
    { what: 'replies in a row', count: history.consecutiveReplies, bound: ALONE },
    { what: 'rounds between two agents', count: repeats > 1 ? rounds : 0, bound: PING_PONG },
  ];
}

/** How often the agent's newest call stands among its last ones, with equal arguments. */
function equalCalls(agent: string, calls: readonly PastCall[]): number {
  const own = calls.filter((call) => call.agent === agent).slice(0, WINDOW);
  const [newest] = own;
  if (newest === undefined) return 0;
  return own.filter((call) => call.tool === newest.tool && call.argumentsDigest === newest.argumentsDigest)
    .length;
}

/** Rounds of A, B, A, B from the newest turn back. */
function pingPong(speakers: readonly string[]): number {
  const [first, second] = speakers;
  if (first === undefined || second === undefined || first === second) return 0;
  const breaks = speakers.findIndex((speaker, at) => speaker !== (at % 2 === 0 ? first : second));
  return Math.floor((breaks === -1 ? speakers.length : breaks) / 2);
}
