// A recorded run, replayed turn by turn: what each exchange brought, and what the agent did upon it.

import { createHash } from 'node:crypto';
import {
  type DetectorInput,
  type DirectivePrint,
  directivePrints,
  type InspectedAction,
  type InspectedText,
  type PastCall,
} from '../../src/detect/index.ts';
import { isJsonObject, type JsonValue } from '../../src/domain/index.ts';
import { Lineage } from '../../src/lineage/index.ts';
import type { Given, Said, Step } from './conversation.ts';

/** One exchange: the request's door with what was new, and the reply's door with what the agent did. */
export interface Turn {
  readonly agent: string;
  /** Position of the reply in the row. */
  readonly messageIndex: number;
  readonly request: DetectorInput;
  readonly reply: DetectorInput;
}

/** What of the history the replay keeps; `divergence` is filled by who judges. */
interface Memory {
  readonly divergence: Map<string, number[]>;
  readonly calls: PastCall[];
  readonly directives: DirectivePrint[];
  readonly lineage: Lineage;
  readonly seen: Set<string>;
}

const MAX_DIRECTIVES = 64;
const WORKFLOW = 'run';
const KEY = 0;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The turns of a run, one at a time: each is judged before the next is built, and the caller tells how far it was. */
export function* turnsOf(steps: readonly Step[]): Generator<Turn, void, number> {
  const lineage = new Lineage();
  const memory: Memory = { divergence: new Map(), calls: [], directives: [], lineage, seen: new Set() };
  const task = firstText(steps, 'user_message');
  const scope = firstText(steps, 'system_message') ?? '';
  const waiting = new Map<string, Given[]>();
  for (const step of steps) {
    if (step.kind === 'given') {
      waiting.set(step.to, [...(waiting.get(step.to) ?? []), step]);
      enter(memory, step);
      continue;
    }
    const given = waiting.get(step.agent) ?? [];
    waiting.delete(step.agent);
    const fresh = given.map(textOf);
    const shared = {
      agent: step.agent,
      scope,
      task,
      roster: [],
      tools: [],
      history: historyOf(memory, step.agent),
      lineage: lineage.view(WORKFLOW, KEY),
      external: undefined,
    };
    const request: DetectorInput = { ...shared, texts: fresh, context: [], actions: [] };
    const reply: DetectorInput = {
      ...shared,
      texts: saidTexts(step),
      context: fresh,
      actions: actionsOf(step),
    };
    const divergence = yield { agent: step.agent, messageIndex: step.index, request, reply };
    remember(memory, step, divergence, request);
  }
}

function firstText(steps: readonly Step[], channel: InspectedText['channel']): string | undefined {
  return steps.find((step): step is Given => step.kind === 'given' && step.channel === channel)?.text;
}

/** Texts enter when they are given: an agent whose calls a row leaves out has seen them all the same. */
function enter({ lineage, seen }: Memory, { to, text, origin, index }: Given): void {
  const digest = `${index}`;
  const known = seen.has(digest);
  seen.add(digest);
  const place = { exchange: 'run', message: index };
  const spans = known ? [] : [lineage.spanFacts(WORKFLOW, { text, digest, origin, labels: [], place }, KEY)];
  lineage.apply({
    at: index,
    agent: to,
    root: WORKFLOW,
    workflow: WORKFLOW,
    firstText: undefined,
    messages: [digest],
    emissions: [],
    calls: [],
    spans,
  });
}

function remember(memory: Memory, step: Said, divergence: number, request: DetectorInput): void {
  const { agent } = step;
  memory.divergence.set(agent, [...(memory.divergence.get(agent) ?? []), divergence]);
  for (const call of step.calls) {
    memory.calls.unshift({ agent, tool: call.name, argumentsDigest: sha256(call.arguments) });
  }
  memory.directives.unshift(...directivePrints(request));
}

function historyOf({ divergence, calls, directives }: Memory, agent: string): DetectorInput['history'] {
  return {
    exchanges: calls.length,
    consecutiveReplies: 0,
    calls: calls.slice(0, 64),
    speakers: [],
    repeated: new Map(),
    tools: new Map(),
    divergence: divergence.get(agent) ?? [],
    directives: directives.slice(0, MAX_DIRECTIVES),
  };
}

function textOf({ channel, index, origin, text }: Given): InspectedText {
  const place = { kind: 'message', messageIndex: index, span: undefined } as const;
  return { channel, place, claimed: undefined, origin, text };
}

function saidTexts({ agent, index, text }: Said): readonly InspectedText[] {
  if (text === '') return [];
  const place = { kind: 'message', messageIndex: index, span: undefined } as const;
  return [{ channel: 'reply', place, claimed: undefined, origin: { kind: 'agent', name: agent }, text }];
}

function actionsOf({ calls }: Said): readonly InspectedAction[] {
  return calls.map((call, position) => ({
    type: 'tool_call',
    id: `r0.${position}`,
    door: 'reply',
    choice: 0,
    position,
    callId: undefined,
    toolName: call.name,
    rawArguments: call.arguments,
    arguments: readArguments(call.arguments),
    legacy: false,
    definition: undefined,
  }));
}

function readArguments(raw: string): Extract<InspectedAction, { type: 'tool_call' }>['arguments'] {
  try {
    const value: JsonValue = JSON.parse(raw);
    return isJsonObject(value) ? { kind: 'object', value } : { kind: 'unreadable', why: 'not_an_object' };
  } catch {
    // Recorded arguments that are no JSON are unreadable here as they are in the gateway.
    return { kind: 'unreadable', why: 'not_json' };
  }
}
