// Names that policies and declarations use and nobody declares, and tools whose category nobody knows.

import { nearestWord } from '../../domain/index.ts';
import type { CompiledPolicy } from '../compile/compiled-policy.ts';
import type { CompiledSet } from '../compile/compiled-set.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { inferToolCategory } from '../values/tool-category.ts';
import { place } from './finding.ts';

/** The categories that the shipped rules infer. */
const SHIPPED_CATEGORIES = [
  'external_api',
  'web',
  'data_access',
  'filesystem',
  'code_execution',
  'messaging',
  'handoff',
  'compute',
] as const;

/** Undeclared agents and tools (only where the file declares any), unknown categories, uncategorised tools. */
export function checkNames(set: CompiledSet): readonly Diagnostic[] {
  return [
    ...set.policies.flatMap((policy) => (policy.position === undefined ? [] : checkPolicyNames(set, policy))),
    ...checkDeclaredNames(set),
    ...checkCategories(set),
  ];
}

function checkPolicyNames(set: CompiledSet, policy: CompiledPolicy): readonly Diagnostic[] {
  const { agents, tools } = set.declarations;
  return policy.terms.flatMap((term) => [
    ...undeclared(set, { policy, noun: 'agent', names: literals(term.agents?.sources), known: agents }),
    ...undeclared(set, { policy, noun: 'tool', names: literals(term.tools?.sources), known: tools }),
    ...unknownCategories(set, policy, literals(term.categories?.sources)),
  ]);
}

function checkDeclaredNames(set: CompiledSet): readonly Diagnostic[] {
  const { agents, tools, overrides } = set.declarations;
  return [
    ...[...agents.values()].flatMap((agent) => [
      ...undeclared(set, { noun: 'tool', names: literals(agent.tools.sources), known: tools }),
      ...undeclared(set, { noun: 'agent', names: literals(agent.handsOffTo.sources), known: agents }),
    ]),
    ...undeclared(set, { noun: 'agent', names: [...overrides.keys()], known: agents }),
  ];
}

interface Names {
  readonly policy?: CompiledPolicy;
  readonly noun: 'agent' | 'tool';
  readonly names: readonly string[];
  readonly known: ReadonlyMap<string, unknown>;
}

function undeclared(set: CompiledSet, { policy, noun, names, known }: Names): readonly Diagnostic[] {
  if (known.size === 0) return [];
  return names
    .filter((name) => !known.has(name))
    .map((name) => {
      const near = nearestWord(name, known.keys());
      const hint = near === undefined ? `declare it under \`${noun}s:\`` : `did you mean \`${near}\`?`;
      const message = `the ${noun} \`${name}\` is not declared`;
      return place(set, policy, { severity: 'warning', code: `undeclared-${noun}`, message, hint });
    });
}

function unknownCategories(
  set: CompiledSet,
  policy: CompiledPolicy,
  names: readonly string[],
): readonly Diagnostic[] {
  const declared = [...set.declarations.tools.values()].flatMap((tool) => tool.category ?? []);
  const known = new Set<string>([...SHIPPED_CATEGORIES, ...declared]);
  return names
    .filter((name) => !known.has(name))
    .map((name) => {
      const near = nearestWord(name, known);
      const hint =
        near === undefined ? `known: ${[...known].sort().join(', ')}` : `did you mean \`${near}\`?`;
      const message = `no tool has the category \`${name}\``;
      return place(set, policy, { severity: 'warning', code: 'unknown-category', message, hint });
    });
}

function checkCategories(set: CompiledSet): readonly Diagnostic[] {
  const { agents, tools } = set.declarations;
  const named = new Set([
    ...tools.keys(),
    ...[...agents.values()].flatMap((agent) => literals(agent.tools.sources)),
    ...set.policies.flatMap((policy) => literals(policy.tools?.sources)),
  ]);
  return [...named]
    .filter((name) => tools.get(name)?.category === undefined)
    .filter((name) => inferToolCategory(name, undefined).category === undefined)
    .sort()
    .map((name) => {
      const message = `the tool \`${name}\` has no category: every restriction by \`tool_category\` matches it`;
      const hint = `add \`tools: {${name}: {category: …}}\``;
      return place(set, undefined, { severity: 'note', code: 'uncategorised-tool', message, hint });
    });
}

function literals(names: readonly string[] | undefined): readonly string[] {
  return (names ?? []).filter((name) => !name.includes('*'));
}
