// Where notices about approvals go, each with its address from the environment.

import { type Environment, variable } from './environment.ts';
import type { PlacelessProblem } from './problem.ts';
import { type ApprovalsSection, baseUrlSchema } from './schema.ts';

/** Targets with addresses and secrets filled in. */
export interface NoticesConfig {
  readonly publicUrl: string | undefined;
  readonly targets: readonly {
    readonly name: string;
    readonly kind: 'slack' | 'webhook';
    readonly url: string;
    readonly secret: string | undefined;
    readonly voice: {
      readonly name: string;
      readonly groups: readonly string[];
      readonly kind: 'person' | 'link';
    };
  }[];
}

/** The targets, and what keeps any of them from working. A problem never repeats an address: it may be a secret. */
export function noticesOf(
  section: ApprovalsSection,
  env: Environment,
): { readonly notices: NoticesConfig; readonly problems: readonly PlacelessProblem[] } {
  const problems: PlacelessProblem[] = [];
  const targets = Object.entries(section.notify).map(([name, notice]) => {
    const path = ['approvals', 'notify', name];
    const inVariable = (key: 'url_env' | 'secret_env'): string | undefined => {
      const named = notice[key];
      const value = named === undefined ? undefined : variable(env, named);
      if (named !== undefined && value === undefined) problems.push(missing([...path, key], named));
      return value;
    };
    const url = inVariable('url_env');
    if (url !== undefined && !isAddress(url)) problems.push(noAddress([...path, 'url_env']));
    const { kind, person, groups } = notice;
    const voice =
      person === undefined
        ? ({ name: `link:${name}`, groups, kind: 'link' } as const)
        : ({ name: person, groups, kind: 'person' } as const);
    return { name, kind, url: url ?? '', secret: inVariable('secret_env'), voice };
  });
  return { notices: { publicUrl: section.public_url, targets }, problems };
}

function isAddress(text: string): boolean {
  const withoutQuery = text.split('?', 1)[0] ?? '';
  return baseUrlSchema.safeParse(withoutQuery).success;
}

function missing(path: readonly string[], name: string): PlacelessProblem {
  return {
    path,
    code: 'missing-variable',
    message: `the environment variable ${name} is not set`,
    hint: 'export it before the start',
  };
}

function noAddress(path: readonly string[]): PlacelessProblem {
  return {
    path,
    code: 'invalid-value',
    message: 'the variable holds no address',
    hint: 'expected an http or https URL without user and password',
  };
}
