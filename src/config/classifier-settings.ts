// Where the operator's own classifier is reached, with its key from the environment.

import { type Environment, variable } from './environment.ts';
import type { PlacelessProblem } from './problem.ts';
import type { DetectionSection } from './schema.ts';

export interface ClassifierConfig {
  readonly url: string;
  readonly key: string | undefined;
  readonly timeoutMs: number;
}

/** The classifier, or undefined where the file names none, and what keeps it from working. */
export function classifierOf(
  { external }: DetectionSection,
  env: Environment,
): { readonly classifier: ClassifierConfig | undefined; readonly problems: readonly PlacelessProblem[] } {
  if (external === undefined) return { classifier: undefined, problems: [] };
  const { url, key_env: named, timeout_ms: timeoutMs } = external;
  const key = named === undefined ? undefined : variable(env, named);
  const problems: readonly PlacelessProblem[] =
    named === undefined || key !== undefined
      ? []
      : [
          {
            path: ['detection', 'external', 'key_env'],
            code: 'missing-variable',
            message: `the environment variable ${named} is not set`,
            hint: 'export it before the start',
          },
        ];
  return { classifier: { url, key, timeoutMs }, problems };
}
