// Who else takes part: sender, recipient, the next hop, and on whose behalf the call is made.

import type { Claim } from '../../domain/index.ts';
import { ALL_TYPES, maskOf } from '../evaluate/action-types.ts';
import type { Subject } from '../evaluate/subject.ts';
import type { Unknown } from '../evaluate/truth.ts';
import { type NamedFact, nameCondition, verifiedName } from './names.ts';

const NO_SENDER: Unknown = { why: 'the message does not say who sent it' };
const NO_NEXT_HOP: Unknown = { why: 'the next agent is not known' };
const MESSAGES = maskOf('agent_message', 'user_message', 'system_message', 'memory');
const RECEIVED = MESSAGES | maskOf('tool_result');

export const senderAgent = nameCondition({
  key: 'sender_agent',
  describe: 'The agent that wrote the message. Unverified senders can restrict, never grant.',
  types: MESSAGES,
  read: ({ action }) => {
    switch (action.type) {
      case 'agent_message':
      case 'user_message':
      case 'system_message':
      case 'memory':
        return claimed(action.sender);
      case 'llm_call':
      case 'tool_result':
      case 'reply':
      case 'tool_call':
      case 'code_execution':
      case 'handoff':
        return { absent: false };
    }
  },
});

export const recipientAgent = nameCondition({
  key: 'recipient_agent',
  describe: 'The agent that the message, tool result or handoff goes to.',
  types: RECEIVED | maskOf('handoff'),
  read: ({ action }) => {
    switch (action.type) {
      case 'agent_message':
      case 'user_message':
      case 'system_message':
      case 'memory':
      case 'tool_result':
        return { name: action.recipient, verified: true };
      case 'handoff':
        return { name: action.target, verified: true };
      case 'llm_call':
      case 'reply':
      case 'tool_call':
      case 'code_execution':
        return { absent: false };
    }
  },
});

export const nextHopAgent = nameCondition({
  key: 'next_hop_agent',
  describe: 'The agent that the reply hands the turn to.',
  types: ALL_TYPES,
  read: nextHop,
});

export const onBehalfOf = nameCondition({
  key: 'on_behalf_of',
  describe: 'The user that the agent says it works for. Only a claim: can restrict, never grant.',
  types: ALL_TYPES,
  read: ({ facts }) => facts.call.onBehalfOf ?? { absent: false },
});

export const workflowId = nameCondition({
  key: 'workflow_id',
  describe: 'The workflow as the caller names it. Only a claim: can restrict, never grant.',
  types: ALL_TYPES,
  read: ({ facts }) => ({ name: facts.call.workflow.id, verified: false }),
});

function claimed(claim: Claim | undefined): NamedFact {
  return claim ?? { absent: NO_SENDER };
}

/** On the request door the model has not chosen yet; a reply without a handoff has no next hop. */
function nextHop({ action, facts }: Subject): NamedFact {
  if (action.type === 'handoff') return { name: action.target, verified: true };
  return verifiedName(facts.call.nextHop, action.door === 'request' ? NO_NEXT_HOP : false);
}
