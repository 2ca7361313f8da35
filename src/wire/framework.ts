// Which framework a client is built with: for the record and for advice. A header proves nothing.

import { type JsonValue, ownField } from '../domain/index.ts';
import type { ChatRequest } from './chat-request.ts';

export type Framework = 'autogen-0.2' | 'autogen-0.4' | 'agent-framework' | 'ag2' | 'openai-sdk' | 'unknown';

/** AutoGen 0.2 sends an agent's own turns with its name; AG2 also numbers its transfer tools and asks for usage in streams. */
function synchronousClient(request: ChatRequest): Framework {
  const numbered = request.tools.some(({ name }) => /^transfer_to_.+_\d+$/.test(name));
  const named = request.messages.some(({ name }) => name !== undefined);
  if (numbered || (named && request.stream && request.includeUsage)) return 'ag2';
  return named || request.kind === 'speaker_selection' ? 'autogen-0.2' : 'openai-sdk';
}

/** AutoGen 0.4's function tools say `strict: false` and yet close their parameters. */
function isAutogenTool(tool: JsonValue): boolean {
  const definition = ownField(tool, 'function');
  const closed = ownField(ownField(definition, 'parameters'), 'additionalProperties') === false;
  return closed && ownField(definition, 'strict') === false;
}

/** AutoGen 0.4 names the speaker of user turns, and has prompts of its own. */
function asynchronousClient(request: ChatRequest): Framework {
  const named = request.messages.some(({ role, name }) => role === 'user' && name !== undefined);
  const ownPrompt = request.kind === 'speaker_selection' || request.kind === 'magentic_ledger';
  const tools = ownField(request.body, 'tools');
  const ownTools = Array.isArray(tools) && tools.some(isAutogenTool);
  return named || ownPrompt || ownTools ? 'autogen-0.4' : 'openai-sdk';
}

/** The likely framework of a request, by its headers (names in lower case) and, where those are the SDK's own, by its shape. */
export function frameworkOf(headers: ReadonlyMap<string, string>, request: ChatRequest): Framework {
  const agent = headers.get('user-agent') ?? '';
  if (headers.has('agent-framework-version') || agent.startsWith('agent-framework')) return 'agent-framework';
  if (agent.startsWith('autogen-python/')) return 'autogen-0.4';
  if (/^(?:Azure)?OpenAI\/Python/.test(agent)) return synchronousClient(request);
  if (/^Async(?:Azure)?OpenAI\/Python/.test(agent)) return asynchronousClient(request);
  return /^(?:Async)?(?:Azure)?OpenAI\//.test(agent) ? 'openai-sdk' : 'unknown';
}
