// One batch, until each of its records is taken or refused for good: retries, backoff, halving.

import type { ExportedRecord } from './exported-record.ts';
import type { ExportAnswer, Exporter, Outcome, SinkSettings } from './exporter.ts';
import type { Post } from './http-post.ts';
import type { RefusedRecord } from './sink-cursor.ts';

export interface SendDeps {
  readonly exporter: Exporter;
  readonly settings: SinkSettings;
  readonly post: Post;
  readonly clock: () => number;
  /** 0 to 1, for jitter. */
  readonly chance: () => number;
  /** Rejects when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** Told about every attempt that did not end with everything taken. */
  readonly onTrouble: (trouble: Trouble) => void;
}

export interface Trouble {
  readonly kind: 'retrying' | 'misconfigured';
  readonly why: string;
  readonly attempt: number;
  readonly nextInMs: number;
}

interface Item {
  readonly index: number;
  readonly text: string;
}

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 60_000;
const MAX_RETRY_AFTER_MS = 10 * 60_000;

/**
 * Resolves when the destination has taken or refused every record; never gives up on what may pass, and never calls
 * taken what was not. Rejects only when the signal is aborted.
 */
export async function sendBatch(
  records: readonly ExportedRecord[],
  deps: SendDeps,
): Promise<readonly RefusedRecord[]> {
  const items: Item[] = [];
  for (const exported of records) {
    const text = deps.exporter.item(exported, deps.settings);
    if (text !== undefined) items.push({ index: exported.record.index, text });
  }
  const refused: RefusedRecord[] = [];
  for (const part of partsOf(items, deps.exporter)) refused.push(...(await sendPart(part, deps)));
  return refused.sort((a, b) => a.index - b.index);
}

/** Cuts at the destination's limits; an item that alone is larger goes alone, and the destination says what it thinks. */
function* partsOf(items: readonly Item[], { maxRecords, maxBytes }: Exporter): Generator<readonly Item[]> {
  let part: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(item.text) + 1;
    if (part.length > 0 && (part.length === maxRecords || bytes + size > maxBytes)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(item);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

async function sendPart(part: readonly Item[], deps: SendDeps): Promise<readonly RefusedRecord[]> {
  const refused: RefusedRecord[] = [];
  const waiting: (readonly Item[])[] = [part];
  let attempt = 0;
  for (let items = waiting.pop(); items !== undefined; items = waiting.pop()) {
    const { outcome, retryAfterMs } = await attemptAt(items, deps);
    const left = readOutcome(outcome, items);
    refused.push(...left.refused);
    attempt = left.progressed ? 0 : attempt + 1;
    // The last pushed goes first: order within the batch is kept as far as the destination allows.
    waiting.push(...left.again.toReversed());
    if (left.trouble === undefined || left.again.length === 0) continue;
    const nextInMs = pauseBefore(attempt, retryAfterMs, deps.chance());
    deps.onTrouble({ ...left.trouble, attempt, nextInMs });
    await deps.pause(nextInMs, deps.signal);
  }
  return refused;
}

async function attemptAt(
  items: readonly Item[],
  deps: SendDeps,
): Promise<{ readonly outcome: Outcome; readonly retryAfterMs: number | undefined }> {
  deps.signal.throwIfAborted();
  const { exporter, settings } = deps;
  const batchId = `${settings.name}-${items[0]?.index ?? 0}-${items.at(-1)?.index ?? 0}`;
  const sent = exporter.request(
    items.map((item) => item.text),
    settings,
    { now: deps.clock(), batchId },
  );
  let answer: ExportAnswer;
  try {
    answer = await deps.post(sent, { settings, gzip: exporter.gzip, signal: deps.signal });
  } catch (cause) {
    deps.signal.throwIfAborted();
    // Whatever broke on the way (refused, reset, silent), the records are still ours to deliver.
    return { outcome: { kind: 'later', why: reasonOf(cause) }, retryAfterMs: undefined };
  }
  return { outcome: exporter.outcome(answer, items.length), retryAfterMs: answer.retryAfterMs };
}

interface Left {
  readonly refused: readonly RefusedRecord[];
  readonly again: readonly (readonly Item[])[];
  readonly progressed: boolean;
  readonly trouble: Pick<Trouble, 'kind' | 'why'> | undefined;
}

const NOTHING: Left = { refused: [], again: [], progressed: true, trouble: undefined };

function readOutcome(outcome: Outcome, items: readonly Item[]): Left {
  switch (outcome.kind) {
    case 'taken':
      return NOTHING;
    case 'some':
      return someLeft(outcome, items);
    case 'too_large':
      return halved(items);
    case 'later':
      return {
        ...NOTHING,
        again: [items],
        progressed: false,
        trouble: { kind: 'retrying', why: outcome.why },
      };
    case 'misconfigured':
      return {
        ...NOTHING,
        again: [items],
        progressed: false,
        trouble: { kind: 'misconfigured', why: outcome.why },
      };
  }
}

function someLeft(outcome: Extract<Outcome, { kind: 'some' }>, items: readonly Item[]): Left {
  const refused = outcome.refused.flatMap(({ position, why }) => {
    const item = items[position];
    return item === undefined ? [] : [{ index: item.index, why }];
  });
  const again = outcome.again.flatMap((position) => items[position] ?? []);
  return {
    refused,
    again: again.length === 0 ? [] : [again],
    progressed: again.length < items.length,
    trouble: { kind: 'retrying', why: outcome.why },
  };
}

function halved(items: readonly Item[]): Left {
  const [only] = items;
  if (only !== undefined && items.length === 1) {
    const refused = [{ index: only.index, why: 'larger than the destination takes' }];
    return { ...NOTHING, refused };
  }
  const middle = Math.ceil(items.length / 2);
  return { ...NOTHING, again: [items.slice(0, middle), items.slice(middle)] };
}

/** Exponential with full jitter above half, at most a minute; what the destination asks for, at most ten. */
function pauseBefore(attempt: number, retryAfterMs: number | undefined, chance: number): number {
  const grown = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 16));
  const jittered = grown / 2 + (grown / 2) * chance;
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
}

/** The deadline of the whole request, and those of the client for its parts: whichever comes first. */
const LATE: ReadonlySet<string> = new Set([
  'TimeoutError',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'the request failed';
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
  return LATE.has(code) ? 'no answer in time' : `the request failed (${code})`;
}
