// What kind of tool a call names: as declared, or inferred by the shipped rules, and which categories it may not escape from.

import type { ToolDefinition, ToolFacts, ToolNature } from '../../domain/index.ts';
import type { Declarations } from '../compile/declarations.ts';
import { inferToolCategory } from '../values/tool-category.ts';

export interface KnownTool {
  readonly facts: ToolFacts;
  /** Every category that restricts this tool: of the tools that it looks like, and the inferred one. */
  readonly restricting: readonly string[];
}

const NO_LABELS: readonly string[] = [];

/**
 * A tool declared under exactly this name is what its declaration says. Any other is what the rules infer, and a
 * look-alike of a declared tool also keeps the categories of that one. ATTACKER-CONTROLLED: name and definition.
 */
export function knowTool(
  name: string,
  definition: ToolDefinition | undefined,
  declarations: Declarations,
): KnownTool {
  const exact = declarations.tools.get(name);
  if (exact?.category !== undefined) {
    return {
      facts: { category: exact.category, source: 'declared', labels: exact.labels },
      restricting: [exact.category],
    };
  }
  const { category } = inferToolCategory(name, definition);
  const likes = declarations.toolsLike(name);
  const restricting = new Set(likes.flatMap((tool) => tool.category ?? []));
  if (category !== undefined) restricting.add(category);
  return {
    facts: {
      category,
      source: category === undefined ? 'unknown' : 'inferred',
      labels: exact?.labels ?? NO_LABELS,
    },
    restricting: [...restricting],
  };
}

/** As conditions see the tool that a result came from. A look-alike of a declared tool keeps that one's labels. */
export function toolNature(name: string, declarations: Declarations): ToolNature {
  const exact = declarations.tools.get(name);
  const likes = declarations.toolsLike(name);
  return {
    category: knowTool(name, undefined, declarations).facts.category,
    labels: [...new Set(likes.flatMap(({ labels }) => labels))],
    sink: likes.some(({ sink }) => sink),
    trust: exact?.trust ?? (likes.length > 0 ? 'untrusted' : undefined),
  };
}
