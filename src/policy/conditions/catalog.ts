// Every condition of the language, sorted by key. A new one is a file in this folder and a line here.

import { after } from './after.ts';
import { agentGroup, agentName, agentRole } from './agent.ts';
import { agentTokensOver, consecutiveRepliesOver, workflowTokensOver } from './budget.ts';
import { capability, language } from './code.ts';
import type { Condition } from './condition.ts';
import { containsSensitive, contentMatches, tokensOver } from './content.ts';
import { countOver } from './count-over.ts';
import { finding } from './finding.ts';
import { flow } from './flow.ts';
import { actionType, messageType } from './kind.ts';
import { model, provider, stream } from './model.ts';
import { parameter, parameters } from './parameter.ts';
import { nextHopAgent, onBehalfOf, recipientAgent, senderAgent, workflowId } from './parties.ts';
import { spendOver } from './spend-over.ts';
import { days, outsideHours } from './time.ts';
import { toolCategory, toolName } from './tool.ts';
import { when } from './when.ts';

export const conditions: readonly Condition[] = [
  actionType,
  after,
  agentGroup,
  agentName,
  agentRole,
  agentTokensOver,
  capability,
  consecutiveRepliesOver,
  containsSensitive,
  contentMatches,
  countOver,
  days,
  finding,
  flow,
  language,
  messageType,
  model,
  nextHopAgent,
  onBehalfOf,
  outsideHours,
  parameter,
  parameters,
  provider,
  recipientAgent,
  senderAgent,
  spendOver,
  stream,
  tokensOver,
  toolCategory,
  toolName,
  when,
  workflowId,
  workflowTokensOver,
];
