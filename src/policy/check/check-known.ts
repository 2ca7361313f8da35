// Names that the policy file can not declare: people, models and upstreams, where whoever runs the gateway knows them.

import { nearestWord } from '../../domain/index.ts';
import type { CompiledPolicy } from '../compile/compiled-policy.ts';
import type { CompiledSet } from '../compile/compiled-set.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { place } from './finding.ts';

/** All names of a kind; left out where nobody can list them. */
export interface KnownNames {
  /** People and groups that may decide. */
  readonly approvers?: readonly string[] | undefined;
  readonly models?: readonly string[] | undefined;
  readonly upstreams?: readonly string[] | undefined;
}

/** A warning for each name, of a kind that is known, that nobody and nothing has. */
export function checkKnown(set: CompiledSet, known: KnownNames): readonly Diagnostic[] {
  return set.policies
    .filter((policy) => policy.position !== undefined)
    .flatMap((policy) => [
      ...unknown(set, policy, {
        code: 'unknown-approver',
        names: policy.constraints?.approval?.approvers ?? [],
        known: known.approvers,
        message: (name) => `no person and no group is called \`${name}\`, so nobody can approve as that`,
        hint: '`sallyport people list` names those there are',
      }),
      ...unknown(set, policy, {
        code: 'unknown-model',
        names: policy.terms.flatMap((term) => term.models?.sources ?? []),
        known: known.models,
        message: (name) => `no upstream serves the model \`${name}\``,
        hint: 'see `upstreams` in the configuration',
      }),
      ...unknown(set, policy, {
        code: 'unknown-upstream',
        names: policy.terms.flatMap((term) => term.upstreams?.sources ?? []),
        known: known.upstreams,
        message: (name) => `no upstream is called \`${name}\``,
        hint: 'see `upstreams` in the configuration',
      }),
    ]);
}

interface Named {
  readonly code: string;
  readonly names: readonly string[];
  readonly known: readonly string[] | undefined;
  readonly message: (name: string) => string;
  readonly hint: string;
}

function unknown(
  set: CompiledSet,
  policy: CompiledPolicy,
  { code, names, known, message, hint }: Named,
): readonly Diagnostic[] {
  if (known === undefined) return [];
  return names
    .filter((name) => !name.includes('*') && !known.includes(name))
    .map((name) => {
      const near = nearestWord(name, known);
      return place(set, policy, {
        severity: 'warning',
        code,
        message: message(name),
        hint: near === undefined ? hint : `did you mean \`${near}\`?`,
      });
    });
}
