// What the frameworks tell without saying it: to whom a reply hands the turn. Claims, all of it: good for restrictions.

import { type CallKind, type JsonValue, ownField, stringField } from '../domain/index.ts';

/** Targets of AG2's transfer tools that are no agents. */
const AG2_CONTROL_TARGETS: ReadonlySet<string> = new Set([
  'nested_chat',
  'terminate',
  'stay',
  'revert_to_user',
  'ask_user',
]);

/** The target as AutoGen 0.4 spells it in the description: the tool's own name is in lower case. */
function describedTarget(description: string): string | undefined {
  return /^Handoff to (.{1,64})\.$/.exec(description)?.[1];
}

/**
 * The agent that a call of this tool hands the turn to: `transfer_to_X` (AutoGen 0.4), `transfer_to_X_n` (AG2),
 * `handoff_to_X` (Agent Framework), read as the frameworks fold names; undefined for any other tool.
 *
 * A name that ends in `_n` is ambiguous. Where the offered `description` spells the target, that decides.
 */
export function handoffTarget(toolName: string, description = ''): string | undefined {
  const folded = toolName.replace(/[^a-zA-Z0-9_-]/g, '_');
  const [, verb, target] = /^(transfer|handoff)_to_(.+)$/.exec(folded) ?? [];
  if (verb === undefined || target === undefined) return undefined;
  const described = describedTarget(description);
  if (described?.toLowerCase() === target.toLowerCase()) return described;
  const numbered = verb === 'transfer' ? /^(.+)_\d+$/.exec(target)?.[1] : undefined;
  if (numbered === undefined) return target;
  return AG2_CONTROL_TARGETS.has(numbered) ? undefined : numbered;
}

const WORD_AT_END = /[\p{L}\p{N}_]$/u;
const WORD_AT_START = /^[\p{L}\p{N}_]/u;

/** The offset after the word that `at` stands in. */
function afterWord(text: string, at: number): number {
  const nonWord = /[^\p{L}\p{N}_]/gu;
  nonWord.lastIndex = at;
  return nonWord.exec(text)?.index ?? text.length;
}

/** Whether `name` stands in `text` as a whole word, with word characters as Python's `\w` counts them. Linear: it skips whole words. */
function mentions(text: string, name: string): boolean {
  if (name === '') return false;
  const startsWord = WORD_AT_START.test(name);
  let at = text.indexOf(name);
  while (at !== -1) {
    const inWord = WORD_AT_END.test(text.slice(Math.max(at - 2, 0), at));
    const end = at + name.length;
    if (!inWord && !WORD_AT_START.test(text.slice(end, end + 2))) return true;
    at = text.indexOf(name, inWord && startsWord ? afterWord(text, at) : at + 1);
  }
  return false;
}

/** How AutoGen lets a name be written in a reply: as it is, and with `_` as a space or escaped for Markdown. */
export function spellings(name: string): readonly string[] {
  return name.includes('_') ? [name, name.replaceAll('_', ' '), name.replaceAll('_', '\\_')] : [name];
}

/**
 * The speaker that a reply to a selection call picks: the only candidate that it mentions. Undefined where it mentions
 * none or several (the framework asks again), and for every other kind of call.
 */
export function selectedSpeaker(
  replyText: string,
  candidates: readonly string[],
  kind: CallKind,
): string | undefined {
  if (kind !== 'speaker_selection') return undefined;
  const mentioned = [...new Set(candidates)].filter((name) =>
    spellings(name).some((spelling) => mentions(replyText, spelling)),
  );
  return mentioned.length === 1 ? mentioned[0] : undefined;
}

/** Reads a ledger as its Python reader does: the last of equal keys counts, and prose or a fence may surround the object. */
function readLedger(text: string): JsonValue | undefined {
  for (const candidate of [text, text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)]) {
    try {
      const value: JsonValue = JSON.parse(candidate);
      return value;
    } catch {
      // Not the ledger alone: the next candidate may be.
    }
  }
  return undefined;
}

/**
 * The next speaker that an orchestrator's ledger names (Magentic, or Agent Framework's group chat). Undefined where the
 * ledger ends the work, names nobody or can not be read, and for every other kind of call.
 */
export function ledgerNextSpeaker(replyText: string, kind: CallKind): string | undefined {
  if (kind !== 'magentic_ledger' && kind !== 'maf_orchestrator') return undefined;
  const ledger = readLedger(replyText);
  const named =
    kind === 'magentic_ledger'
      ? {
          ended: ownField(ownField(ledger, 'is_request_satisfied'), 'answer'),
          next: ownField(ledger, 'next_speaker'),
        }
      : { ended: ownField(ledger, 'terminate'), next: ledger };
  if (named.ended === true) return undefined;
  const speaker = stringField(named.next, kind === 'magentic_ledger' ? 'answer' : 'next_speaker');
  return speaker === '' ? undefined : speaker;
}
