// Compares the tools that a call offers with those that the workflow has seen: changed, shadowed, or disguised ones.

import type { Finding } from '../../../domain/index.ts';
import type { Detector, DetectorInput, OfferedTool } from '../../detector.ts';

const NAME = 'tool_drift';
/** A request that offers more than this is odd in itself; the rest is not compared, and the finding says so. */
const MAX_TOOLS = 512;

export const toolDrift: Detector = {
  name: NAME,
  inspect: (input) => [
    ...input.tools.slice(0, MAX_TOOLS).flatMap((tool) => driftOf(tool, input)),
    ...shadows(input.tools.slice(0, MAX_TOOLS)),
    ...(input.tools.length > MAX_TOOLS ? [tooMany()] : []),
  ],
};

function driftOf(tool: OfferedTool, { agent, history }: DetectorInput): readonly Finding[] {
  const before = history.tools.get(tool.definition.name);
  if (before === undefined) return [];
  const evidence = [
    ...(before.descriptionDigest === tool.descriptionDigest ? [] : ['description changed']),
    ...(before.parametersDigest === tool.parametersDigest ? [] : ['parameters changed']),
  ];
  if (evidence.length === 0) return [];
  // Two agents may have tools of one name that differ from the start: weaker than one agent's tool that changes.
  return [found(tool.definition.name, evidence, before.agent === agent ? 0.9 : 0.4)];
}

/** Names that a reader, or a framework that folds names, takes for one another: the later shadows the earlier. */
function shadows(tools: readonly OfferedTool[]): readonly Finding[] {
  const byFold = new Map<string, string>();
  return tools.flatMap(({ definition: { name } }) => {
    const fold = folded(name);
    const earlier = byFold.get(fold);
    byFold.set(fold, earlier ?? name);
    if (earlier === undefined) return [];
    return [found(name, [earlier === name ? 'name offered twice' : 'name like another'], 0.8)];
  });
}

const folded = (name: string) =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const found = (tool: string, evidence: readonly string[], confidence: number): Finding => ({
  detector: NAME,
  confidence,
  where: { kind: 'tool', tool },
  share: 1,
  evidence,
});

const tooMany = (): Finding => ({
  detector: NAME,
  confidence: 0.5,
  where: { kind: 'exchange' },
  share: 1,
  evidence: [`more than ${MAX_TOOLS} tools: the rest was not compared`],
});
