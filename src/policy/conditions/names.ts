// The shape that all name conditions share: read one name from the subject, compare it with a list.

import { compileNames, type Polarity } from '../compile/compile-names.ts';
import type { TypeMask } from '../evaluate/action-types.ts';
import type { Subject } from '../evaluate/subject.ts';
import type { Truth, Unknown } from '../evaluate/truth.ts';
import { nameSchema, type OneOrMore, oneOrMore } from '../schema/strict.ts';
import { type Condition, condition, listed } from './condition.ts';

/** A name, whether somebody vouches for it, or why there is none. */
export type NamedFact =
  | { readonly name: string; readonly verified: boolean }
  | { readonly absent: Unknown | false };

interface NameCondition {
  readonly key: string;
  readonly describe: string;
  readonly types: TypeMask;
  readonly read: (subject: Subject) => NamedFact;
  /** Under which the term tells its names to the index, or to the checks. */
  readonly tells?: 'agents' | 'tools' | 'models' | 'upstreams';
}

const UNVERIFIED: Unknown = { why: 'the name is only claimed, and a claim never grants' };

export const ANONYMOUS: Unknown = { why: 'the agent did not identify itself' };

/** A condition on one name; lists and `*` globs allowed. */
export function nameCondition(definition: NameCondition): Condition {
  const { key, types, read } = definition;
  return condition<OneOrMore<string>>({
    key,
    schema: oneOrMore(nameSchema),
    describe: definition.describe,
    compile: (value, { polarity, interned }) => {
      const names = compileNames(typeof value === 'string' ? [value] : value, polarity, interned);
      return {
        text: `${key} is ${listed(names.sources)}`,
        types,
        cost: 1,
        ...(definition.tells === undefined ? {} : { [definition.tells]: names }),
        test: (subject) => compareFact(read(subject), names.matches, polarity),
      };
    },
  });
}

/** INVARIANT: an unverified name that matches is true where that restricts and unknown where it would grant. */
function compareFact(fact: NamedFact, matches: (name: string) => boolean, polarity: Polarity): Truth {
  if ('absent' in fact) return fact.absent;
  if (!matches(fact.name)) return false;
  return fact.verified || polarity === 'restrict' ? true : UNVERIFIED;
}

export function verifiedName(name: string | undefined, why: Unknown | false): NamedFact {
  return name === undefined || name === '' ? { absent: why } : { name, verified: true };
}
