// Every condition of the language, sorted by key. A new one is a file in this folder and a line here.

import { agentGroup, agentName, agentRole } from './agent.ts';
import type { Condition } from './condition.ts';
import { actionType, messageType } from './kind.ts';
import { model, provider, stream } from './model.ts';
import { parameter, parameters } from './parameter.ts';
import { nextHopAgent, onBehalfOf, recipientAgent, senderAgent, workflowId } from './parties.ts';
import { toolCategory, toolName } from './tool.ts';

export const conditions: readonly Condition[] = [
  actionType,
  agentGroup,
  agentName,
  agentRole,
  messageType,
  model,
  nextHopAgent,
  onBehalfOf,
  parameter,
  parameters,
  provider,
  recipientAgent,
  senderAgent,
  stream,
  toolCategory,
  toolName,
  workflowId,
];
