// Puts the pieces of a streamed choice together, and refuses pieces that two clients would put together differently.

import type { FencedBlock } from './code-fences.ts';
import {
  addOtherText,
  joinOtherText,
  type OtherText,
  type ReplyChoice,
  type ReplyToolCall,
} from './reply-choice.ts';
import { type CallFragment, type ChunkPart, finishReason } from './stream-chunk.ts';
import { readToolArguments } from './tool-arguments.ts';

interface CallUnderWay {
  readonly name: string;
  readonly legacy: boolean;
  id: string;
  rawArguments: string;
}

/** One choice under way. */
export interface ChoiceAssembly {
  readonly index: number;
  /** Adds what a chunk says of this choice. Answers why the pieces do not fit together, or undefined where they do. */
  add(part: ChunkPart): string | undefined;
  readonly text: string;
  readonly callCount: number;
  readonly isFinished: boolean;
  /** The choice so far. */
  read(blocks: readonly FencedBlock[], maxArgumentBytes: number): ReplyChoice;
}

export function createChoiceAssembly(index: number): ChoiceAssembly {
  return new Assembly(index);
}

class Assembly implements ChoiceAssembly {
  readonly index: number;
  readonly #other: OtherText = new Map();
  readonly #calls: CallUnderWay[] = [];
  #text = '';
  #finish: string | undefined;

  constructor(index: number) {
    this.index = index;
  }

  get text(): string {
    return this.#text;
  }

  get callCount(): number {
    return this.#calls.length;
  }

  get isFinished(): boolean {
    return this.#finish !== undefined;
  }

  add(part: ChunkPart): string | undefined {
    if (part.content !== undefined) this.#text += part.content;
    addOtherText(this.#other, part.choice, part.delta);
    for (const fragment of part.calls) {
      const why = this.#addCall(fragment);
      if (why !== undefined) return why;
    }
    if (part.finish !== undefined) this.#finish = finishReason(part.finish);
    return undefined;
  }

  read(blocks: readonly FencedBlock[], maxArgumentBytes: number): ReplyChoice {
    const toolCalls = this.#calls.map(
      ({ name, legacy, id, rawArguments }, position): ReplyToolCall => ({
        position,
        id: id === '' ? undefined : id,
        name,
        rawArguments,
        arguments: readToolArguments(rawArguments, maxArgumentBytes),
        legacy,
      }),
    );
    const otherText = joinOtherText(this.#other);
    return { index: this.index, text: this.#text, otherText, toolCalls, blocks, finishReason: this.#finish };
  }

  /**
   * Clients disagree about calls that begin without a name, about a name or id that is given again, and about gaps: some
   * add to what they have, some replace it, some drop the call.
   */
  #addCall(fragment: CallFragment): string | undefined {
    const call = this.#calls[fragment.position];
    if (call === undefined) return this.#beginCall(fragment);
    if (call.legacy !== fragment.legacy) return 'a choice holds both tool_calls and function_call';
    if (fragment.name !== '') return 'a tool call is named twice';
    if (fragment.id !== '' && call.id !== '' && fragment.id !== call.id) return 'a tool call changes its id';
    if (fragment.id !== '') call.id = fragment.id;
    call.rawArguments += fragment.rawArguments;
    return undefined;
  }

  #beginCall({ position, id, name, rawArguments, legacy }: CallFragment): string | undefined {
    if (position !== this.#calls.length) return 'the indexes of tool calls have a gap';
    if (name === '') return 'a tool call begins without a name';
    if (position > 0 && legacy !== this.#calls[0]?.legacy)
      return 'a choice holds both tool_calls and function_call';
    this.#calls.push({ id, name, rawArguments, legacy });
    return undefined;
  }
}
