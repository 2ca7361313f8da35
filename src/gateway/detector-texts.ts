// New messages as detectors read them: their channel, and who brought them as keys and the ledger say.

import type { InspectedText, TextChannel } from '../detect/index.ts';
import type { Action, MessageAction, TextOrigin, ToolResultAction } from '../domain/index.ts';
import type { ChatRequest } from '../wire/index.ts';

/** The text of a message or tool result, with its place; none for other actions. */
export function inspectedText(action: Action, request: ChatRequest): readonly InspectedText[] {
  if (!('messageIndex' in action)) return [];
  return [
    {
      channel: channelOf(action),
      place: { kind: 'message', messageIndex: action.messageIndex, span: undefined },
      claimed: request.messages[action.messageIndex]?.name,
      origin: originOf(action, request),
      text: action.text,
    },
  ];
}

function channelOf({ type }: MessageAction | ToolResultAction): TextChannel {
  return type;
}

/**
 * INVARIANT: a person or the developer is the origin only of what comes in the place of one: a prompt that a framework puts
 * together from everybody's words (to choose a speaker, to keep a ledger) is nobody's.
 */
export function originOf(action: Action, request?: ChatRequest): TextOrigin {
  switch (action.type) {
    case 'tool_result':
      return { kind: 'tool', name: action.tool?.name ?? 'unknown' };
    case 'agent_message':
      return action.sender?.verified === true
        ? { kind: 'agent', name: action.sender.name }
        : { kind: 'unknown' };
    case 'user_message':
      return request?.kind === 'normal' ? { kind: 'user' } : { kind: 'unknown' };
    case 'system_message':
      return request?.kind === 'normal' ? { kind: 'developer' } : { kind: 'unknown' };
    case 'memory':
      return { kind: 'memory' };
    default:
      return { kind: 'unknown' };
  }
}
