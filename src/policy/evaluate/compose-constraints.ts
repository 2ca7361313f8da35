// All matching CONSTRAINs as one: the smallest clamp, every approval, every redaction; or why they can not all hold.

import type { ApprovalDemand, Constraints, ParameterEdit } from '../../domain/index.ts';
import { canonicalJson } from '../source/canonical-json.ts';

/** One policy's part in a composition. */
export interface ConstraintPart {
  readonly policy: string;
  readonly constraints: Constraints;
}

export type Composition =
  | { readonly kind: 'composed'; readonly constraints: Constraints }
  | { readonly kind: 'irreconcilable'; readonly what: string; readonly policies: readonly string[] };

type Merged<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly what: string };

/** Composes at least one part. The order of the parts never matters. */
export function composeConstraints(parts: readonly ConstraintPart[]): Composition {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return { kind: 'composed', constraints: only.constraints };
  const all = [...parts].sort((a, b) => (a.policy < b.policy ? -1 : 1)).map((part) => part.constraints);
  const approval = mergeApprovals(all.flatMap((constraints) => constraints.approval ?? []));
  const parameters = mergeEdits(all.flatMap((constraints) => constraints.parameters));
  const model = mergeSame(
    all.flatMap((constraints) => constraints.model ?? []),
    'model',
  );
  const failed = [approval, parameters, model].find((merged) => !merged.ok);
  if (!approval.ok || !parameters.ok || !model.ok) {
    const what = failed?.ok === false ? failed.what : '';
    return { kind: 'irreconcilable', what, policies: parts.map((part) => part.policy).sort() };
  }
  return {
    kind: 'composed',
    constraints: {
      approval: approval.value,
      redact: distinct(all.flatMap((constraints) => constraints.redact)),
      parameters: parameters.value,
      removeTools: [...new Set(all.flatMap((constraints) => constraints.removeTools))].sort(),
      maxTokens: smallest(all.flatMap((constraints) => constraints.maxTokens ?? [])),
      model: model.value,
      stripCode: all.some((constraints) => constraints.stripCode),
      annotate: joined(all.flatMap((constraints) => constraints.annotate ?? [])),
      rateLimits: all.flatMap((constraints) => constraints.rateLimits),
    },
  };
}

/** One approval that satisfies every demand: the shortest time, the largest quorum, people whom all demands accept. */
function mergeApprovals(demands: readonly ApprovalDemand[]): Merged<ApprovalDemand | undefined> {
  if (demands.length === 0) return { ok: true, value: undefined };
  const restricted = demands.filter((demand) => demand.approvers.length > 0);
  const approvers = restricted
    .map((demand) => demand.approvers)
    .reduce<readonly string[] | undefined>(
      (common, list) => (common === undefined ? list : common.filter((name) => list.includes(name))),
      undefined,
    );
  if (approvers?.length === 0) return { ok: false, what: 'approvers' };
  return {
    ok: true,
    value: {
      policies: [...new Set(demands.flatMap((demand) => demand.policies))].sort(),
      timeoutMs: Math.min(...demands.map((demand) => demand.timeoutMs)),
      approvers: approvers ?? [],
      quorum: Math.max(...demands.map((demand) => demand.quorum)),
    },
  };
}

function mergeEdits(edits: readonly ParameterEdit[]): Merged<readonly ParameterEdit[]> {
  const merged: ParameterEdit[] = [];
  for (const parameter of [...new Set(edits.map((edit) => edit.parameter))].sort()) {
    const same = edits.filter((edit) => edit.parameter === parameter).map((edit) => edit.edit);
    const edit = mergeEdit(same);
    if (edit === undefined) return { ok: false, what: `parameter ${parameter}` };
    merged.push({ parameter, edit });
  }
  return { ok: true, value: merged };
}

/** One edit with the effect of all, or undefined when they contradict each other. */
function mergeEdit(edits: readonly ParameterEdit['edit'][]): ParameterEdit['edit'] | undefined {
  const sets = edits.flatMap((edit) => (edit.kind === 'set' ? [edit] : []));
  const clamps = edits.flatMap((edit) => (edit.kind === 'clamp' ? [edit] : []));
  const min = largest(clamps.flatMap((clamp) => clamp.min ?? []));
  const max = smallest(clamps.flatMap((clamp) => clamp.max ?? []));
  if ((min ?? -Infinity) > (max ?? Infinity)) return undefined;
  const [first] = sets;
  if (first === undefined) return { kind: 'clamp', min, max };
  const values = new Set(sets.map((set) => canonicalJson(set.value)));
  if (values.size > 1) return undefined;
  if (clamps.length === 0) return first;
  const { value } = first;
  const fits = typeof value === 'number' && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
  return fits ? first : undefined;
}

function mergeSame(values: readonly string[], what: string): Merged<string | undefined> {
  const distinctValues = new Set(values);
  return distinctValues.size > 1 ? { ok: false, what } : { ok: true, value: values[0] };
}

function smallest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.min(...values);
}

function largest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}

function joined(notes: readonly string[]): string | undefined {
  return notes.length === 0 ? undefined : [...new Set(notes)].sort().join(' ');
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
