import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallKind } from '../domain/index.ts';
import { selectedSpeaker } from './derive.ts';
import { type RefusalInput, shapeRefusal } from './refusal.ts';

const KINDS: readonly CallKind[] = [
  'normal',
  'speaker_selection',
  'json_object',
  'json_schema',
  'magentic_ledger',
  'maf_orchestrator',
  'retry_decision',
];

const base: RefusalInput = {
  kind: 'normal',
  reason: 'Policy no-webhooks forbids this',
  isPassing: false,
  decisionId: 'd_81',
  candidates: [],
  responseFormat: undefined,
  respondWith: 'completion',
};

const schema = (properties: object, required: string[]) =>
  JSON.parse(
    JSON.stringify({ type: 'json_schema', json_schema: { name: 'x', schema: { properties, required } } }),
  );

function contentOf(input: RefusalInput): string {
  const refusal = shapeRefusal(input);
  return refusal.shape === 'completion' ? refusal.content : 'error';
}

describe('refusing', () => {
  it('says who refused, why, under which decision, and that trying again is useless', () => {
    expect(contentOf(base)).toBe(
      '[blocked by policy] Policy no-webhooks forbids this. Do not retry: it will be blocked again. Decision d_81.',
    );
  });

  it('says that it may pass later where what blocks it passes', () => {
    expect(contentOf({ ...base, reason: 'nobody approved this in time', isPassing: true })).toBe(
      '[blocked by policy] nobody approved this in time. Do not retry at once: it may pass later. Decision d_81.',
    );
  });

  it('never holds a fence, a stop word, or the name of a candidate, whatever the kind of call and the reason', () => {
    const names = ['coder', 'data_analyst', 'Ops Lead'];
    const word = fc.constantFrom(
      'coder',
      'data_analyst',
      'data analyst',
      'data\\_analyst',
      'Ops Lead',
      'TERMINATE',
      'terminate',
      'CLEAR HISTORY',
      'clear\nhistory',
      '```',
      '````python\n',
      '~~~',
      '\n',
      ' ',
      'x',
      '.',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.array(word).map((words) => words.join('')),
        fc.constantFrom<'completion' | 'error'>('completion', 'error'),
        fc.boolean(),
        (kind, reason, respondWith, permitted) => {
          // In a speaker selection the one name is the whole answer; see below.
          const candidates = kind === 'speaker_selection' && !permitted ? [] : names;
          const refusal = shapeRefusal({ ...base, kind, reason, respondWith, candidates });
          const whole = refusal.shape === 'completion' ? refusal.content : JSON.stringify(refusal.body);
          // Agent Framework's own schema has a key of that name.
          const text = whole.replace('{"terminate":true,', '{');
          expect(text).not.toMatch(/```|~~~|terminate|clear\s+history/i);
          if (kind === 'speaker_selection' && refusal.shape === 'completion') return;
          if (candidates.length > 0) expect(text).not.toMatch(/coder|data(_| |\\+_)analyst|Ops Lead/);
        },
      ),
    );
  });

  it('answers a speaker selection with exactly one permitted candidate', () => {
    const names = fc.uniqueArray(
      fc.constantFrom('coder', 'code_r', 'code r', 'planner', 'TERMINATE', '```', 'coder x', 'x'),
    );
    fc.assert(
      fc.property(names, (candidates) => {
        const content = contentOf({ ...base, kind: 'speaker_selection', candidates });
        if (content === 'error') return;
        expect(candidates).toContain(content);
        expect(selectedSpeaker(content, candidates, 'speaker_selection')).toBe(content);
      }),
    );
    expect(contentOf({ ...base, kind: 'speaker_selection', candidates: ['coder', 'planner'] })).toBe('coder');
    expect(contentOf({ ...base, kind: 'speaker_selection', candidates: ['a b', 'b'] })).toBe('b');
  });

  it('is an error where no candidate is permitted or none can be named alone', () => {
    for (const candidates of [[], ['TERMINATE'], ['a\nb'], ['']]) {
      expect(shapeRefusal({ ...base, kind: 'speaker_selection', candidates }).shape).toBe('error');
    }
  });

  it('ends a Magentic run with its ledger', () => {
    const ledger = JSON.parse(contentOf({ ...base, kind: 'magentic_ledger' }));
    expect(Object.keys(ledger)).toEqual([
      'is_request_satisfied',
      'is_in_loop',
      'is_progress_being_made',
      'next_speaker',
      'instruction_or_question',
    ]);
    expect(ledger.is_request_satisfied).toEqual({ reason: contentOf(base), answer: true });
  });

  it('ends an Agent Framework group chat, and a retry loop, with an object of their schema', () => {
    const reason = contentOf(base);
    expect(JSON.parse(contentOf({ ...base, kind: 'maf_orchestrator' }))).toEqual({
      terminate: true,
      reason,
      next_speaker: null,
      final_message: reason,
    });
    expect(JSON.parse(contentOf({ ...base, kind: 'retry_decision' }))).toEqual({ reason, retry: false });
  });

  it('is an error where a schema only shares the name of a known one', () => {
    const input: RefusalInput = { ...base, kind: 'retry_decision' };
    const ok = schema({ reason: {}, retry: {} }, ['reason', 'retry']);
    expect(shapeRefusal({ ...input, responseFormat: ok }).shape).toBe('completion');
    expect(shapeRefusal({ ...input, responseFormat: schema({ reason: {} }, []) }).shape).toBe('error');
    const more = schema({ reason: {}, retry: {}, other: {} }, ['other']);
    expect(shapeRefusal({ ...input, responseFormat: more }).shape).toBe('error');
  });

  it.each(['json_schema', 'json_object'] as const)('is an error for %s: text would not parse', (kind) => {
    expect(shapeRefusal({ ...base, kind }).shape).toBe('error');
  });

  it('is an error that no client retries or fails over on, for every kind of call, when the policy says so', () => {
    for (const kind of KINDS) {
      expect(shapeRefusal({ ...base, kind, respondWith: 'error', candidates: ['coder'] })).toMatchObject({
        shape: 'error',
        status: 403,
        code: 'content_filter',
        body: {
          error: { type: 'policy_violation', code: 'content_filter', param: null, decision_id: 'd_81' },
        },
      });
    }
  });
});
