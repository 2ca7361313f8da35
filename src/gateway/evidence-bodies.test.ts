import { describe, expect, it } from 'vitest';
import type { Action, ActionEvidence, Finding, JsonValue } from '../domain/index.ts';
import { describeEvidence, MOST_EVIDENCE_BYTES } from './evidence-bodies.ts';

const CALL: Action = {
  type: 'tool_call',
  id: 'r0c0',
  door: 'reply',
  choice: 0,
  position: 0,
  callId: undefined,
  legacy: false,
  toolName: 'send_email',
  rawArguments: '{"to":"a@b.example"}',
  arguments: { kind: 'object', value: { to: 'a@b.example' } },
  definition: { name: 'send_email', description: '', parameters: { properties: { body: {} } } },
};

const found = (part: Partial<Finding> = {}): Finding => ({
  detector: 'exfiltration',
  confidence: 0.75,
  share: 1 / 3,
  where: { kind: 'exchange' },
  evidence: ['holds data of a tool'],
  ...part,
});

function bodyOf(part: Partial<ActionEvidence>): Record<string, JsonValue> {
  const body: Record<string, JsonValue> = {};
  describeEvidence(CALL, { findings: [], failed: [], sources: () => [], ...part }, body);
  return body;
}

const at = (parameter: string | undefined, span?: { start: number; end: number }): Finding =>
  found({ where: { kind: 'action', actionId: 'r0c0', parameter, span } });

describe('the findings in a record', () => {
  it('say which detector, how surely, how much and where', () => {
    expect(bodyOf({ findings: [at('body', { start: 3, end: 9 })] })['findings']).toEqual([
      {
        detector: 'exfiltration',
        confidence: 0.75,
        share: 0.333,
        evidence: ['holds data of a tool'],
        where: { parameter: 'body', start: 3, end: 9 },
      },
    ]);
  });

  it('name no parameter that only the model made up: its name may be content', () => {
    expect(bodyOf({ findings: [at('hunter2')] })['findings']).not.toMatchObject([{ where: {} }]);
  });

  it('keep the surest of every detector, however many weak ones another makes', () => {
    const weak = Array.from({ length: 40 }, () => found({ detector: 'sensitive_data', confidence: 0.9 }));
    const body = bodyOf({ findings: [...weak, found({ detector: 'runaway', confidence: 0.1 })] });
    expect(body['findings']).toHaveLength(16);
    expect(JSON.stringify(body['findings'])).toContain('runaway');
    expect(body['findings_total']).toBe(41);
  });

  it('are bounded in size whatever their words are', () => {
    const long = found({
      evidence: Array(30).fill('語\u0007'.repeat(200)),
      where: { kind: 'tool', tool: '語'.repeat(900) },
    });
    const body = bodyOf({ findings: Array(40).fill(long) });
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(MOST_EVIDENCE_BYTES);
  });

  it('say which detectors gave no answer, and why', () => {
    const failed = [{ detector: 'external', why: 'unavailable' }] as const;
    expect(bodyOf({ failed })).toEqual({ detectors_failed: failed });
  });
});
