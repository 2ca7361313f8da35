// A labelled text as it would come through the gateway: a tool's answer, an agent's words, a prompt, a tool that is offered, code.

import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  stringField,
} from '../../src/domain/index.ts';
import { firstString, type Row, taskOf } from './rows.ts';
import { called, fromAgent, fromUser, type Scene, Stage, said, toolResult } from './scene.ts';

type Way = 'data' | 'user' | 'system' | 'memory' | 'offer' | 'code' | 'call' | 'speech';

/** How the text of a channel reaches an agent; what nobody has heard of is one agent's words to another. */
const WAYS: readonly (readonly [RegExp, Way])[] = [
  [/^(?:tool_schema|tool_description|tool_definition|mcp)/, 'offer'],
  [/^tool_call/, 'call'],
  [/^tool|result|output|observation|document|web|e-?mail|file|retriev|rag|injection/, 'data'],
  [/^(?:system|developer|agent_config|config|skill)/, 'system'],
  [/memory/, 'memory'],
  [/^user|human|prompt|task/, 'user'],
  [/code/, 'code'],
];

const CALLER = 'agent';
const NOTED = said('Noted.');
const MEMORY_HEADING = 'Relevant memory content (in chronological order):';

/** Built from channel, text and meta alone: the label is never read. ATTACKER-CONTROLLED: text and meta. */
export function sceneOf(row: Row): Scene {
  const channel = row.channel.toLowerCase();
  const way = WAYS.find(([pattern]) => pattern.test(channel))?.[1] ?? 'speech';
  const stage = new Stage(() => firstString(row.meta, ['system_prompt', 'system']));
  const task = taskOf(row);
  if (task !== undefined && way !== 'speech' && way !== 'user') stage.hears(CALLER, fromUser(task));
  return SCENES[way](stage, row);
}

const SCENES: Readonly<Record<Way, (stage: Stage, row: Row) => Scene>> = {
  data: (stage, row) => {
    const name = firstString(row.meta, ['tool', 'tool_name', 'user_tool']) ?? 'read_data';
    stage.acts(CALLER, called([{ id: 'call_0', name, arguments: '{}' }]));
    stage.hears(CALLER, toolResult('call_0', row.text));
    stage.acts(CALLER, NOTED);
    return stage.scene([], new Set(['tool_result']));
  },
  user: (stage, row) => {
    stage.hears(CALLER, fromUser(row.text));
    stage.acts(CALLER, NOTED);
    return stage.scene([], new Set(['user_message', 'agent_message']));
  },
  system: (_, row) => {
    const stage = new Stage(() => row.text);
    stage.acts(CALLER, NOTED);
    return stage.scene([], new Set(['system_message']));
  },
  memory: (stage, row) => {
    stage.hears(CALLER, { role: 'system', content: `${MEMORY_HEADING}\n1. ${row.text}` });
    stage.acts(CALLER, NOTED);
    return stage.scene([], new Set(['memory']));
  },
  offer: (stage, row) => {
    stage.acts(CALLER, NOTED, { tools: offeredTools(row.text) });
    return stage.scene([], new Set(['llm_call']));
  },
  code: (stage, row) => {
    stage.acts(CALLER, codeReply(row));
    return stage.scene([], new Set(['code_execution', 'tool_call']));
  },
  call: (stage, row) => {
    stage.acts(CALLER, called([{ id: 'call_0', ...callIn(row) }]));
    return stage.scene([], new Set(['tool_call']));
  },
  speech: spoken,
};

/**
 * One agent says it, another hears it. A claimed speaker who is not named in the text can only be claimed by the message's
 * `name`; one who is claims there, and the message comes under the name of who said it.
 */
function spoken(stage: Stage, { text, meta }: Row): Scene {
  const speaker = firstString(meta, ['actual_sender', 'sender', 'agent', 'speaker']) ?? 'sender';
  const claimed = firstString(meta, ['claimed_sender', 'claimed_name', 'claimed']) ?? speaker;
  const roster = namesIn(meta['roster'] ?? meta['agents']);
  const others = roster.filter((name) => name !== speaker && name !== claimed);
  const recipient = firstString(meta, ['recipient', 'to']) ?? others[0] ?? 'recipient';
  const task = taskOf({ id: '', source: '', split: '', label: '', channel: '', text: '', meta });
  if (task !== undefined) {
    stage.hears(speaker, fromUser(task));
    stage.hears(recipient, fromUser(task));
  }
  stage.acts(speaker, said(text));
  stage.hears(recipient, fromAgent(saysName(text, claimed) ? speaker : claimed, text));
  stage.acts(recipient, NOTED);
  const about = new Set(['reply', 'agent_message', 'user_message', 'code_execution', 'handoff']);
  return stage.scene([...roster, speaker, recipient], about);
}

function saysName(text: string, name: string): boolean {
  const folded = (written: string) => written.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  return folded(text).includes(folded(name));
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string' && name !== '') : [];
}

/** Fenced, as a model writes code for its executor; as a tool's argument where the fence would end too early. */
function codeReply({ text, meta }: Row): JsonObject {
  const language = firstString(meta, ['language', 'lang']) ?? 'python';
  if (!text.includes('```')) return said(`\`\`\`${language}\n${text}\n\`\`\``);
  const written = JSON.stringify({ code: text, language });
  return called([{ id: 'call_0', name: 'execute_code', arguments: written }]);
}

function callIn({ text, meta }: Row): { readonly name: string; readonly arguments: string } {
  const value = parsed(text);
  const name = stringField(value, 'name') ?? firstString(meta, ['tool', 'tool_name']) ?? 'tool';
  const written = ownField(value, 'arguments') ?? ownField(value, 'args');
  if (written === undefined) return { name, arguments: text };
  return { name, arguments: typeof written === 'string' ? written : JSON.stringify(written) };
}

/** Tools in the form of the API, or one tool whose description is the text. */
function offeredTools(text: string): readonly JsonObject[] {
  const value = parsed(text);
  const list = Array.isArray(value) ? value : [ownField(value, 'tools') ?? value ?? null].flat();
  const offered = list.flatMap((item: JsonValue) => {
    const inner = ownField(item, 'function') ?? item;
    const name = stringField(inner, 'name');
    if (name === undefined) return [];
    const schema = ownField(inner, 'parameters') ?? ownField(inner, 'inputSchema');
    const parameters = isJsonObject(schema) ? schema : { type: 'object', properties: {} };
    const description = stringField(inner, 'description') ?? '';
    return [{ type: 'function', function: { name, description, parameters } }];
  });
  if (offered.length > 0) return offered;
  const parameters = { type: 'object', properties: {} };
  return [{ type: 'function', function: { name: 'tool', description: text, parameters } }];
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the text stands for itself.
    return undefined;
  }
}
