// Refuses what the real API refuses, in its error shapes, so that a gateway that forwards a broken body is found out.

import { isJsonObject, type JsonObject, type JsonValue, ownField, stringField } from '../../domain/index.ts';
import type { ApiError } from './script.ts';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];

/** The first complaint of the API about a request body, or undefined where it would take it. All complaints are status 400. */
export function complaintAbout(body: JsonObject): ApiError | undefined {
  return complainParameters(body) ?? complainMessages(ownField(body, 'messages')) ?? complainTools(body);
}

function complainParameters(body: JsonObject): ApiError | undefined {
  const model = ownField(body, 'model');
  if (typeof model !== 'string' || model === '')
    return invalid('A model parameter is required.', 'model', null);
  const n = ownField(body, 'n');
  if (n !== undefined && n !== null && (typeof n !== 'number' || !Number.isInteger(n) || n < 1 || n > 128)) {
    return invalid("Invalid 'n': expected an integer from 1 to 128.", 'n', 'invalid_value');
  }
  const stream = ownField(body, 'stream');
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    return invalid("Invalid type for 'stream': expected a boolean.", 'stream', 'invalid_type');
  }
  const options = ownField(body, 'stream_options');
  if (options !== undefined && options !== null && stream !== true) {
    return invalid("'stream_options' needs 'stream' to be true.", 'stream_options', null);
  }
  return undefined;
}

function complainTools(body: JsonObject): ApiError | undefined {
  for (const key of ['tools', 'functions']) {
    const list = ownField(body, key);
    if (Array.isArray(list) && list.length === 0) return emptyArray(key);
  }
  const tools = ownField(body, 'tools');
  if (tools === undefined) {
    for (const key of ['tool_choice', 'parallel_tool_calls']) {
      const value = ownField(body, key);
      if (value !== undefined && value !== null && value !== 'none') {
        return invalid(`'${key}' is only allowed when 'tools' are specified.`, key, null);
      }
    }
  }
  return complainFormat(body);
}

function complainFormat(body: JsonObject): ApiError | undefined {
  const format = ownField(body, 'response_format');
  const type = stringField(format, 'type');
  if (format !== undefined && !['text', 'json_object', 'json_schema'].includes(type ?? '')) {
    return invalid(`Invalid value: '${type}'.`, 'response_format.type', 'invalid_value');
  }
  if (type === 'json_schema' && stringField(ownField(format, 'json_schema'), 'name') === undefined) {
    const param = 'response_format.json_schema.name';
    return invalid(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter');
  }
  const mentionsJson = /json/i.test(JSON.stringify(ownField(body, 'messages') ?? ''));
  return type === 'json_object' && !mentionsJson
    ? invalid("'messages' must mention 'json' to use this 'response_format'.", 'messages', null)
    : undefined;
}

function complainMessages(messages: JsonValue | undefined): ApiError | undefined {
  if (messages === undefined) {
    return invalid("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter');
  }
  if (!Array.isArray(messages)) {
    return invalid("Invalid type for 'messages': expected an array.", 'messages', 'invalid_type');
  }
  if (messages.length === 0) return emptyArray('messages');
  const open = new Set<string>();
  for (const [index, message] of messages.entries()) {
    const complaint = complainMessage(message, `messages[${index}]`, open);
    if (complaint !== undefined) return complaint;
  }
  return open.size === 0 ? undefined : unanswered(`messages[${messages.length - 1}]`);
}

/** `open` holds the ids of tool calls that wait for their result; the message opens and closes some. */
function complainMessage(message: JsonValue, at: string, open: Set<string>): ApiError | undefined {
  if (!isJsonObject(message))
    return invalid(`Invalid type for '${at}': expected an object.`, at, 'invalid_type');
  const role = stringField(message, 'role');
  if (role === undefined || !ROLES.includes(role)) {
    return invalid(
      `Invalid value: '${role}'. Supported: ${ROLES.join(', ')}.`,
      `${at}.role`,
      'invalid_value',
    );
  }
  const name = ownField(message, 'name');
  if (name !== undefined && name !== null && (typeof name !== 'string' || !/^[^\s<|\\/>]+$/.test(name))) {
    return invalid(`Invalid '${at}.name': string does not match pattern.`, `${at}.name`, 'invalid_value');
  }
  if (role === 'tool') return complainToolResult(message, at, open);
  if (open.size > 0) return unanswered(at);
  return complainContent(message, role, at) ?? complainToolCalls(message, at, open);
}

function complainToolResult(message: JsonObject, at: string, open: Set<string>): ApiError | undefined {
  const id = stringField(message, 'tool_call_id');
  if (id === undefined) {
    return invalid(
      `Missing parameter '${at}.tool_call_id'.`,
      `${at}.tool_call_id`,
      'missing_required_parameter',
    );
  }
  return open.delete(id)
    ? undefined
    : invalid(
        "A message of role 'tool' must answer a preceding message with 'tool_calls'.",
        `${at}.role`,
        null,
      );
}

function complainContent(message: JsonObject, role: string, at: string): ApiError | undefined {
  const content = ownField(message, 'content');
  if (typeof content === 'string' || Array.isArray(content)) return undefined;
  const mayLack =
    role === 'assistant' &&
    ['tool_calls', 'function_call', 'refusal'].some((key) => (ownField(message, key) ?? null) !== null);
  return mayLack && (content === null || content === undefined)
    ? undefined
    : invalid(`Invalid value for '${at}.content': expected a string.`, `${at}.content`, 'invalid_type');
}

function complainToolCalls(message: JsonObject, at: string, open: Set<string>): ApiError | undefined {
  const calls = ownField(message, 'tool_calls');
  if (calls === undefined || calls === null) return undefined;
  if (!Array.isArray(calls))
    return invalid(`Invalid type for '${at}.tool_calls'.`, `${at}.tool_calls`, 'invalid_type');
  if (calls.length === 0) return emptyArray(`${at}.tool_calls`);
  for (const call of calls) {
    const id = stringField(call, 'id');
    const called = ownField(call, 'function');
    if (
      id === undefined ||
      stringField(called, 'name') === undefined ||
      stringField(called, 'arguments') === undefined
    ) {
      return invalid(`Invalid '${at}.tool_calls'.`, `${at}.tool_calls`, 'invalid_type');
    }
    open.add(id);
  }
  return undefined;
}

function unanswered(at: string): ApiError {
  return invalid("Each of the preceding 'tool_calls' needs a message of role 'tool'.", `${at}.role`, null);
}

function emptyArray(param: string): ApiError {
  return invalid(`Invalid '${param}': expected an array with at least one element.`, param, 'empty_array');
}

function invalid(message: string, param: string, code: string | null): ApiError {
  return { message, type: 'invalid_request_error', param, code };
}
