// Sinks of the ledger as the file describes them, each with its token from the environment.

import { exporters, type SinkSettings } from '../exporters/index.ts';
import { Secret } from '../providers/index.ts';
import { type Environment, variable } from './environment.ts';
import type { PlacelessProblem } from './problem.ts';
import type { SinkSection } from './schema.ts';

export interface SinkConfig {
  readonly settings: SinkSettings;
  /** Of one attempt, from the first byte to the last of the answer. */
  readonly timeoutMs: number;
}

/** The sinks, and what keeps any of them from working. */
export function sinksOf(
  sections: Readonly<Record<string, SinkSection>>,
  env: Environment,
): { readonly sinks: readonly SinkConfig[]; readonly problems: readonly PlacelessProblem[] } {
  const entries = Object.entries(sections);
  return {
    sinks: entries.map(([name, section]) => sinkOf(name, section, env)),
    problems: entries.flatMap(([name, section]) => problemsOf(['exports', name], section, env)),
  };
}

function sinkOf(name: string, section: SinkSection, env: Environment): SinkConfig {
  const token = section.token_env === undefined ? undefined : variable(env, section.token_env);
  const exporter = exporters.find((candidate) => candidate.kind === section.kind);
  return {
    timeoutMs: section.timeout_ms,
    settings: {
      name,
      kind: section.kind,
      url: section.url,
      token: token === undefined ? undefined : new Secret(token),
      format: section.format ?? exporter?.formats[0] ?? 'native',
      target: section.target,
      headers: new Map(
        Object.entries(section.headers).map(([header, value]) => [header.toLowerCase(), value]),
      ),
    },
  };
}

function problemsOf(path: readonly string[], section: SinkSection, env: Environment): PlacelessProblem[] {
  const problems: PlacelessProblem[] = [];
  const exporter = exporters.find((candidate) => candidate.kind === section.kind);
  if (exporter?.needsToken === true && section.token_env === undefined) {
    problems.push({
      path,
      code: 'missing-key',
      message: '`token_env` is missing',
      hint: `a sink of kind ${section.kind} needs a token: name the environment variable that holds it`,
    });
  }
  if (section.token_env !== undefined && variable(env, section.token_env) === undefined) {
    problems.push({
      path: [...path, 'token_env'],
      code: 'missing-variable',
      message: `the environment variable ${section.token_env} is not set`,
      hint: 'export it before the start',
    });
  }
  if (section.format !== undefined && exporter !== undefined && !exporter.formats.includes(section.format)) {
    problems.push({
      path: [...path, 'format'],
      code: 'invalid-value',
      message: `a sink of kind ${section.kind} does not speak ${section.format}`,
      hint: `expected one of: ${exporter.formats.join(', ')}`,
    });
  }
  return problems;
}
