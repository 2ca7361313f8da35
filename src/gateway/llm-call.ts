// The call itself as an action: what an agent chooses outside of its messages, put together only where policy reads it.

import type { LlmCallAction, ToolDefinition } from '../domain/index.ts';
import { type ChatRequest, callLabels, callText } from '../wire/index.ts';

/** A class: accessors in an object literal would give every object a layout of its own, which costs wherever it is read. */
export class LlmCall implements LlmCallAction {
  readonly type = 'llm_call';
  readonly id = 'q0';
  readonly door = 'request';
  readonly toolsOffered: readonly ToolDefinition[];
  readonly maxTokens: number | undefined;
  readonly estimatedTokens: number;
  readonly choices: number;
  readonly #request: ChatRequest;
  readonly #otherLabels: () => readonly string[];
  #text: string | undefined;
  #labels: string | undefined;

  /** `otherLabels` of messages that are no action of their own: around words that were released stand names that were not. */
  constructor(request: ChatRequest, otherLabels: () => readonly string[]) {
    this.toolsOffered = request.tools;
    this.maxTokens = request.maxTokens;
    this.estimatedTokens = Math.ceil(request.raw.byteLength / 4);
    this.choices = request.choices;
    this.#request = request;
    this.#otherLabels = otherLabels;
  }

  get text(): string {
    this.#text ??= callText(this.#request.body);
    return this.#text;
  }

  get labels(): string {
    this.#labels ??= [...callLabels(this.#request.body), ...this.#otherLabels()]
      .filter((label) => label !== '')
      .join('\n');
    return this.#labels;
  }
}
