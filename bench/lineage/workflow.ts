// Workflows as the ledger would hold them, made with the gateway's own fold.

import { createHash } from 'node:crypto';
import { DetectionMemory, type DetectorInput } from '../../src/detect/index.ts';
import type { TextOrigin } from '../../src/domain/index.ts';
import { type ExchangeFacts, encodeFacts, NOTHING_NEW } from '../../src/gateway/facts.ts';
import { GatewayState } from '../../src/gateway/index.ts';
import { type Lineage, type LineageView, printKey, type SpanFacts } from '../../src/lineage/index.ts';
import { toolAnswer } from '../detection/tool-answer.ts';
import { message } from './texts.ts';

export const ROOT = 'w';
export const JUDGED_FOR = 'judged for';
export const KEY = printKey('0123456789abcdef');

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The facts of one text that enters the workflow. */
export function entered(lineage: Lineage, text: string, origin: TextOrigin, root = ROOT): SpanFacts {
  const digest = digestOf(text);
  const entering = { text, digest, origin, labels: ['untrusted'], place: { exchange: 'ex_1', message: 1 } };
  return lineage.spanFacts(root, entering, KEY);
}

/** What one door adds. */
export function door(spans: readonly SpanFacts[], over: Partial<ExchangeFacts> = {}): ExchangeFacts {
  return {
    ...NOTHING_NEW,
    at: 1,
    exchange: 'ex_1',
    agent: 'a',
    root: ROOT,
    workflow: ROOT,
    model: 'm',
    alsoCountedUnder: [],
    policyVersion: 'v',
    judgedFor: JUDGED_FOR,
    messages: spans.map(({ digest }) => digest),
    spans,
    ...over,
  };
}

/** A workflow in which so many texts of so many characters entered. */
export function workflowOf(texts: number, length: number): GatewayState {
  const state = new GatewayState();
  for (let index = 0; index < texts; index += 1) {
    const origin: TextOrigin = { kind: 'tool', name: `tool_${index % 7}` };
    state.apply(door([entered(state.lineage, message(index, length), origin)]));
  }
  return state;
}

/** The facts on record of so many exchanges of five agents: a tool's result of 2 KB, a peer's words, and a reply. */
export function recorded(exchanges: number): {
  readonly live: GatewayState;
  readonly record: readonly Uint8Array[];
} {
  const live = new GatewayState();
  const record: Uint8Array[] = [];
  const add = (facts: ExchangeFacts): void => {
    live.apply(facts);
    record.push(encodeFacts(facts));
  };
  for (let index = 0; index < exchanges; index += 1) {
    const agent = `agent_${index % 5}`;
    const result = entered(live.lineage, message(2 * index, 2048), { kind: 'tool', name: 'lookup' });
    const said = entered(live.lineage, message(2 * index - 1, 500), {
      kind: 'agent',
      name: `agent_${(index + 4) % 5}`,
    });
    add(door([result, said], { agent }));
    const reply = message(2 * index + 1, 500);
    const spans = [entered(live.lineage, reply, { kind: 'agent', name: agent })];
    add(door(spans, { agent, messages: [], emissions: [digestOf(reply)], replied: true }));
  }
  return { live, record };
}

/** A text that comes as a tool's answer, as detectors are given it. */
export function inputOf(text: string, lineage: LineageView): DetectorInput {
  return toolAnswer(text, {
    roster: ['planner', 'reader', 'writer', 'reviewer'],
    history: new DetectionMemory().view(ROOT, 'agent', 0),
    lineage,
  });
}
