// What may stand behind `sallyport scan`, checked before anything is read.

import { GatewayError } from '../../domain/index.ts';
import { SEVERITIES, type Severity } from '../../scan/index.ts';

/** As the command line gives them. */
export interface ScanFlags {
  readonly format?: string;
  readonly output?: string;
  readonly failOn: string;
  readonly baseline?: string;
  readonly updateBaseline?: string;
  readonly diff?: string;
  readonly fix?: boolean;
  readonly unsafeFixes?: boolean;
  readonly suppressions: boolean;
  readonly graph?: string;
  readonly inventory?: boolean;
  readonly explain?: string;
  readonly policyOut?: string;
  readonly serve?: boolean;
  readonly port: string;
}

const FORMATS = ['pretty', 'json', 'sarif', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

/** The format that is asked for; `--json` is short for `--format json`. Throws GatewayError invalid_request. */
export function formatOf(flags: ScanFlags, json: boolean): Format {
  if (flags.format === undefined) return json ? 'json' : 'pretty';
  return oneOf('--format', flags.format, FORMATS);
}

/** The lowest severity that fails the scan; undefined: none does. Throws GatewayError invalid_request. */
export function failBarOf(flags: ScanFlags): Severity | undefined {
  return flags.failOn === 'never' ? undefined : oneOf('--fail-on', flags.failOn, SEVERITIES, ['never']);
}

/** Throws GatewayError invalid_request. */
export function graphFormatOf(flags: ScanFlags): 'mermaid' | 'json' {
  return oneOf('--graph', flags.graph ?? 'mermaid', ['mermaid', 'json']);
}

function oneOf<T extends string>(
  option: string,
  given: string,
  known: readonly T[],
  more: readonly string[] = [],
): T {
  const found = known.find((candidate) => candidate === given);
  if (found !== undefined) return found;
  throw new GatewayError('invalid_request', {
    publicMessage: `${option} ${JSON.stringify(given)}: one of ${[...known, ...more].join(', ')} is expected`,
  });
}
