// Web and file surfers and retrieval agents in one team or file with agents that execute code.

import { executes } from '../../facts/execution.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const retrievedContentToExecutor: Rule = {
  id: 'SP505',
  slug: 'retrieved-content-to-executor',
  family: undefined,
  title: 'Retrieved content reaches an agent that acts',
  why: 'A page or document that says what to do is read by an agent that can do it.',
  fix: 'Let the agent that reads have no tools, and the one that acts read only what was checked.',
  severity: 'medium',
  ...IDS.input,
  check: ({ agents, project }) => {
    const readers = agents.filter(({ className }) => READERS.has(className));
    if (readers.length === 0) return [];
    const acting = agents.some(
      ({ execution, className }) =>
        className === 'CodeExecutorAgent' || (executes(execution) && !READERS.has(className)),
    );
    return readers.flatMap((reader): Objection[] => {
      const home = project.teamsOf(reader);
      const together = home.some(({ members }) =>
        members.some(({ className }) => className === 'CodeExecutorAgent'),
      );
      const actsItself = executes(reader.execution);
      if (!acting && !actsItself) return [];
      return [
        {
          at: reader.at,
          message: 'reads outside content next to an agent that executes code',
          confidence: together || actsItself ? 'medium' : 'low',
        },
      ];
    });
  },
};
const READERS: ReadonlySet<string> = new Set([
  'RetrieveUserProxyAgent',
  'QdrantRetrieveUserProxyAgent',
  'WebSurferAgent',
  'MultimodalWebSurfer',
  'FileSurfer',
  'VideoSurfer',
]);
