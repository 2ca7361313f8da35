// From verdicts on the actions of a reply to the bytes that may be released: which parts stay, change, or go.

import type { Action, Decision } from '../domain/index.ts';
import { transformAction } from '../policy/index.ts';
import type { ChoiceEdit, ReplyChoice } from '../wire/index.ts';
import type { JudgedAction } from './judge-action.ts';

/** What becomes of one choice. */
export interface ChoicePlan {
  readonly index: number;
  /** The decision that refuses the whole choice, if one does. */
  readonly refusedBy: Decision | undefined;
  /** The edit that makes the choice releasable; undefined where it is released as it came. */
  readonly edit: ChoiceEdit | undefined;
}

/** The parts of a refusal that depend on the call: its text for an agent, by call kind. */
export type RefusalText = (decision: Decision) => string;

/** Plans every choice by itself. Pure. */
export function planReply(
  choices: readonly ReplyChoice[],
  verdicts: readonly JudgedAction[],
  refusalText: RefusalText,
): readonly ChoicePlan[] {
  return choices.map((choice) => {
    const own = verdicts.filter((verdict) => choiceOf(verdict.action) === choice.index);
    return planChoice(choice, own, refusalText);
  });
}

function planChoice(
  choice: ReplyChoice,
  verdicts: readonly JudgedAction[],
  refusalText: RefusalText,
): ChoicePlan {
  const refusing = verdicts.find(refusesReply);
  if (refusing !== undefined) {
    const edit = {
      index: choice.index,
      text: refusalText(refusing.decision),
      drop: choice.toolCalls.map((call) => call.position),
    };
    return { index: choice.index, refusedBy: refusing.decision, edit };
  }
  const drop = verdicts.flatMap(droppedPosition);
  const changed = changedArguments(verdicts);
  const text = editedText(choice, verdicts);
  const emptied = drop.length > 0 && drop.length === choice.toolCalls.length && (text ?? choice.text) === '';
  if (drop.length === 0 && changed.size === 0 && text === undefined) {
    return { index: choice.index, refusedBy: undefined, edit: undefined };
  }
  const shownText = emptied ? droppedNotice(verdicts, refusalText) : text;
  return {
    index: choice.index,
    refusedBy: undefined,
    edit: {
      index: choice.index,
      ...(shownText === undefined ? {} : { text: shownText }),
      ...(drop.length === 0 ? {} : { drop }),
      ...(changed.size === 0 ? {} : { arguments: changed }),
    },
  };
}

function refusesReply(verdict: JudgedAction): boolean {
  if (verdict.decision.effect !== 'BLOCK') return false;
  if (verdict.decision.onBlock === 'refuse_reply') return true;
  // What can not be taken out by itself takes the reply with it.
  return (
    verdict.action.type === 'reply' ||
    (verdict.action.type === 'handoff' && verdict.action.position === undefined)
  );
}

function droppedPosition(verdict: JudgedAction): readonly number[] {
  if (verdict.decision.effect !== 'BLOCK') return [];
  if (verdict.action.type === 'tool_call') return [verdict.action.position];
  return verdict.action.type === 'handoff' && verdict.action.position !== undefined
    ? [verdict.action.position]
    : [];
}

function changedArguments(verdicts: readonly JudgedAction[]): ReadonlyMap<number, string> {
  const changed = new Map<number, string>();
  for (const { action, released, decision } of verdicts) {
    if (decision.effect === 'BLOCK' || released === action || released.type !== 'tool_call') continue;
    changed.set(released.position, released.rawArguments);
  }
  return changed;
}

/** The text after code blocks were cut or changed and the reply itself was redacted; undefined when nothing changed. */
function editedText(choice: ReplyChoice, verdicts: readonly JudgedAction[]): string | undefined {
  const reply = verdicts.find((verdict) => verdict.action.type === 'reply');
  const redacted =
    reply?.released.type === 'reply' && reply.released !== reply.action ? reply.released.text : undefined;
  const cuts = codeReplacements(verdicts);
  if (cuts.length === 0) return redacted;
  const cut = applyReplacements(choice.text, cuts);
  const constraints = reply?.decision.constraints;
  if (redacted === undefined || reply?.action.type !== 'reply' || constraints === undefined) return cut;
  const again = transformAction({ ...reply.action, text: cut }, constraints).action;
  return again.type === 'reply' ? again.text : cut;
}

/** A stretch of text and what stands in its place. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The blocks that must not be released as they are, in order. */
export function codeReplacements(verdicts: readonly JudgedAction[]): readonly Replacement[] {
  const found: Replacement[] = [];
  for (const { action, released, decision } of verdicts) {
    if (action.type !== 'code_execution') continue;
    const { start, end } = action;
    if (decision.effect === 'BLOCK') found.push({ start, end, text: '[code removed by policy]' });
    else if (decision.constraints?.stripCode === true)
      found.push({ start, end, text: '[code removed by policy]' });
    else if (released !== action && released.type === 'code_execution') {
      found.push({ start, end, text: `\`\`\`${released.language}\n${released.code}\n\`\`\`` });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function applyReplacements(text: string, replacements: readonly Replacement[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: put } of replacements) {
    if (start < at) continue;
    result += text.slice(at, start) + put;
    at = end;
  }
  return result + text.slice(at);
}

function droppedNotice(verdicts: readonly JudgedAction[], refusalText: RefusalText): string {
  const blocking = verdicts.find((verdict) => verdict.decision.effect === 'BLOCK');
  return blocking === undefined ? '' : refusalText(blocking.decision);
}

/** The choice that an action of the reply door belongs to. */
export function choiceOf(action: Action): number | undefined {
  return 'choice' in action ? action.choice : undefined;
}
