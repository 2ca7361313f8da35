import { describe, expect, it } from 'vitest';
import { detectorInput, faultsOf, readCases } from '../../../../test/support/detector-cases.ts';
import { runDetectors } from '../../run-detectors.ts';
import { external } from './external.ts';
import { readExternalAnswer } from './external-answer.ts';

const text = { channel: 'tool_result', text: 'a text of some length' } as const;
const still = { micros: () => 0, processorMicros: () => 0, boundMicros: 1 };

describe('detector external', () => {
  it('fires on each case that it must find, and on no other', () => {
    expect(faultsOf(external, readCases(new URL('cases.jsonl', import.meta.url)))).toEqual([]);
  });

  it('has failed, and has not found nothing, where no answer came', () => {
    const input = detectorInput(text, { external: { kind: 'unavailable', why: 'timeout' } });
    const [run] = runDetectors([external], input, still);
    expect(run?.outcome).toEqual({ kind: 'failed', detector: 'external', why: 'unavailable' });
  });

  it('keeps the span where it lies in the text, and drops it where it does not', () => {
    const placed = (span: { start: number; end: number }) => {
      const answer = readExternalAnswer({ findings: [{ text: 0, confidence: 1, span, reason: 'x' }] });
      return external.inspect(detectorInput(text, { external: answer }))[0]?.where;
    };
    expect(placed({ start: 2, end: 6 })).toMatchObject({ span: { start: 2, end: 6 } });
    expect(placed({ start: 2, end: 600 })).toMatchObject({ span: undefined });
  });

  it.each([
    'not an answer',
    { findings: [{ confidence: 2, reason: 'x' }] },
    { findings: [{ confidence: 1, reason: 'the text says: my password is hunter2' }] },
    { findings: [], more: 1 },
  ])('takes %j for no answer', (body) => {
    expect(readExternalAnswer(body)).toEqual({ kind: 'unavailable', why: 'bad_answer' });
  });
});
