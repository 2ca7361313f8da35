// Changes the held part of a streamed reply as policy decided at the finish gate, and writes chunks of our own.

import { type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import { announcesCalls, type ChoiceEdit, requireTargets } from './chat-reply-edit.ts';
import { type HeldEvent, reopen } from './held-events.ts';
import { type Splice, spliceJson } from './json-splice.ts';
import type { ReplyChoice } from './reply-choice.ts';
import { frameSse } from './sse.ts';
import { type CallFragment, type ChunkPart, withoutExtras } from './stream-chunk.ts';

/** A chunk of our own about one choice, with the id, model and time of `template`: clients take them from any chunk. */
export function writeChunk(
  template: JsonObject | undefined,
  index: number,
  delta: JsonObject,
  finish: string | null = null,
): Uint8Array {
  const chunk: Record<string, JsonValue> = {};
  for (const field of ['id', 'object', 'created', 'model']) {
    const value = ownField(template, field);
    if (value !== undefined) chunk[field] = value;
  }
  chunk['object'] ??= 'chat.completion.chunk';
  chunk['choices'] = [{ index, delta, finish_reason: finish }];
  return frameSse(Buffer.from(JSON.stringify(chunk)));
}

/** The edit of one choice while its events pass. */
interface EditUnderWay {
  readonly edit: ChoiceEdit;
  /** Where each call that stays is found afterwards. */
  readonly positions: ReadonlyMap<number, number>;
  /** Whether taking calls out leaves a finish reason that announces calls that are not there. */
  readonly losesCalls: boolean;
  /** Calls whose new arguments were written. */
  readonly rewritten: Set<number>;
  textWritten: boolean;
}

export interface EditInput {
  readonly events: readonly HeldEvent[];
  readonly choices: readonly ReplyChoice[];
  readonly edits: readonly ChoiceEdit[];
  /** Any chunk of this reply. */
  readonly template: JsonObject | undefined;
}

/**
 * The events with the edits done. New text is one chunk of its own, before the first calls or the finish reason of its
 * choice; the held content and every other text of that choice go. Calls that stay keep their order and are numbered anew.
 * Events that no edit touches are the same bytes.
 */
export function editHeldEvents({ events, choices, edits, template }: EditInput): readonly Uint8Array[] {
  const underWay = new Map<number, EditUnderWay>();
  for (const edit of edits) {
    const choice = choices.find(({ index }) => index === edit.index);
    requireTargets(choice, edit);
    underWay.set(edit.index, beginEdit(edit, choice?.toolCalls.length ?? 0));
  }
  return events.flatMap((event) => editEvent(event, underWay, template));
}

function beginEdit(edit: ChoiceEdit, calls: number): EditUnderWay {
  const dropped = new Set(edit.drop);
  const positions = new Map<number, number>();
  for (let position = 0; position < calls; position++) {
    if (!dropped.has(position)) positions.set(position, positions.size);
  }
  return {
    edit,
    positions,
    losesCalls: calls > 0 && positions.size === 0,
    rewritten: new Set(),
    textWritten: false,
  };
}

function editEvent(
  event: HeldEvent,
  underWay: ReadonlyMap<number, EditUnderWay>,
  template: JsonObject | undefined,
): readonly Uint8Array[] {
  const { data, parts, hasUsage } = reopen(event.bytes);
  const written: Uint8Array[] = [];
  const splices: Splice[] = [];
  let left = hasUsage || parts.length === 0;
  for (const part of parts) {
    const edit = underWay.get(part.index);
    if (edit === undefined) {
      left = true;
      continue;
    }
    written.push(...newText(part, edit, template));
    const edited = editPart(part, edit);
    splices.push(...edited.splices);
    left ||= edited.left;
  }
  if (splices.length === 0) written.push(event.bytes);
  else if (left) written.push(frameSse(spliceJson(data, splices)));
  return written;
}

function newText(
  part: ChunkPart,
  underWay: EditUnderWay,
  template: JsonObject | undefined,
): readonly Uint8Array[] {
  const { text } = underWay.edit;
  const isPlace = part.calls.length > 0 || part.finish !== undefined;
  if (text === undefined || text === '' || underWay.textWritten || !isPlace) return [];
  underWay.textWritten = true;
  return [writeChunk(template, part.index, { content: text })];
}

/** `left` tells whether the part still says anything. */
function editPart(
  part: ChunkPart,
  underWay: EditUnderWay,
): { readonly splices: readonly Splice[]; readonly left: boolean } {
  const at = ['choices', part.place];
  const splices: Splice[] = [];
  const replacesText = underWay.edit.text !== undefined;
  if (replacesText) {
    if (part.content)
      splices.push({ path: [...at, 'delta', 'content'], action: { kind: 'replace', json: '' } });
    splices.push(...withoutExtras(part));
  }
  const kept = part.calls.length === 0 ? 0 : editCalls(part, underWay, splices);
  if (underWay.losesCalls && announcesCalls(part.finish)) {
    splices.push({ path: [...at, 'finish_reason'], action: { kind: 'replace', json: 'stop' } });
  }
  const saysText = !replacesText && Object.keys(part.delta).some((field) => !isCallField(field));
  const hasRole = Object.hasOwn(part.delta, 'role');
  return { splices, left: kept > 0 || saysText || hasRole || part.finish !== undefined };
}

function isCallField(field: string): boolean {
  return field === 'tool_calls' || field === 'function_call';
}

/** Adds what changes in the part's calls to `splices`; answers how many pieces of calls stay. */
function editCalls(part: ChunkPart, underWay: EditUnderWay, splices: Splice[]): number {
  const stays = part.calls.map((fragment) => staysInStream(fragment, underWay));
  const kept = stays.filter(Boolean).length;
  const delta = ['choices', part.place, 'delta'];
  const field = part.calls[0]?.legacy === true ? 'function_call' : 'tool_calls';
  if (kept === 0) {
    splices.push({ path: [...delta, field], action: { kind: 'remove' } });
    return 0;
  }
  for (const [k, fragment] of part.calls.entries()) {
    const at = fragment.legacy ? [...delta, field] : [...delta, field, k];
    if (stays[k] === true) splices.push(...keptCall(fragment, at, underWay));
    else splices.push({ path: at, action: { kind: 'remove' } });
  }
  return kept;
}

/** Pieces of dropped calls go, and so do the later pieces of calls whose arguments are rewritten in the first one. */
function staysInStream({ position }: CallFragment, { edit, positions, rewritten }: EditUnderWay): boolean {
  if (!positions.has(position) || rewritten.has(position)) return false;
  if (edit.arguments?.has(position) === true) rewritten.add(position);
  return true;
}

function keptCall(
  fragment: CallFragment,
  at: readonly (string | number)[],
  underWay: EditUnderWay,
): readonly Splice[] {
  const { position, legacy } = fragment;
  const splices: Splice[] = [];
  const json = underWay.edit.arguments?.get(position);
  if (json !== undefined) {
    const called = legacy ? at : [...at, 'function'];
    splices.push({ path: called, action: { kind: 'insert', key: 'arguments', json } });
  }
  const moved = underWay.positions.get(position) ?? position;
  if (moved !== position) splices.push({ path: [...at, 'index'], action: { kind: 'replace', json: moved } });
  return splices;
}
