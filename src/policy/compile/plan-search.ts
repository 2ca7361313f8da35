// Looks for the patterns of many policies in one parameter at once: most calls hold none of them.

import type { JsonValue } from '../../domain/index.ts';
import type { PatternNeed } from '../conditions/condition.ts';
import { parameterForms, type Subject, selectParameter } from '../evaluate/subject.ts';
import { compilePattern, type Pattern } from '../values/pattern.ts';

interface SearchGroup<Member> {
  readonly members: readonly Member[];
  /** True only when every member is false of the subject. */
  readonly ruledOut: (subject: Subject) => boolean;
}

export interface SearchPlan<Member> {
  readonly groups: readonly SearchGroup<Member>[];
  readonly rest: readonly Member[];
}

/** Fewer members than this are tested one by one as fast. */
const MIN_GROUP = 3;
const MAX_GROUP = 64;
/** A union is compiled once a group has proved that it is asked often, so that rotating names can not buy compilations. */
const WARM = 16;
const MAX_UNIONS = 1024;

/** Parts members into groups that need a pattern in the same parameter, and the rest. Keeps every member. */
export function planSearch<Member>(
  members: readonly Member[],
  needOf: (member: Member) => PatternNeed | undefined,
  unions: Unions,
): SearchPlan<Member> {
  const byPath = new Map<PatternNeed['path'], Member[]>();
  const rest: Member[] = [];
  for (const member of members) {
    const need = needOf(member);
    if (need === undefined) rest.push(member);
    else byPath.set(need.path, [...(byPath.get(need.path) ?? []), member]);
  }
  const groups: SearchGroup<Member>[] = [];
  for (const [path, same] of byPath) {
    for (let from = 0; from < same.length; from += MAX_GROUP) {
      const chunk = same.slice(from, from + MAX_GROUP);
      if (chunk.length < MIN_GROUP) rest.push(...chunk);
      else {
        const patterns = chunk.flatMap((member) => needOf(member)?.patterns ?? []);
        groups.push({ members: chunk, ruledOut: createFilter({ path, patterns }, unions) });
      }
    }
  }
  return { groups, rest };
}

function createFilter({ path, patterns }: PatternNeed, unions: Unions): (subject: Subject) => boolean {
  let asked = 0;
  let union: Pattern | undefined;
  return (subject) => {
    const { action } = subject;
    if (action.type !== 'tool_call' || action.arguments.kind === 'unreadable') return false;
    asked += 1;
    if (asked === WARM) union = unions(patterns);
    if (union === undefined) return false;
    return holdsNone(selectParameter(subject, path, action.arguments.value), union, subject);
  };
}

/** True when there are values, all are text, and the pattern is found in no form of any. */
function holdsNone(values: readonly JsonValue[], pattern: Pattern, subject: Subject): boolean {
  if (values.length === 0) return false;
  for (const value of values) {
    if (typeof value !== 'string') return false;
    for (const form of parameterForms(subject, value)) if (pattern.test(form)) return false;
  }
  return true;
}

/** Finds what any of the patterns finds; undefined where there is no such pattern, or no room for one. */
export type Unions = (patterns: readonly string[]) => Pattern | undefined;

/** Compiles each distinct union once, up to a bound. */
export function createUnions(): Unions {
  const known = new Map<string, Pattern | undefined>();
  return (patterns) => {
    const source = [...new Set(patterns)].map((pattern) => `(?:${pattern})`).join('|');
    if (known.has(source) || known.size >= MAX_UNIONS) return known.get(source);
    // A union can fail where its parts do not: too large, or two of them name the same group. Then each is tested.
    const result = compilePattern(source);
    known.set(source, result.ok ? result.pattern : undefined);
    return known.get(source);
  };
}
