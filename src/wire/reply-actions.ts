// What a reply would do, as actions: its text, the code that a peer would run, the tools it calls, the turn it hands on.

import type {
  Action,
  CallKind,
  Capability,
  CodeExecutionAction,
  HandoffAction,
  ReplyAction,
  ToolCallAction,
  ToolDefinition,
} from '../domain/index.ts';
import { handoffTarget, ledgerNextSpeaker, selectedSpeaker } from './derive.ts';
import { executorLanguage } from './fence-grammar.ts';
import type { ReplyChoice, ReplyToolCall } from './reply-choice.ts';

export interface ReplyContext {
  /** The tools that the request offered. */
  readonly definitions: readonly ToolDefinition[];
  readonly kind: CallKind;
  /** The agents that a speaker selection may choose from. */
  readonly candidates: readonly string[];
  readonly capabilities: (language: string, code: string) => readonly Capability[] | undefined;
}

type Definitions = ReadonlyMap<string, ToolDefinition>;

/** The ids of one reply's actions, in order. */
type NextId = () => string;

/**
 * The actions of the reply door, choice by choice: reply (when there is text), code executions, tool calls, handoffs.
 * Ids are r0, r1 … in that order. The reply's text is the content and, after a line feed, all other text of the choice.
 */
export function replyActions(choices: readonly ReplyChoice[], context: ReplyContext): readonly Action[] {
  const definitions = new Map<string, ToolDefinition>();
  for (const definition of context.definitions) {
    definitions.set(foldToolName(definition.name), definition);
    definitions.set(definition.name, definition);
  }
  let count = 0;
  const nextId: NextId = () => `r${count++}`;
  return choices.flatMap((choice): Action[] => [
    ...replyText(choice, nextId),
    ...choice.blocks.map((block) => codeExecution(choice.index, block, { context, nextId })),
    ...choice.toolCalls.map((call) => toolCall(choice.index, call, { definitions, nextId })),
    ...handoffs(choice, context, { definitions, nextId }),
  ]);
}

/** AutoGen 0.2 and AG2 fold tool names like this after the reply has left the gateway. */
function foldToolName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '_');
}

function definitionOf(name: string, definitions: Definitions): ToolDefinition | undefined {
  return definitions.get(name) ?? definitions.get(foldToolName(name));
}

function replyText({ index, text, otherText }: ReplyChoice, nextId: NextId): ReplyAction[] {
  const all = text === '' || otherText === '' ? text + otherText : `${text}\n${otherText}`;
  return all === '' ? [] : [{ type: 'reply', id: nextId(), door: 'reply', choice: index, text: all }];
}

function codeExecution(
  choice: number,
  block: ReplyChoice['blocks'][number],
  { context, nextId }: { readonly context: ReplyContext; readonly nextId: NextId },
): CodeExecutionAction {
  const language = executorLanguage(block.language, block.code);
  const { code, start, end } = block;
  const capabilities = context.capabilities(language, code);
  const id = nextId();
  return { type: 'code_execution', id, door: 'reply', choice, language, code, start, end, capabilities };
}

function toolCall(
  choice: number,
  call: ReplyToolCall,
  { definitions, nextId }: { readonly definitions: Definitions; readonly nextId: NextId },
): ToolCallAction {
  return {
    type: 'tool_call',
    id: nextId(),
    door: 'reply',
    choice,
    position: call.position,
    callId: call.id,
    toolName: call.name,
    rawArguments: call.rawArguments,
    arguments: call.arguments,
    legacy: call.legacy,
    definition: definitionOf(call.name, definitions),
  };
}

function handoffs(
  choice: ReplyChoice,
  context: ReplyContext,
  { definitions, nextId }: { readonly definitions: Definitions; readonly nextId: NextId },
): HandoffAction[] {
  const { index, text, toolCalls } = choice;
  const found: HandoffAction[] = [];
  const add = (target: string | undefined, via: HandoffAction['via'], position: number | undefined): void => {
    if (target !== undefined)
      found.push({ type: 'handoff', id: nextId(), door: 'reply', choice: index, target, via, position });
  };
  for (const { name, position } of toolCalls) {
    add(handoffTarget(name, definitionOf(name, definitions)?.description), 'handoff_tool', position);
  }
  add(selectedSpeaker(text, context.candidates, context.kind), 'speaker_selection', undefined);
  add(ledgerNextSpeaker(text, context.kind), 'orchestrator_ledger', undefined);
  return found;
}
