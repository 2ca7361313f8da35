import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpendWindow } from '../domain/index.ts';
import { agentModel, type Reservation, Spend } from './spend.ts';
import { windowStart } from './window.ts';

const NOON = Date.UTC(2026, 0, 15, 12);
const call = (exchange: string, more: Partial<Reservation> = {}): Reservation => ({
  exchange,
  at: NOON,
  agent: 'coder',
  model: 'gpt-4o',
  workflows: ['wf_1'],
  tokens: 100,
  costMicros: 10,
  ...more,
});
const used = (tokens: number) => ({ requests: 1, tokens, costMicros: tokens / 10 });

const LIMIT = 60;
const MOST = 50;

/** Calls that come, are decided, put on record and settled in any order. A decision counts once it is on record. */
class Gate {
  readonly #spend = new Spend();
  readonly #decided = new Map<number, number>();
  readonly #underWay = new Map<number, number>();
  readonly #names = new Map<number, string>();
  mostAtOnce = 0;
  settled = 0;

  get spent(): number {
    return this.#spend.spent('agent', 'coder', 'day', NOON).tokens;
  }

  get reserved(): number {
    return [...this.#underWay.values()].reduce((sum, tokens) => sum + tokens, 0);
  }

  ask(id: number, tokens: number): void {
    if (this.#decided.has(id) || this.#underWay.has(id)) return;
    if (this.spent + tokens <= LIMIT) this.#decided.set(id, tokens);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#decided.size + this.#underWay.size);
  }

  record(id: number): void {
    const tokens = this.#decided.get(id);
    if (tokens === undefined) return;
    this.#decided.delete(id);
    this.#underWay.set(id, tokens);
    this.#names.set(id, `${id} after ${this.#names.get(id) ?? 'nothing'}`);
    this.recordAgain(id);
  }

  recordAgain(id: number): void {
    const tokens = this.#underWay.get(id);
    if (tokens !== undefined) this.#spend.reserve(call(this.#nameOf(id), { tokens }));
  }

  settle(id: number, tokens: number): void {
    const reserved = this.#underWay.get(id);
    if (reserved === undefined) return;
    this.#underWay.delete(id);
    this.settled += Math.min(tokens, reserved);
    this.#spend.settle({ exchange: this.#nameOf(id), spent: used(Math.min(tokens, reserved)) });
  }

  settleAgain(id: number, tokens: number): void {
    if (!this.#underWay.has(id)) this.#spend.settle({ exchange: this.#nameOf(id), spent: used(tokens) });
  }

  #nameOf(id: number): string {
    return this.#names.get(id) ?? 'never recorded';
  }
}

describe('a budget', () => {
  it('counts a call with its reservation until the outcome is known, then with what it used', () => {
    const spend = new Spend();
    spend.reserve(call('a'));
    expect(spend.spent('agent', 'coder', 'day', NOON)).toMatchObject({
      requests: 1,
      tokens: 100,
      costMicros: 10,
    });
    spend.settle({ exchange: 'a', spent: used(30) });
    expect(spend.spent('agent', 'coder', 'day', NOON)).toMatchObject({
      requests: 1,
      tokens: 30,
      costMicros: 3,
    });
  });

  it('is counted for the project, the agent, the model, both together, and each workflow of the call once', () => {
    const spend = new Spend();
    spend.reserve(call('a', { workflows: ['wf_1', 'wf_2', 'wf_1'] }));
    for (const [scope, name] of [
      ['project', ''],
      ['agent', 'coder'],
      ['model', 'gpt-4o'],
      ['agent_model', agentModel('coder', 'gpt-4o')],
      ['workflow', 'wf_1'],
      ['workflow', 'wf_2'],
    ] as const) {
      expect(spend.spent(scope, name, 'hour', NOON)).toMatchObject({ requests: 1, tokens: 100 });
    }
    expect(spend.spent('agent', 'writer', 'hour', NOON).requests).toBe(0);
  });

  it('begins anew with its window, and a late settlement changes only the window of the call', () => {
    const spend = new Spend();
    spend.reserve(call('a'));
    const tomorrow = NOON + 24 * 3_600_000;
    expect(spend.spent('agent', 'coder', 'day', tomorrow).tokens).toBe(0);
    spend.reserve(call('b', { at: tomorrow }));
    spend.settle({ exchange: 'a', spent: used(5000) });
    expect(spend.spent('agent', 'coder', 'day', tomorrow).tokens).toBe(100);
    expect(spend.spent('agent', 'coder', 'month', tomorrow).tokens).toBe(5100);
  });

  it('comes back from its snapshot as it was', () => {
    const spend = new Spend();
    spend.reserve(call('a'));
    spend.reserve(call('b', { agent: 'writer' }));
    spend.settle({ exchange: 'b', spent: used(7) });
    const restored = new Spend();
    restored.restore(JSON.parse(JSON.stringify(spend.snapshot(NOON))));
    restored.settle({ exchange: 'a', spent: used(1) });
    expect(restored.spent('project', '', 'month', NOON)).toMatchObject({ requests: 2, tokens: 8 });
  });

  it('is never over by more than the calls in flight, with concurrent calls and retries', () => {
    const step = fc.record({
      id: fc.integer({ min: 0, max: 9 }),
      kind: fc.constantFrom('ask', 'record', 'recordAgain', 'settle', 'settleAgain'),
      tokens: fc.integer({ min: 1, max: MOST }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const gate = new Gate();
        for (const { id, kind, tokens } of steps) {
          gate[kind](id, tokens);
          expect(gate.spent).toBe(gate.settled + gate.reserved);
          expect(gate.spent).toBeLessThanOrEqual(LIMIT + Math.max(0, gate.mostAtOnce - 1) * MOST);
        }
      }),
    );
  });

  it('never charges a call twice, whatever order reservations and settlements come in', () => {
    const step = fc.record({
      id: fc.integer({ min: 0, max: 5 }),
      kind: fc.constantFrom('reserve', 'settle'),
      tokens: fc.nat(50),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const spend = new Spend();
        const open = new Set<number>();
        let expected = 0;
        for (const { id, kind, tokens } of steps) {
          if (kind === 'reserve') {
            spend.reserve(call(String(id), { tokens: 100 }));
            if (!open.has(id)) expected += 100;
            open.add(id);
          } else {
            spend.settle({ exchange: String(id), spent: used(tokens) });
            if (open.delete(id)) expected += tokens - 100;
          }
        }
        expect(spend.spent('project', '', 'total', NOON).tokens).toBe(expected);
      }),
    );
  });
});

describe('a calendar window', () => {
  it.each([
    ['minute', '2026-03-01T10:20:30.500Z', '2026-03-01T10:20:00.000Z'],
    ['hour', '2026-03-01T10:20:30.500Z', '2026-03-01T10:00:00.000Z'],
    ['day', '2026-03-01T10:20:30.500Z', '2026-03-01T00:00:00.000Z'],
    ['week', '2026-03-01T23:59:59.999Z', '2026-02-23T00:00:00.000Z'],
    ['week', '2026-03-02T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
    ['month', '2026-02-28T23:59:59.999Z', '2026-02-01T00:00:00.000Z'],
    ['total', '2026-02-28T23:59:59.999Z', '1970-01-01T00:00:00.000Z'],
  ] as const)('of a %s holds %s from %s on', (window: SpendWindow, at, start) => {
    expect(new Date(windowStart(window, Date.parse(at))).toISOString()).toBe(start);
  });
});
