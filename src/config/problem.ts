// What is wrong with the configuration, where, and what would be right.

import { GatewayError } from '../domain/index.ts';

export interface ConfigProblem {
  readonly severity: 'error';
  /** The file, or `$NAME` for an environment variable. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
  /** What is expected, or the nearest valid word. */
  readonly hint?: string;
  /** Stable kebab-case id. */
  readonly code: string;
}

/** The place of a problem is filled in later, from the path of keys that leads to it. */
export interface PlacelessProblem {
  readonly path: readonly (string | number)[];
  /** True when the last key of `path` is itself the problem, not the value under it. */
  readonly atKey?: boolean;
  readonly message: string;
  readonly hint?: string;
  readonly code: string;
}

/** All that is wrong at once: GatewayError config_invalid whose public message lists every problem, one per line. */
export class ConfigRejected extends GatewayError {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super('config_invalid', { publicMessage: problems.map(oneLine).join('\n') });
    this.problems = problems;
  }
}

/** A problem of an environment variable. Never shows its value. */
export function environmentProblem(
  variable: string,
  code: string,
  message: string,
  hint?: string,
): ConfigProblem {
  const place = { severity: 'error', file: `$${variable}`, line: 1, column: 1 } as const;
  return { ...place, code, message, ...(hint === undefined ? {} : { hint }) };
}

function oneLine({ file, line, column, message, hint }: ConfigProblem): string {
  return `${file}:${line}:${column} ${message}${hint === undefined ? '' : `; ${hint}`}`;
}
