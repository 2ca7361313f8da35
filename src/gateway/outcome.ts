// What became of a reply: the value from which step 9 makes the outcome's record and facts.

import type { JsonObject } from '../domain/index.ts';
import type { ReplyChoice, TokenUsage } from '../wire/index.ts';
import type { JudgedAction } from './judge-action.ts';

/** What was released of one choice. */
export interface ReleasedChoice {
  readonly text: string;
  readonly toolCalls: readonly {
    readonly id: string | undefined;
    readonly name: string;
    readonly rawArguments: string;
  }[];
}

export interface Outcome {
  readonly verdicts: readonly JudgedAction[];
  readonly choices: readonly ReplyChoice[];
  readonly released: readonly ReleasedChoice[];
  readonly usage: TokenUsage | undefined;
  /** How the reply left: as it came, changed, or replaced by a refusal. */
  readonly form: 'verbatim' | 'edited' | 'refused';
  readonly reportedModel: string | undefined;
  /** The upstream's reply as it came (buffered), for the record's contents. */
  readonly raw: Uint8Array | undefined;
  readonly latency: JsonObject;
}
