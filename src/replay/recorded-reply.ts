// A model's reply as it was judged, read from what its record keeps: the bytes of a buffered one, the choices of a stream.

import { isJsonObject, type JsonObject, ownField, stringField } from '../domain/index.ts';
import {
  findFences,
  type ReplyChoice,
  type ReplyToolCall,
  readChatReply,
  readToolArguments,
} from '../wire/index.ts';
import { type OpenedRecord, textOf } from './log-reader.ts';
import { jsonOf } from './recorded-call.ts';

/** The choices, or why they can not be read. */
export function recordedChoices(
  opened: OpenedRecord,
  argumentBytes: number,
): readonly ReplyChoice[] | { readonly why: string } {
  const bytes = opened.contents?.get('reply');
  const value = jsonOf(textOf(opened, 'reply'));
  if (bytes === undefined) return { why: 'no reply was kept' };
  if (Array.isArray(value))
    return value.filter(isJsonObject).map((each) => streamedChoice(each, argumentBytes));
  const read = readChatReply(bytes, { maxActions: Number.MAX_SAFE_INTEGER, maxArgumentBytes: argumentBytes });
  return read.ok ? read.reply.choices : { why: `the reply that was kept can not be read: ${read.why}` };
}

/** The blocks that a stream gave up before its end, as they were judged then: alone in their choice. */
export function recordedBlocks(
  choices: readonly ReplyChoice[],
  blocks: readonly (readonly [choice: number, start: number])[],
): readonly ReplyChoice[] {
  const [first] = blocks;
  const choice = choices.find(({ index }) => index === first?.[0]);
  if (first === undefined || choice === undefined) return [];
  const starts = new Set(blocks.map(([, start]) => start));
  return [
    {
      index: choice.index,
      text: '',
      otherText: '',
      toolCalls: [],
      blocks: choice.blocks.filter(({ start }) => starts.has(start)),
      finishReason: undefined,
    },
  ];
}

function streamedChoice(choice: JsonObject, argumentBytes: number): ReplyChoice {
  const text = stringField(choice, 'text') ?? '';
  const calls = ownField(choice, 'tool_calls');
  return {
    index: Number(ownField(choice, 'index') ?? 0),
    text,
    otherText: stringField(choice, 'other_text') ?? '',
    toolCalls: (Array.isArray(calls) ? calls.filter(isJsonObject) : []).map((call) =>
      streamedCall(call, argumentBytes),
    ),
    blocks: findFences(text),
    finishReason: stringField(choice, 'finish_reason'),
  };
}

function streamedCall(call: JsonObject, argumentBytes: number): ReplyToolCall {
  const rawArguments = stringField(call, 'arguments') ?? '';
  return {
    position: Number(ownField(call, 'position') ?? 0),
    id: stringField(call, 'id'),
    name: stringField(call, 'name') ?? '',
    rawArguments,
    arguments: readToolArguments(rawArguments, argumentBytes),
    legacy: ownField(call, 'legacy') === true,
  };
}
