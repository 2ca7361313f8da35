// Texts as agents send them, judged for nobody, so that the platform has compiled what judging needs before somebody waits for it.

import { Lineage, printKey } from '../lineage/index.ts';
import { DetectionMemory } from './detection-memory.ts';
import type { Detector, DetectorInput, InspectedAction, TextChannel } from './detector.ts';
import { directivePrints, turnDivergence } from './detectors/semantic-divergence/semantic-divergence.ts';
import { type DetectorClock, type DetectorRun, runDetectors } from './run-detectors.ts';

const SAMPLES: readonly string[] = [
  'The invoice of March lists three items; the total is 1,204.50 EUR. Please review it before Friday, and write to billing@example.com if anything is unclear.\n',
  '{"id": 17, "name": "Alice Moore", "when": "2026-01-02T10:00:00Z", "tags": ["new", "urgent"], "note": "Call back: +1 202 555 0173"}\n',
  'def total(rows):\n    # one price each\n    return sum(row["price"] for row in rows if row["id"] > 3)\n',
  'From: planner\nTo: writer\n\nHello team, I’ve attached the report: see https://example.com/r?q=1 and answer by noon. You must not forget the summary!\n',
  '2026-01-02 10:00:00 ERROR [worker-3] request 8f3a91c2 failed after 12 ms: connection to 10.0.0.1:5432 was refused, token=none\n',
  '| city | temperature |\n| --- | --- |\n| Zürich | 21 °C |\n| 東京 | 27 °C |\n\n1. Pack the bags.\n2. Don’t be late — the train leaves at 8.\n',
  'SGVsbG8gdGVhbSwgdGhlIGZpbGUgaXMgcmVhZHk= and %48%65%6c%6c%6f, as /var/lib/app/config.yaml says.\n',
];

/** Functions that run once for a text are compiled after about so many texts. */
const SHORT_TEXTS = 1600;
/** What runs for each character is compiled by a few texts of some length. */
const LONG_TEXTS = 40;
const LONG = 8 * 1024;
/** A long text each so many short ones. */
const EVERY = Math.floor(SHORT_TEXTS / LONG_TEXTS);

const NOT_TIMED: DetectorClock = { micros: () => 0, processorMicros: () => 0, boundMicros: 1 };
const KEY = printKey('0123456789abcdef');

/**
 * Judges texts of many kinds, one after the other, and keeps nothing. A step takes less than a millisecond, some of the
 * first ones tens of them: whoever runs them lets others go first in between. Two to three seconds of work in all. Answers
 * what each step found out.
 */
export function* warmUp(detectors: readonly Detector[]): Generator<readonly DetectorRun[], void> {
  const lineage = new Lineage();
  for (let turn = 0; turn < SHORT_TEXTS; turn += 1) {
    yield* judged(textOf(turn, 1), turn, { detectors, lineage });
    if (turn % EVERY === 0) yield* judged(textOf(turn, LONG), turn, { detectors, lineage });
  }
}

/** The samples from the `turn`th on, to a length. */
function textOf(turn: number, length: number): string {
  let text = '';
  for (let next = turn; text.length < length; next += 1) text += SAMPLES[next % SAMPLES.length] ?? '';
  return `${text}${turn}`;
}

interface Judging {
  readonly detectors: readonly Detector[];
  readonly lineage: Lineage;
}

function* judged(
  text: string,
  turn: number,
  { detectors, lineage }: Judging,
): Generator<readonly DetectorRun[], void> {
  const input = inputOf(text, turn, lineage);
  for (const detector of detectors) {
    yield runDetectors([detector], input, NOT_TIMED);
  }
  directivePrints(input);
  turnDivergence(input);
  yield NOTHING;
  if (turn % TRACED !== 0) return;
  input.lineage.parts(text);
  enter(text, turn, lineage);
  yield NOTHING;
}

const NOTHING: readonly DetectorRun[] = [];

const ROOT = 'warm-up';
/** A workflow that goes on for ever would make each turn cost more. */
const TURNS_OF_A_WORKFLOW = 64;
/** Tracing asks the same of every view and value of a text: fewer texts will do. */
const TRACED = 2;

function rootOf(turn: number): string {
  return `${ROOT} ${Math.floor(turn / TURNS_OF_A_WORKFLOW)}`;
}

function enter(text: string, turn: number, lineage: Lineage): void {
  const digest = `text ${turn}`;
  const place = { exchange: ROOT, message: turn };
  const origin =
    turn % 4 === 0 ? ({ kind: 'tool', name: 'read_file' } as const) : ({ kind: 'user' } as const);
  const span = lineage.spanFacts(rootOf(turn), { text, digest, origin, labels: ['untrusted'], place }, KEY);
  const root = rootOf(turn);
  lineage.apply({
    at: turn,
    agent: 'writer',
    root,
    workflow: root,
    firstText: undefined,
    messages: [digest],
    emissions: [],
    calls: [],
    spans: [span],
  });
}

/** Arguments of tools are short as a rule. */
const SHORTENED = 256;
const CHANNELS: readonly TextChannel[] = ['tool_result', 'agent_message', 'user_message', 'memory'];
const ROSTER = ['planner', 'writer', 'reviewer', 'user_proxy'];

/** Every fifth turn is a reply, with actions. */
function inputOf(text: string, turn: number, lineage: Lineage): DetectorInput {
  const isReply = turn % 5 === 0;
  return {
    agent: 'writer',
    scope: 'You write letters and pay invoices.',
    task: 'Pay the invoice of March, and tell Alice about it.',
    roster: ROSTER,
    texts: [
      {
        channel: isReply ? 'reply' : (CHANNELS[turn % CHANNELS.length] ?? 'tool_result'),
        place: { kind: 'message', messageIndex: 2, span: undefined },
        claimed: undefined,
        origin: isReply ? { kind: 'agent', name: 'writer' } : { kind: 'tool', name: 'read_file' },
        text,
      },
    ],
    context: [],
    actions: isReply ? actionsOf(text.slice(0, SHORTENED)) : [],
    tools: [],
    history: new DetectionMemory().view(rootOf(turn), 'writer', 0),
    lineage: lineage.view(rootOf(turn), KEY),
    external: undefined,
  };
}

function actionsOf(text: string): readonly InspectedAction[] {
  const value = { to: 'alice@example.com', subject: 'March', body: text };
  const reply = { door: 'reply', choice: 0 } as const;
  return [
    {
      ...reply,
      type: 'tool_call',
      id: 'r0',
      position: 0,
      callId: 'call_1',
      toolName: 'send_email',
      rawArguments: JSON.stringify(value),
      arguments: { kind: 'object', value },
      legacy: false,
      definition: undefined,
    },
    {
      ...reply,
      type: 'code_execution',
      id: 'r1',
      language: 'python',
      code: 'import json\nprint(sum(row["price"] for row in json.load(open("rows.json"))))\n',
      start: 0,
      end: 0,
      capabilities: [],
    },
  ];
}
