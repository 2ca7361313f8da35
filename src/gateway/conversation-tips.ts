// Where each agent's conversation stands: the message list of its latest call, which its next call usually goes on from.

import type { ChatRequest } from '../wire/index.ts';

/** The message list of an agent's latest call in a workflow. */
export interface ConversationTip {
  readonly exchange: string;
  readonly count: number;
  /** SHA-256 of the list as it was sent. */
  readonly listDigest: string;
  /** The `judgedFor` for which every one of these messages stands clear, if there is one. */
  readonly clearFor: string | undefined;
}

/** More than lineage remembers workflows: a tip is of no use without its messages' standing. */
const MAX_TIPS = 8_192;
/** Tips by workflow and agent, bounded: the longest idle conversations fall out. */
export class ConversationTips {
  readonly #tips = new Map<string, ConversationTip>();

  get(root: string, agent: string): ConversationTip | undefined {
    return this.#tips.get(keyOf(root, agent));
  }

  put(root: string, agent: string, tip: ConversationTip): void {
    const key = keyOf(root, agent);
    this.#tips.delete(key);
    this.#tips.set(key, tip);
    if (this.#tips.size > MAX_TIPS) this.#dropOldest();
  }

  /** A sixteenth at once: one entry at a time would step over all that were deleted before. */
  #dropOldest(): void {
    for (const key of this.#tips.keys()) {
      if (this.#tips.size <= MAX_TIPS - (MAX_TIPS >> 4)) return;
      this.#tips.delete(key);
    }
  }
}

function keyOf(root: string, agent: string): string {
  return `${root}\n${agent}`;
}

/**
 * Whether a call's messages begin with the whole list of a tip, byte by byte: one digest, however many there are.
 * ATTACKER-CONTROLLED: the messages.
 */
export function goesOnFrom(
  { count, listDigest }: ConversationTip,
  { messages, listDigest: digestOf }: Pick<ChatRequest, 'messages' | 'listDigest'>,
): boolean {
  return count <= messages.length && digestOf(count) === listDigest;
}
