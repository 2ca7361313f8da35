// The contract of a condition: which keys it reads, and how they become a term that is true, false or unknown.

import type { z } from 'zod';
import type { CompiledNames, Polarity } from '../compile/compile-names.ts';
import type { Interned } from '../compile/intern.ts';
import type { DocumentPath } from '../diagnostic.ts';
import type { TypeMask } from '../evaluate/action-types.ts';
import type { Subject } from '../evaluate/subject.ts';
import type { Truth } from '../evaluate/truth.ts';
import type { ParameterPath } from '../values/parameter-path.ts';

/** A condition object that its schema has accepted. */
export type ConditionSource = Readonly<Record<string, unknown>>;

/** One compiled condition. */
export interface Term {
  /** In the author's words, for the record: `tool_name is send_http_request`. Never content. */
  readonly text: string;
  /** INVARIANT: on an action of a type outside this set, `test` is false. */
  readonly types: TypeMask;
  /** Relative price, to test cheap terms first. */
  readonly cost: number;
  /** INVARIANT: when present, `test` is false for agents (tools) that none of these names resembles. */
  readonly agents?: CompiledNames;
  readonly tools?: CompiledNames;
  /** Names of models, and of upstreams, that the term compares with: for the checks. */
  readonly models?: CompiledNames;
  readonly upstreams?: CompiledNames;
  /** When present, the term is about the tool's category and nothing else. */
  readonly categories?: CompiledNames;
  /** True when the same action of the same call may come out otherwise later: the term reads the clock or history. */
  readonly varies?: boolean;
  /** True when the term is exactly `types`. */
  readonly kindOnly?: true;
  /** When present: what must be found in a parameter for the term to be more than false. */
  readonly needs?: PatternNeed;
  readonly test: (subject: Subject) => Truth;
}

/**
 * INVARIANT: where all values at the path are text, and no pattern is found in any form of them, the term is false.
 */
export interface PatternNeed {
  readonly path: ParameterPath;
  readonly patterns: readonly string[];
}

export interface CompileContext {
  readonly polarity: Polarity;
  /** Where the condition object is in its document. */
  readonly path: DocumentPath;
  readonly interned: Interned;
  /** Reports what the schema can not see, e.g. a pattern that does not compile; `steps` lead from the condition object. */
  readonly problem: (steps: DocumentPath, message: string, hint?: string) => void;
}

/** A condition of the language. Its first key is the one that makes it present. */
export interface Condition {
  readonly key: string;
  /** Schemas of all keys that it reads, each optional. */
  readonly fields: Readonly<Record<string, z.ZodType>>;
  /** Undefined when a problem was reported. */
  readonly compile: (source: ConditionSource, context: CompileContext) => Term | undefined;
}

/** A condition that reads one key. */
export interface SingleCondition<T> {
  readonly key: string;
  readonly schema: z.ZodType<T>;
  readonly describe: string;
  readonly compile: (value: T, context: CompileContext, source: ConditionSource) => Term | undefined;
}

/** Makes a condition of a key, its schema, and a compiler for what the schema accepts. */
export function condition<T>(definition: SingleCondition<T>): Condition {
  const { key, schema } = definition;
  return {
    key,
    fields: { [key]: schema.optional().describe(definition.describe) },
    // INVARIANT: compile runs only on sources that `fields` has accepted, so the value under `key` is a T.
    compile: (source, context) => definition.compile(source[key] as T, context, source),
  };
}

/** `a`, or `one of a, b`. */
export function listed(values: readonly unknown[]): string {
  const words = values.map(String);
  return words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`;
}
