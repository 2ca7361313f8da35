import { describe, expect, it } from 'vitest';
import { type OverrideEvent, readOverrideEvent } from './override-events.ts';
import { coveringOverride, createOverrideBook, Overrides, type OverrideWish } from './overrides.ts';

const DIGEST = 'a'.repeat(64);
const WISH: OverrideWish = {
  detector: 'stub',
  by: 'security_reviewer',
  byKind: 'agent',
  reason: 'a test document that quotes an attack',
  forMs: 1000,
  maxUses: 2,
};
const SCOPE = { workflow: 'w', actionDigest: () => DIGEST };
const used = (exchange: string) => ({ exchange, workflow: 'w', actionId: 'r0', confidence: 0.9 });
const fault = (code: string) => expect.objectContaining({ name: 'GatewayError', code });

function world(past: readonly OverrideEvent[] = []) {
  const recorded: OverrideEvent[] = [];
  const state = { now: 0, ids: 0 };
  const book = createOverrideBook();
  for (const event of past) book.apply(event);
  const overrides = new Overrides({
    book,
    clock: () => state.now,
    newId: () => {
      state.ids += 1;
      return `o${state.ids}`;
    },
    record: async (event) => {
      await Promise.resolve();
      recorded.push(event);
    },
  });
  return { overrides, recorded, state };
}

describe('an override', () => {
  it('is used up once for an exchange, on record with who and why, as often as it says', async () => {
    const { overrides, recorded } = world();
    expect(await overrides.use('o1', used('x1'))).toBe(false);
    await overrides.grant(WISH);
    const exchanges = ['x1', 'x1', 'x2', 'x3', 'x2'];
    const took = await Promise.all(exchanges.map((exchange) => overrides.use('o1', used(exchange))));
    expect(took).toEqual([true, true, true, false, true]);
    expect(recorded).toMatchObject([
      { kind: 'override_granted', body: { by: 'security_reviewer', reason: WISH.reason, detector: 'stub' } },
      { kind: 'override_used', body: { override_id: 'o1', exchange_id: 'x1', confidence: 0.9 } },
      { kind: 'override_used', body: { exchange_id: 'x2' } },
    ]);
  });

  it.each(['', '   ', '\n'])('without a reason is refused: %j', async (reason) => {
    const { overrides, recorded } = world();
    await expect(overrides.grant({ ...WISH, reason })).rejects.toEqual(fault('invalid_request'));
    expect(recorded).toEqual([]);
  });

  it('reaches no further than its detector, workflow and action', () => {
    const terms = [{ override_id: 'o1', detector: 'stub', workflow: 'w', action_digest: DIGEST }];
    expect(coveringOverride(terms, 'stub', SCOPE)).toBe('o1');
    expect(coveringOverride(terms, 'other', SCOPE)).toBeUndefined();
    for (const other of [{ workflow: 'w2' }, { actionDigest: () => 'b'.repeat(64) }])
      expect(coveringOverride(terms, 'stub', { ...SCOPE, ...other })).toBeUndefined();
  });

  it('ends by time and by revocation, and survives a restart', async () => {
    const first = world();
    const { override_id: id } = await first.overrides.grant(WISH);
    const again = first.recorded.map((event) => readOverrideEvent(JSON.parse(JSON.stringify(event))));
    const second = world(again.filter((event) => event !== undefined));
    expect(second.overrides.live()).toHaveLength(1);
    second.state.now = 1000;
    expect(await second.overrides.use(id, used('x1'))).toBe(false);
    await first.overrides.revoke(id, 'ann');
    expect(await first.overrides.use(id, used('x1'))).toBe(false);
    await expect(first.overrides.revoke(id, 'ann')).rejects.toEqual(fault('conflict'));
    await expect(first.overrides.revoke('o9', 'ann')).rejects.toEqual(fault('not_found'));
  });

  it('is refused when it would last too long, be used without end, or name no detector', async () => {
    const { overrides } = world();
    const month = 31 * 86_400_000;
    for (const wrong of [
      { forMs: month },
      { forMs: 0 },
      { maxUses: 0 },
      { detector: '*' },
      { actionDigest: 'x' },
    ])
      await expect(overrides.grant({ ...WISH, ...wrong })).rejects.toEqual(fault('invalid_request'));
  });

  it('that can not be read stops the start', () => {
    expect(() => readOverrideEvent({ kind: 'override_used', body: {} })).toThrow(/override_used/);
    expect(readOverrideEvent({ kind: 'approval_used', body: {} })).toBeUndefined();
  });
});
