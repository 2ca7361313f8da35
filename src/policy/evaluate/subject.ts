// One action under decision: the action, the facts around it, and what several policies would otherwise compute again.

import { type TextView, textViews } from '../../content/index.ts';
import {
  type Action,
  actionLabels,
  actionText,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  type ToolCallAction,
  type ToolFacts,
} from '../../domain/index.ts';
import type { CelBindings } from '../cel/variables.ts';
import type { Declarations } from '../compile/declarations.ts';
import type { PolicyFacts } from '../policy-facts.ts';
import type { ParameterPath } from '../values/parameter-path.ts';
import { urlForms } from '../values/url.ts';
import { type KnownTool, knowTool } from './know-tool.ts';

/** INVARIANT: the mutable fields are caches of pure functions of the others. */
export interface Subject {
  readonly action: Action;
  readonly facts: PolicyFacts;
  readonly declarations: Declarations;
  tool?: KnownTool;
  selected?: Map<ParameterPath, readonly JsonValue[]>;
  forms?: Map<string, readonly string[]>;
  views?: readonly TextView[];
  /** By polarity, as `when:` expressions see the action. */
  bindings?: { restrict?: CelBindings; grant?: CelBindings };
}

/** Longer values are code or prose, not a URL or a path: the text views look into those. */
const MAX_FORM_LENGTH = 4096;
const MAX_LEAF_DEPTH = 64;

export function createSubject(action: Action, facts: PolicyFacts, declarations: Declarations): Subject {
  return { action, facts, declarations };
}

/** The agent's role from its key, else from its declaration. */
export function roleOf({ facts, declarations }: Subject): string | undefined {
  const { agent } = facts.call;
  return agent.role ?? declarations.agents.get(agent.name)?.role;
}

/** Category, labels and source of the tool that a call names; undefined for other actions. */
export function toolFacts(subject: Subject): ToolFacts | undefined {
  return subject.action.type === 'tool_call' ? knownTool(subject, subject.action).facts : undefined;
}

export function knownTool(subject: Subject, action: ToolCallAction): KnownTool {
  subject.tool ??= knowTool(action.toolName, action.definition, subject.declarations);
  return subject.tool;
}

/** The values that a path selects in readable arguments. */
export function selectParameter(
  subject: Subject,
  path: ParameterPath,
  args: JsonObject,
): readonly JsonValue[] {
  subject.selected ??= new Map();
  let values = subject.selected.get(path);
  if (values === undefined) {
    values = path.select(args);
    subject.selected.set(path, values);
  }
  return values;
}

/** Whether the tool's schema, or its declaration, has the top-level property that the path starts with. */
export function schemaKnows(subject: Subject, action: ToolCallAction, path: ParameterPath): boolean {
  if (path.root === undefined) return false;
  const properties = ownField(action.definition?.parameters ?? undefined, 'properties');
  if (isJsonObject(properties) && Object.hasOwn(properties, path.root)) return true;
  const root = path.root;
  return subject.declarations.toolsLike(action.toolName).some((tool) => tool.parameters.has(root));
}

/** All forms of a parameter's text that a restricting condition must be tried on; the original first. */
export function parameterForms(subject: Subject, value: string): readonly string[] {
  subject.forms ??= new Map();
  let forms = subject.forms.get(value);
  if (forms === undefined) {
    forms =
      value.length <= MAX_FORM_LENGTH
        ? urlForms(value)
        : [value, ...textViews(value).map((view) => view.text)];
    subject.forms.set(value, forms);
  }
  return forms;
}

/**
 * The texts that a restricting content condition must look at: the action's own, and for tool arguments with escapes
 * also their decoded strings, because `\u0061` in JSON is an `a`; then names, ids and keys. Empty where the action has
 * no text.
 */
export function contentTexts({ action }: Subject): readonly string[] {
  const text = actionText(action);
  if (text === undefined) return [];
  const decoded = text.includes('\\') ? decodedStrings(action) : undefined;
  const labels = actionLabels(action);
  // Apart from the text, so that what a pattern says about its beginning or end still holds.
  return [text, ...(decoded === undefined ? [] : [decoded]), ...(labels === '' ? [] : [labels])];
}

/** All views of those texts: cleaned of invisible characters and decoded. */
export function contentViews(subject: Subject): readonly TextView[] {
  subject.views ??= contentTexts(subject).flatMap((text) => textViews(text));
  return subject.views;
}

function decodedStrings(action: Action): string | undefined {
  if (action.type !== 'tool_call' || action.arguments.kind !== 'object') return undefined;
  const strings: string[] = [];
  collectStrings(action.arguments.value, strings, 0);
  return strings.join('\n');
}

function collectStrings(value: JsonValue, into: string[], depth: number): void {
  if (typeof value === 'string') into.push(value);
  if (typeof value !== 'object' || value === null || depth > MAX_LEAF_DEPTH) return;
  for (const [key, member] of Object.entries(value)) {
    if (!Array.isArray(value)) into.push(key);
    collectStrings(member, into, depth + 1);
  }
}
