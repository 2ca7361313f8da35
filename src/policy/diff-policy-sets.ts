// What changes between two versions of a policy file, by meaning and not by line, for `sallyport policy diff`.

import type { JsonValue } from '../domain/index.ts';
import type { PolicySet } from './policy-set.ts';
import { canonicalJson } from './source/canonical-json.ts';

export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  /** `policy NAME`, `agent NAME`, `tool NAME`, or the name of another section. */
  readonly what: string;
  /** Canonical JSON; absent where the thing is. */
  readonly before?: string;
  readonly after?: string;
}

/** The changes from `before` to `after`, sorted by what they concern. Order of policies, style and comments are no changes. */
export function diffPolicySets(before: PolicySet, after: PolicySet): readonly Change[] {
  if (before.version === after.version) return [];
  const old = partsOf(before);
  const fresh = partsOf(after);
  const names = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return names.flatMap((what) => changeOf(what, old.get(what), fresh.get(what)) ?? []);
}

function changeOf(what: string, before: string | undefined, after: string | undefined): Change | undefined {
  if (before === after) return undefined;
  if (before === undefined) return { kind: 'added', what, ...(after === undefined ? {} : { after }) };
  if (after === undefined) return { kind: 'removed', what, before };
  return { kind: 'changed', what, before, after };
}

/** The document in pieces that change on their own, each in canonical form. */
function partsOf({ compiled }: PolicySet): ReadonlyMap<string, string> {
  const { policies, agents, tools, ...sections } = compiled.document;
  const parts = new Map<string, string>();
  const add = (what: string, content: unknown) => parts.set(what, canonicalJson(asJson(content)));
  for (const policy of policies ?? []) add(`policy ${policy.name}`, policy);
  for (const [name, agent] of Object.entries(agents ?? {})) add(`agent ${name}`, agent);
  for (const [name, tool] of Object.entries(tools ?? {})) add(`tool ${name}`, tool);
  for (const [section, content] of Object.entries(sections)) add(section, content);
  return parts;
}

/** The document came from JSON values; what the schema left undefined is absent. */
function asJson(content: unknown): JsonValue {
  return content === undefined ? null : JSON.parse(JSON.stringify(content));
}
