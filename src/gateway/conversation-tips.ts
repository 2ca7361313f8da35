// Where each agent's conversation stands: the message list of its latest call, which its next call usually goes on from.

import type { Sha256Hex } from '../domain/index.ts';
import type { ChatMessage } from '../wire/index.ts';
import { digestOfList } from './text-digest.ts';

/** The message list of an agent's latest call in a workflow. */
export interface ConversationTip {
  readonly exchange: string;
  readonly count: number;
  readonly listDigest: string;
  /** The digests of the list, where they are known: comparing them costs less than hashing them. */
  readonly list: MessageList | undefined;
  /** The `judgedFor` for which every one of these messages stands clear, if there is one. */
  readonly clearFor: string | undefined;
}

/** A message list as the calls of its conversation built it: what each added shares what was there before. */
export interface MessageList {
  readonly before: MessageList | undefined;
  readonly added: readonly string[];
}

/** More than lineage remembers workflows: a tip is of no use without its messages' standing. */
const MAX_TIPS = 8_192;
/** Digests in the lists of all tips, at about 100 bytes each. */
const MAX_DIGESTS = 100_000;

/** Tips by workflow and agent, bounded: the longest idle conversations lose their lists first, and then fall out. */
export class ConversationTips {
  readonly #tips = new Map<string, ConversationTip>();
  #digests = 0;

  get(root: string, agent: string): ConversationTip | undefined {
    return this.#tips.get(keyOf(root, agent));
  }

  put(root: string, agent: string, tip: ConversationTip): void {
    const key = keyOf(root, agent);
    this.#drop(key);
    this.#tips.set(key, tip);
    this.#digests += weightOf(tip);
    if (this.#tips.size > MAX_TIPS) this.#dropOldest();
    if (this.#digests > MAX_DIGESTS) this.#shortenOldest();
  }

  /** A sixteenth at once: one entry at a time would step over all that were deleted before. */
  #dropOldest(): void {
    for (const key of this.#tips.keys()) {
      if (this.#tips.size <= MAX_TIPS - (MAX_TIPS >> 4)) return;
      this.#drop(key);
    }
  }

  /** Without its list a tip is compared by its digest. */
  #shortenOldest(): void {
    for (const [key, tip] of this.#tips) {
      if (this.#digests <= MAX_DIGESTS - (MAX_DIGESTS >> 4)) return;
      this.#digests -= weightOf(tip);
      this.#tips.set(key, { ...tip, list: undefined });
    }
  }

  #drop(key: string): void {
    const tip = this.#tips.get(key);
    if (tip === undefined) return;
    this.#tips.delete(key);
    this.#digests -= weightOf(tip);
  }
}

function keyOf(root: string, agent: string): string {
  return `${root}\n${agent}`;
}

function weightOf(tip: ConversationTip): number {
  return tip.list === undefined ? 0 : tip.count;
}

/** Whether these messages begin with the whole list of a tip. ATTACKER-CONTROLLED: the messages. */
export function goesOnFrom(
  { count, list, listDigest }: ConversationTip,
  messages: readonly ChatMessage[],
  sha256: Sha256Hex,
): boolean {
  if (count > messages.length) return false;
  if (list === undefined) return digestOfList(sha256, messages, count) === listDigest;
  let at = count;
  for (let part: MessageList | undefined = list; part !== undefined; part = part.before) {
    for (let index = part.added.length - 1; index >= 0; index--) {
      at -= 1;
      if (messages[at]?.digest !== part.added[index]) return false;
    }
  }
  return true;
}
