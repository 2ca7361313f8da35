// A gate with a clock that the test turns, for all tests of this folder.

import { createApprovalBoard } from './board.ts';
import { type HoldEvent, isGrantEvent } from './events.ts';
import { ApprovalGate, type ApprovalQuestion } from './gate.ts';
import { createGrantBook } from './grants.ts';
import type { ApprovalAnswer } from './rules.ts';
import type { Voice } from './voices.ts';

export const QUESTION: ApprovalQuestion = {
  exchange_id: 'x1',
  action_id: 'c0',
  action_digest: 'd1',
  agent: 'a',
  workflow: 'w',
  policies: ['ask'],
  policy_version: 'v1',
  shown: 's1',
  approvers: [],
  quorum: 1,
  timeoutMs: 300,
};
export const person = (name: string, groups: readonly string[] = []): Voice => ({
  name,
  groups,
  kind: 'person',
});
export const yes = (approvalId: string, part: Partial<ApprovalAnswer> = {}): ApprovalAnswer => ({
  approvalId,
  decision: 'approve',
  by: person('ann'),
  shown: 's1',
  ...part,
});
export const USE = { exchangeId: 'x1', actionDigest: 'd1', policyVersion: 'v1' };
export const never = () => new AbortController().signal;

/** A gate with a clock that the test turns, and a ledger that can be made to fail. */
export function world(past: readonly HoldEvent[] = []) {
  const timers = new Map<object, { at: number; fire: () => void }>();
  const recorded: HoldEvent[] = [];
  const told: string[] = [];
  const state = { now: 1000, ids: 0, ledgerDown: false, longest: 0 };
  const board = createApprovalBoard();
  const grants = createGrantBook();
  for (const event of past) {
    if (isGrantEvent(event)) grants.apply(event);
    else board.apply(event);
  }
  const gate = new ApprovalGate({
    board,
    grants,
    tell: (approval) => told.push(`${approval.request.approval_id} ${approval.status}`),
    clock: () => state.now,
    newId: (prefix) => {
      state.ids += 1;
      return `${prefix === 'ap' ? 'p' : 'g'}${state.ids}`;
    },
    record: async (events) => {
      await Promise.resolve();
      if (state.ledgerDown) throw new Error('ledger down');
      recorded.push(...events);
    },
    setTimer: (ms, fire) => {
      state.longest = Math.max(state.longest, ms);
      const key = {};
      timers.set(key, { at: state.now + ms, fire });
      return () => timers.delete(key);
    },
  });
  const advance = async (ms: number) => {
    state.now += ms;
    for (const [key, timer] of [...timers]) {
      if (timer.at > state.now) continue;
      timers.delete(key);
      timer.fire();
    }
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  gate.start();
  return { gate, state, timers, recorded, told, advance, kinds: () => recorded.map((event) => event.kind) };
}
