import { describe, expect, test } from 'vitest';
import { Behind } from './behind.ts';
import type { Source } from './span-facts.ts';

const from = (tool: string, ...labels: readonly string[]): Source => ({
  origin: { kind: 'tool', name: tool },
  labels,
  place: { exchange: 'e1', message: 1 },
});
const said = (agent: string): Source => ({
  origin: { kind: 'agent', name: agent },
  labels: [],
  place: { exchange: 'e1' },
});
const labels = (sources: readonly Source[]) => new Set(sources.flatMap((source) => source.labels));

describe('what stands behind an agent', () => {
  test('what reached those who spoke to it stands behind it, too', () => {
    const behind = new Behind();
    behind.reach('reader', [from('records', 'confidential')]);
    behind.reach('writer', [said('reader')]);
    behind.reach('sender', [said('writer')]);
    expect(labels(behind.of('sender'))).toEqual(new Set(['confidential']));
  });

  test('a flood of tools sheds no label, neither before it came nor after', () => {
    const flood = Array.from({ length: 100_000 }, (_, at) => from(`tool_${at}`, 'untrusted'));
    const behind = new Behind();
    behind.reach('reader', [from('early', 'confidential')]);
    behind.reach('reader', flood);
    behind.reach('reader', [from('late', 'secret')]);
    expect(labels(behind.of('reader'))).toEqual(new Set(['confidential', 'untrusted', 'secret']));
    expect(behind.of('reader').length).toBeLessThanOrEqual(257);
  });

  test('of ten thousand agents none is forgotten that was given little; of a flood those that were given nothing for longest', () => {
    const behind = new Behind();
    behind.reach('first', [from('records', 'confidential')]);
    for (let at = 0; at < 10_000; at += 1) behind.reach(`agent_${at}`, [said('first')]);
    expect(labels(behind.of('agent_0'))).toEqual(new Set(['confidential']));
    expect(labels(behind.of('agent_9999'))).toEqual(new Set(['confidential']));

    const full = Array.from({ length: 256 }, (_, at) => from(`tool_${at}`, 'untrusted'));
    for (let at = 0; at < 200; at += 1) behind.reach(`full_${at}`, full);
    expect(behind.of('agent_0')).toEqual([]);
    expect(behind.of('full_199')).toHaveLength(256);
  });
});
