// What the gateway does with new texts that an attacker would send: all detectors, what they are traced to, and their facts.

import { type DetectorInput, detectors, type InspectedText, runDetectors } from '../../src/detect/index.ts';
import type { TextOrigin } from '../../src/domain/index.ts';
import type { Lineage } from '../../src/lineage/index.ts';
import { readChatRequest } from '../../src/wire/index.ts';
import { type Figure, timed } from './measure.ts';
import { HOSTILE, MEGABYTE, message } from './texts.ts';
import { digestOf, entered, inputOf, KEY, ROOT } from './workflow.ts';

const UNBOUNDED = { micros: () => 0, processorMicros: () => 0, boundMicros: 1 };
const BAR_MS = 100;
/** The messages of one request that are read (`max_messages` as shipped); one with more is refused as a whole. */
const MOST_MESSAGES = 5000;

export function hostile(lineage: Lineage): readonly Figure[] {
  return [...megabytes(lineage), ...rosters(lineage), ofUser(lineage), ...manyResults(lineage)];
}

const UNKNOWN: TextOrigin = { kind: 'unknown' };

function megabytes(lineage: Lineage): readonly Figure[] {
  return HOSTILE.flatMap(([name, text]) => {
    const input = inputOf(text, lineage.view(ROOT, KEY));
    return [
      timed({ what: `1 MB ${name}`, unit: 'ms', bar: BAR_MS, times: 9 }, () => {
        runDetectors(detectors, input, UNBOUNDED);
        trace(lineage, input, UNKNOWN);
      }),
      timed({ what: '— of which lineage', unit: 'ms', bar: undefined, times: 9 }, () => {
        trace(lineage, input, UNKNOWN);
      }),
    ];
  });
}

function trace(lineage: Lineage, { texts }: DetectorInput, origin: TextOrigin): void {
  const view = lineage.view(ROOT, KEY);
  for (const { text } of texts) view.parts(text);
  for (const { text } of texts) entered(lineage, text, origin);
}

/** A megabyte that is asked for each of 128 names, one that has none of them, and one of nothing else. */
function rosters(lineage: Lineage): readonly Figure[] {
  const roster = Array.from({ length: 128 }, (_, index) => `agent_number_${index}_of_the_team`);
  const names = roster.map((name) => `${name}: done. `).join('');
  const texts = [
    ['of messages, with 128 agents', message(11, MEGABYTE)],
    ['of the names of 128 agents', names.repeat(Math.ceil(MEGABYTE / names.length)).slice(0, MEGABYTE)],
  ] as const;
  return texts.map(([name, text]) => {
    const input = { ...inputOf(text, lineage.view(ROOT, KEY)), roster };
    return timed({ what: `1 MB ${name}`, unit: 'ms', bar: BAR_MS, times: 9 }, () => {
      runDetectors(detectors, input, UNBOUNDED);
      trace(lineage, input, UNKNOWN);
    });
  });
}

/** What a user writes authorises, word for word. */
function ofUser(lineage: Lineage): Figure {
  const text = message(13, MEGABYTE);
  const given = inputOf(text, lineage.view(ROOT, KEY));
  const texts = given.texts.map(
    (each): InspectedText => ({ ...each, channel: 'user_message', origin: { kind: 'user' } }),
  );
  const input = { ...given, texts, task: text.slice(0, 16 * 1024) };
  return timed({ what: '1 MB of what a user asks', unit: 'ms', bar: BAR_MS, times: 9 }, () => {
    runDetectors(detectors, input, UNBOUNDED);
    trace(lineage, input, { kind: 'user' });
  });
}

function manyResults(lineage: Lineage): readonly Figure[] {
  const given = inputOf('', lineage.view(ROOT, KEY));
  const texts = given.texts.flatMap((each) =>
    Array.from(
      { length: MOST_MESSAGES },
      (_, index): InspectedText => ({
        ...each,
        text: `result ${index}`,
        place: { kind: 'message', messageIndex: index, span: undefined },
      }),
    ),
  );
  const raw = Buffer.from(JSON.stringify({ model: 'm', messages: results(100_000) }));
  return [
    timed(
      { what: `${MOST_MESSAGES} tool results, the most of a request`, unit: 'ms', bar: 1000, times: 9 },
      () => {
        runDetectors(detectors, { ...given, texts }, UNBOUNDED);
        trace(lineage, { ...given, texts }, { kind: 'tool', name: 'lookup' });
      },
    ),
    timed(
      { what: '100,000 tool results in a request, refused by its limit', unit: 'ms', bar: 1000, times: 9 },
      () => {
        const read = readChatRequest(raw, {
          sha256: (text) => digestOf(String(text)),
          maxMessages: MOST_MESSAGES,
        });
        if (read.ok || !read.message.includes(String(MOST_MESSAGES)))
          throw new Error('not refused by its limit');
      },
    ),
  ];
}

function results(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({
    role: 'tool',
    tool_call_id: `call_${index}`,
    content: `result ${index}`,
  }));
}
