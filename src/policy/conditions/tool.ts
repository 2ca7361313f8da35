// Which tool: its name as called, and its category as declared or inferred.

import { compileNames, type Polarity } from '../compile/compile-names.ts';
import { maskOf } from '../evaluate/action-types.ts';
import { knownTool, type Subject } from '../evaluate/subject.ts';
import type { Truth, Unknown } from '../evaluate/truth.ts';
import { nameSchema, type OneOrMore, oneOrMore } from '../schema/strict.ts';
import { condition, listed } from './condition.ts';
import { nameCondition } from './names.ts';

const NO_TOOL: Unknown = { why: 'the result does not say which tool made it' };
const NO_CATEGORY: Unknown = { why: 'the tool has no category: declare it under `tools:`' };
const ONLY_INFERRED: Unknown = { why: 'the category is only inferred, and an inference never grants' };

export const toolName = nameCondition({
  key: 'tool_name',
  describe: 'The tool that is called, or that a result comes from.',
  types: maskOf('tool_call', 'tool_result'),
  read: ({ action }) => {
    if (action.type === 'tool_call') return { name: action.toolName, verified: true };
    if (action.type === 'tool_result') return action.tool ?? { absent: NO_TOOL };
    return { absent: false };
  },
  tells: 'tools',
});

export const toolCategory = condition<OneOrMore<string>>({
  key: 'tool_category',
  schema: oneOrMore(nameSchema),
  describe: 'The category of the called tool, declared under `tools:` or inferred.',
  compile: (value, { polarity, interned }) => {
    const names = compileNames(typeof value === 'string' ? [value] : value, polarity, interned);
    return {
      text: `tool_category is ${listed(names.sources)}`,
      types: maskOf('tool_call'),
      cost: 2,
      categories: names,
      test: (subject) => categoryMatches(subject, names.matches, polarity),
    };
  },
});

function categoryMatches(
  subject: Subject,
  matches: (category: string) => boolean,
  polarity: Polarity,
): Truth {
  if (subject.action.type !== 'tool_call') return false;
  const { facts, restricting } = knownTool(subject, subject.action);
  if (polarity === 'restrict') {
    if (restricting.length === 0) return NO_CATEGORY;
    return restricting.some(matches);
  }
  if (facts.category === undefined) return NO_CATEGORY;
  if (!matches(facts.category)) return false;
  return facts.source === 'declared' ? true : ONLY_INFERRED;
}
