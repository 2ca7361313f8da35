// The documented context of `when:` expressions: the variables, and the action types that have them.

import type { CelInput } from '@bufbuild/cel';
import { ALL_TYPES, maskOf, type TypeMask } from '../evaluate/action-types.ts';

/** The values of the variables that one action has. */
export type CelBindings = Readonly<Record<string, CelInput>>;

/** An expression that names a variable is false for action types that do not have it. */
export const VARIABLES: ReadonlyMap<string, TypeMask> = new Map([
  /** type, door */
  ['action', ALL_TYPES],
  /** name, role, groups */
  ['agent', ALL_TYPES],
  /** The tool's arguments. Not bound when they can not be read. */
  ['args', maskOf('tool_call')],
  /** model, provider, stream, kind; next_hop and on_behalf_of where known */
  ['call', ALL_TYPES],
  /** language, capabilities */
  ['code', maskOf('code_execution')],
  /** workflow_tokens, agent_tokens, consecutive_replies */
  ['history', ALL_TYPES],
  /** sender (where known), recipient */
  ['message', maskOf('agent_message', 'user_message', 'system_message', 'memory', 'tool_result')],
  /** Milliseconds since 1970 */
  ['now', ALL_TYPES],
  /** The target of a handoff. */
  ['target', maskOf('handoff')],
  /** The text that content conditions read; where a policy restricts, then a line feed and the names, ids and keys. */
  ['text', ALL_TYPES & ~maskOf('handoff')],
  /** name, category (where known), labels */
  ['tool', maskOf('tool_call')],
  /** id: a claim, so not bound where the policy grants */
  ['workflow', ALL_TYPES],
]);
