// A labelled row as the detectors would meet it: a message of its channel, an action, or a tool that is offered.

import type { DetectorInput, InspectedText, TextChannel, WorkflowHistory } from '../../src/detect/index.ts';
import type { TextOrigin } from '../../src/domain/index.ts';
import { NO_LINEAGE } from '../../src/lineage/index.ts';
import { type Row, taskOf } from './rows.ts';

const CHANNELS: ReadonlyMap<string, TextChannel> = new Map([
  ['tool_output', 'tool_result'],
  ['agent_message', 'agent_message'],
  ['tool_call', 'agent_message'],
  ['user_message', 'user_message'],
  ['memory', 'memory'],
  ['system_prompt', 'system_message'],
  ['agent_config', 'tool_description'],
  ['tool_schema', 'tool_description'],
]);

const NO_HISTORY: WorkflowHistory = {
  exchanges: 0,
  consecutiveReplies: 0,
  calls: [],
  speakers: [],
  repeated: new Map(),
  tools: new Map(),
  divergence: [],
  directives: [],
};

/** What is new in an exchange that carries nothing but this row. */
export function inputOf(row: Row): DetectorInput {
  return {
    agent: stringOf(row.meta['recipient']) ?? 'agent',
    scope: '',
    task: taskOf(row),
    roster: Array.isArray(row.meta['roster']) ? row.meta['roster'].map(String) : [],
    texts: row.channel === 'code' ? [] : [textOf(row)],
    context: [],
    actions: row.channel === 'code' ? [codeOf(row)] : [],
    tools: [],
    history: NO_HISTORY,
    lineage: NO_LINEAGE,
    external: undefined,
  };
}

function textOf(row: Row): InspectedText {
  const speaker = stringOf(row.meta['actual_sender']);
  const origin: TextOrigin = speaker === undefined ? { kind: 'unknown' } : { kind: 'agent', name: speaker };
  return {
    channel: CHANNELS.get(row.channel) ?? 'agent_message',
    place: { kind: 'message', messageIndex: 0, span: undefined },
    claimed: undefined,
    origin,
    text: row.text,
  };
}

function codeOf(row: Row): DetectorInput['actions'][number] {
  return {
    type: 'code_execution',
    id: 'r0.0',
    door: 'reply',
    choice: 0,
    language: stringOf(row.meta['language']) ?? 'python',
    code: row.text,
    start: 0,
    end: row.text.length,
    capabilities: undefined,
  };
}

const stringOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
