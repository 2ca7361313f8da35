// Compares what happened with what a scenario expects. Each complaint is one sentence; none means that the run is good.

import type { Witnessed } from './play.ts';
import type { ClientName, Expected, Told, Turn } from './scenario.ts';

/** One variant of one scenario, judged. */
export interface Verdict {
  readonly client: ClientName;
  readonly scenario: string;
  readonly variant: string;
  readonly complaints: readonly string[];
  readonly seconds: number;
  readonly log: string;
}

/** What the client experienced, and that nobody went past the gateway. */
export function judgeTold(seen: Witnessed, expected: Expected): string[] {
  const { told } = seen;
  const complaints = [...judgeError(told, expected), ...judgeTurns(told.messages, expected)];
  if (expected.executed !== undefined && !same(told.executed, expected.executed)) {
    complaints.push(`executed ${JSON.stringify(told.executed)}, not ${JSON.stringify(expected.executed)}`);
  }
  if (expected.upstreamCalls !== undefined && expected.upstreamCalls !== seen.upstream.length) {
    complaints.push(`the model was called ${seen.upstream.length} times, not ${expected.upstreamCalls}`);
  }
  if (seen.tripped > 0) complaints.push(`${seen.tripped} calls went past the gateway to the second entry`);
  return complaints;
}

function judgeError({ error }: Told, expected: Expected): string[] {
  if (expected.error === undefined) return error === null ? [] : [`ended with ${JSON.stringify(error)}`];
  if (error === null) return [`ended well, not with status ${expected.error.status.join(' or ')}`];
  const right = expected.error.status.includes(error.status ?? 0) && error.code === expected.error.code;
  return right ? [] : [`ended with ${JSON.stringify(error)}, not ${JSON.stringify(expected.error)}`];
}

function judgeTurns(turns: readonly Turn[], expected: Expected): string[] {
  const complaints: string[] = [];
  let from = 0;
  for (const [speaker, text] of expected.turns ?? []) {
    const at = turns.findIndex(
      (turn, index) => index >= from && turn.from === speaker && has(turn.text, text),
    );
    if (at < 0) complaints.push(`${speaker} did not say ${text} (after turn ${from})`);
    else from = at + 1;
  }
  for (const text of expected.unsaid ?? []) {
    const turn = turns.find((candidate) => has(candidate.text, text));
    if (turn !== undefined) complaints.push(`${turn.from} said ${text}`);
  }
  for (const speaker of expected.silent ?? []) {
    if (turns.some((turn) => turn.from === speaker)) complaints.push(`${speaker} spoke`);
  }
  return complaints;
}

/** That two runs of one scenario are one and the same conversation for the client. */
export function judgeSame(told: Told, reference: Told): string[] {
  return same(told, reference)
    ? []
    : [
        `the conversation differs from the run without a gateway: ${JSON.stringify(told)} against ${JSON.stringify(reference)}`,
      ];
}

/** That each chat completion body reached the model with the bytes that the client sent, once, in order. */
export function judgeBytes(seen: Witnessed): string[] {
  const chats = seen.exchanges.filter((exchange) => exchange.path.includes('/chat/completions'));
  const arrived = seen.upstream.filter((request) => request.path.includes('/chat/completions'));
  if (chats.length !== arrived.length) {
    return [`the client made ${chats.length} calls, the model got ${arrived.length}`];
  }
  return chats.flatMap((chat, index) =>
    arrived[index]?.bytes.equals(chat.sent) === true
      ? []
      : [`call ${index + 1} reached the model with other bytes`],
  );
}

function has(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
