// Asking before acting: the evaluation request of OpenID AuthZEN 1.0, read as an action that no model call shows.

import {
  type Action,
  type Capability,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  stringField,
  type ToolCallAction,
  type ToolDefinition,
} from '../domain/index.ts';
import { hasInexactNumber } from './exact-numbers.ts';
import { readJson } from './json-text.ts';
import { readToolArguments } from './tool-arguments.ts';

export interface EvaluationOptions {
  /** The caller, by its key. */
  readonly agent: string;
  readonly maxArgumentBytes: number;
  readonly capabilities: (language: string, code: string) => readonly Capability[] | undefined;
}

export interface Evaluation {
  readonly action: Action;
  readonly workflow: string | undefined;
  readonly onBehalfOf: string | undefined;
  /** An approval that was pending when this was asked before. */
  readonly approval: string | undefined;
  /** Findings that the caller says do not count, and why. */
  readonly override: { readonly detectors: readonly string[]; readonly reason: string } | undefined;
  /** How long to wait for people, in milliseconds; undefined where the caller leaves it open. */
  readonly waitMs: number | undefined;
  /** The question as it came, defaults of its batch included. */
  readonly source: JsonObject;
}

export type EvaluationRead =
  | { readonly ok: true; readonly evaluations: readonly Evaluation[]; readonly batch: boolean }
  /** `field` is the path of what is wrong, `expected` what should stand there; never a value. */
  | { readonly ok: false; readonly field: string; readonly expected: string };

/** More than this in one batch is refused. */
const MAX_BATCH = 32;
const MAX_WAIT_S = 600;

/** What is wrong, thrown inside this file only: a reader of nested fields would else pass it up at every level. */
class Fault extends Error {
  readonly field: string;
  readonly expected: string;
  constructor(field: string, expected: string) {
    super(field);
    this.field = field;
    this.expected = expected;
  }
}

/** Reads one evaluation, or a batch with defaults (AuthZEN 1.0 §6 and §7). ATTACKER-CONTROLLED: all of it. */
export function readEvaluations(bytes: Uint8Array, options: EvaluationOptions): EvaluationRead {
  const read = readJson(bytes);
  if (!read.ok) return { ok: false, field: 'body', expected: 'one JSON object with unique keys' };
  try {
    if (hasInexactNumber(read.text))
      throw new Fault('body', 'numbers that a double holds exactly; send such arguments as a JSON string');
    const body = objectAt(read.value, 'body');
    const list = ownField(body, 'evaluations');
    if (list === undefined) return { ok: true, evaluations: [readOne(body, options)], batch: false };
    if (!Array.isArray(list) || list.length === 0 || list.length > MAX_BATCH)
      throw new Fault('evaluations', `1 to ${MAX_BATCH} evaluations`);
    const { evaluations: _, ...shared } = body;
    const evaluations = list.map((each, at) =>
      readOne({ ...shared, ...objectAt(each, `evaluations[${at}]`) }, options),
    );
    return { ok: true, evaluations, batch: true };
  } catch (cause) {
    if (cause instanceof Fault) return { ok: false, field: cause.field, expected: cause.expected };
    throw cause;
  }
}

function readOne(body: JsonObject, options: EvaluationOptions): Evaluation {
  const subject = objectAt(ownField(body, 'subject') ?? { type: 'agent', id: options.agent }, 'subject');
  if (textAt(subject, 'type', 'subject') !== 'agent' || textAt(subject, 'id', 'subject') !== options.agent)
    throw new Fault(
      'subject',
      `{"type": "agent", "id": "${options.agent}"}, the agent that the key belongs to`,
    );
  const context = objectAt(ownField(body, 'context') ?? {}, 'context');
  return {
    action: readAction(body, context, options),
    workflow: stringField(context, 'workflow_id'),
    onBehalfOf: stringField(context, 'on_behalf_of'),
    approval: stringField(context, 'approval'),
    override: readOverride(ownField(context, 'override')),
    waitMs: readWait(ownField(context, 'wait_seconds')),
    source: body,
  };
}

function readOverride(value: JsonValue | undefined): Evaluation['override'] {
  if (value === undefined) return undefined;
  const override = objectAt(value, 'context.override');
  const detectors = ownField(override, 'detectors');
  if (!Array.isArray(detectors) || !detectors.every((name) => typeof name === 'string'))
    throw new Fault('context.override.detectors', 'a list of names of detectors');
  return { detectors, reason: stringField(override, 'reason') ?? '' };
}

function readWait(seconds: JsonValue | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= MAX_WAIT_S))
    throw new Fault('context.wait_seconds', `a number from 0 to ${MAX_WAIT_S}`);
  return seconds * 1000;
}

/** The action's name says what would happen, the resource to what. */
function readAction(body: JsonObject, context: JsonObject, options: EvaluationOptions): Action {
  const name = textAt(objectAt(ownField(body, 'action'), 'action'), 'name', 'action');
  const resource = objectAt(ownField(body, 'resource'), 'resource');
  const type = textAt(resource, 'type', 'resource');
  const id = textAt(resource, 'id', 'resource');
  const properties = objectAt(ownField(resource, 'properties') ?? {}, 'resource.properties');
  const must = (expected: string): void => {
    if (type !== expected) throw new Fault('resource.type', `"${expected}" for the action ${name}`);
  };
  switch (name) {
    case 'tool_call':
      must('tool');
      return toolCall(id, properties, { callId: stringField(context, 'call_id'), options });
    case 'code_execution': {
      must('code');
      const code = textAt(properties, 'code', 'resource.properties');
      const language = id.toLowerCase();
      const capabilities = options.capabilities(language, code);
      const place = { door: 'reply', choice: 0, start: 0, end: code.length } as const;
      return { type: 'code_execution', id: 'd0', ...place, language, code, capabilities };
    }
    case 'agent_message':
      must('message');
      return {
        ...messagePlace(properties, options.agent),
        type: 'agent_message',
        sender: { name: id, verified: false },
      };
    case 'tool_result': {
      must('tool');
      const callId = stringField(context, 'call_id');
      return {
        ...messagePlace(properties, options.agent),
        type: 'tool_result',
        callId,
        tool: { name: id, verified: false },
      };
    }
    default:
      throw new Fault('action.name', 'tool_call, code_execution, agent_message or tool_result');
  }
}

function messagePlace(properties: JsonObject, recipient: string) {
  const text = textAt(properties, 'text', 'resource.properties');
  return { id: 'd0', door: 'request', messageIndex: 0, recipient, text, labels: '' } as const;
}

/** Arguments come as an object, or as the string that the model wrote: only that keeps every byte of them. */
function toolCall(
  toolName: string,
  properties: JsonObject,
  from: { readonly callId: string | undefined; readonly options: EvaluationOptions },
): ToolCallAction {
  const given = ownField(properties, 'arguments') ?? {};
  if (typeof given !== 'string' && !isJsonObject(given))
    throw new Fault('resource.properties.arguments', 'an object, or the JSON text of one');
  const rawArguments = typeof given === 'string' ? given : JSON.stringify(given);
  return {
    type: 'tool_call',
    id: 'd0',
    door: 'reply',
    choice: 0,
    position: 0,
    callId: from.callId,
    toolName,
    rawArguments,
    arguments: readToolArguments(rawArguments, from.options.maxArgumentBytes),
    legacy: false,
    definition: definitionOf(toolName, properties),
  };
}

function definitionOf(name: string, properties: JsonObject): ToolDefinition | undefined {
  const description = stringField(properties, 'description');
  const parameters = ownField(properties, 'parameters');
  if (description === undefined && !isJsonObject(parameters)) return undefined;
  return { name, description: description ?? '', parameters: isJsonObject(parameters) ? parameters : null };
}

function objectAt(value: JsonValue | undefined, field: string): JsonObject {
  if (!isJsonObject(value)) throw new Fault(field, 'an object');
  return value;
}

function textAt(object: JsonObject, key: string, field: string): string {
  const value = stringField(object, key);
  if (value === undefined) throw new Fault(`${field}.${key}`, 'a string');
  return value;
}
