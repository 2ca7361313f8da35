import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handoffTarget, ledgerNextSpeaker, selectedSpeaker } from './derive.ts';

describe('the target of a handoff tool', () => {
  it.each([
    ['transfer_to_billing', 'billing'],
    ['transfer_to_billing_1', 'billing'],
    ['transfer_to_data_team_12', 'data_team'],
    ['handoff_to_billing', 'billing'],
    ['handoff_to_worker_2', 'worker_2'],
    ['transfer to billing', 'billing'],
    ['transfer.to.billing', 'billing'],
    ['transfer_to_terminate_1', undefined],
    ['transfer_to_revert_to_user_3', undefined],
    ['transfer_to_terminate', 'terminate'],
    ['transfer_to_', undefined],
    ['transfer_to__1', '_1'],
    ['TRANSFER_TO_billing', undefined],
    ['transfer_money_to_billing', undefined],
    ['my_transfer_to_billing', undefined],
    ['', undefined],
  ])('of %s is %s', (name, target) => {
    expect(handoffTarget(name)).toBe(target);
  });

  it('is what the offered description spells, when it is about this tool', () => {
    expect(handoffTarget('transfer_to_billing', 'Handoff to Billing.')).toBe('Billing');
    expect(handoffTarget('transfer_to_worker_2', 'Handoff to worker_2.')).toBe('worker_2');
    expect(handoffTarget('transfer_to_billing', 'Handoff to admin.')).toBe('billing');
  });
});

describe('the speaker that a selection reply picks', () => {
  const pick = (reply: string, ...candidates: string[]) =>
    selectedSpeaker(reply, candidates, 'speaker_selection');

  it.each([
    ['coder', 'coder'],
    ['The next role is **coder**.', 'coder'],
    ['data analyst', 'data_analyst'],
    ['data\\_analyst', 'data_analyst'],
    ['data_analyst, data_analyst!', 'data_analyst'],
    ['coder or data_analyst', undefined],
    ['Coder', undefined],
    ['encoder', undefined],
    ['coder2', undefined],
    ['coder_x', undefined],
    ['écoder', undefined],
    ['coder𝐀', undefined],
    ['encoder, then coder', 'coder'],
    ['', undefined],
  ])('from %j is %s', (reply, speaker) => {
    expect(pick(reply, 'coder', 'data_analyst')).toBe(speaker);
  });

  it('may be listed twice, or have an empty or unwordly name', () => {
    expect(pick('coder', 'coder', 'coder', '')).toBe('coder');
    expect(pick('go c++ go', 'c++')).toBe('c++');
  });

  it('is found by skipping whole words, however long they and the names are', () => {
    const names = Array.from({ length: 256 }, (_, index) => 'a'.repeat(1 + index));
    expect(pick('a'.repeat(200_000), ...names)).toBeUndefined();
    expect(pick(`${'a'.repeat(200_000)} aa`, ...names)).toBe('aa');
  });

  it('is nobody in any other kind of call', () => {
    expect(selectedSpeaker('coder', ['coder'], 'normal')).toBeUndefined();
  });

  it('agrees with the expression that AutoGen uses', () => {
    const names = ['a', 'a_b', 'b', 'é', 'a b'];
    const letters = fc.string({
      unit: fc.constantFrom('a', 'b', '_', ' ', '\\', 'é', '-', '😀'),
      maxLength: 8,
    });
    const quote = (name: string) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    const reference = (reply: string, name: string) => {
      const forms = [name, name.replaceAll('_', ' '), name.replaceAll('_', '\\_')].map(quote).join('|');
      return new RegExp(`(?<=[^\\p{L}\\p{N}_])(?:${forms})(?=[^\\p{L}\\p{N}_])`, 'u').test(` ${reply} `);
    };
    fc.assert(
      fc.property(letters, (reply) => {
        const found = names.filter((name) => reference(reply, name));
        expect(pick(reply, ...names)).toBe(found.length === 1 ? found[0] : undefined);
      }),
    );
  });
});

describe('the next speaker of a ledger', () => {
  const magentic = (satisfied: boolean, speaker: unknown) =>
    JSON.stringify({
      is_request_satisfied: { reason: 'r', answer: satisfied },
      next_speaker: { reason: 'r', answer: speaker },
    });

  it('is read from a Magentic ledger, bare or fenced', () => {
    expect(ledgerNextSpeaker(magentic(false, 'coder'), 'magentic_ledger')).toBe('coder');
    expect(
      ledgerNextSpeaker(`Sure:\n\`\`\`json\n${magentic(false, 'coder')}\n\`\`\``, 'magentic_ledger'),
    ).toBe('coder');
  });

  it('is read from the decision of an Agent Framework orchestrator', () => {
    const decision = { terminate: false, reason: 'r', next_speaker: 'coder', final_message: null };
    expect(ledgerNextSpeaker(JSON.stringify(decision), 'maf_orchestrator')).toBe('coder');
    expect(
      ledgerNextSpeaker(JSON.stringify({ ...decision, terminate: true }), 'maf_orchestrator'),
    ).toBeUndefined();
    expect(
      ledgerNextSpeaker(JSON.stringify({ ...decision, next_speaker: null }), 'maf_orchestrator'),
    ).toBeUndefined();
  });

  it('is the one that Python would read where a key is repeated', () => {
    const twice = '{"next_speaker":{"answer":"a"},"next_speaker":{"answer":"b"}}';
    expect(ledgerNextSpeaker(twice, 'magentic_ledger')).toBe('b');
  });

  it.each([
    magentic(true, 'coder'),
    magentic(false, ''),
    magentic(false, 7),
    '{"next_speaker":"coder"}',
    '{"__proto__":{"next_speaker":{"answer":"coder"}}}',
    'coder',
    '}{',
    '',
    'null',
  ])('is nobody in %.40s', (reply) => {
    expect(ledgerNextSpeaker(reply, 'magentic_ledger')).toBeUndefined();
  });

  it('is nobody in any other kind of call', () => {
    expect(ledgerNextSpeaker(magentic(false, 'coder'), 'json_object')).toBeUndefined();
  });
});
