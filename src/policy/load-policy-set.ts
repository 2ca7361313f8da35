// Text → compiled policy set, or everything that is wrong with it, each with its place.

import { type JsonValue, ownField, type Sha256Hex } from '../domain/index.ts';
import { compilePolicy } from './compile/compile-policy.ts';
import type { CompiledPolicy } from './compile/compiled-policy.ts';
import type { CompiledSet } from './compile/compiled-set.ts';
import { compileDeclarations } from './compile/declarations.ts';
import { askedButOff } from './compile/detects.ts';
import { impliedPolicies } from './compile/implied-policies.ts';
import { createInterned, type Interned } from './compile/intern.ts';
import { createPolicyIndex } from './compile/policy-index.ts';
import { createPolicySet } from './create-policy-set.ts';
import { type Diagnostic, inFileOrder, type Problem } from './diagnostic.ts';
import type { PolicyLoad } from './policy-set.ts';
import {
  type DocumentSource,
  documentSchema,
  type PolicySource,
  policySchema,
} from './schema/policy-schema.ts';
import { canonicalJson } from './source/canonical-json.ts';
import { explainIssues } from './source/explain-issues.ts';
import { readDocument, type SourceDocument } from './source/read-document.ts';

export interface LoadOptions {
  /** Only for messages. */
  readonly fileName: string;
  readonly sha256: Sha256Hex;
}

/** Loads YAML or JSON, strictly. On failure the diagnostics hold every problem that could be found, in file order. */
export function loadPolicySet(text: string, { fileName, sha256 }: LoadOptions): PolicyLoad {
  const read = readDocument(text, fileName);
  if (!read.ok) return read;
  const { document } = read;
  const { value } = document;
  if (value === null) return { ok: false, diagnostics: [document.locate(NOTHING)] };
  const parsed = documentSchema.safeParse(value);
  const loading: Loading = { document, interned: createInterned(), problems: [] };
  if (!parsed.success) {
    loading.problems.push(...explainIssues(parsed.error.issues, value));
    lookIntoSoundPolicies(value, loading);
    return { ok: false, diagnostics: locateAll(loading) };
  }
  const set = compileDocument(parsed.data, loading, fileName);
  if (loading.problems.length > 0) return { ok: false, diagnostics: locateAll(loading) };
  const version = `sha256:${sha256(canonicalJson(value))}`;
  return {
    ok: true,
    set: createPolicySet(set, { version, source: text }),
    diagnostics: notices(parsed.data, document),
  };
}

/** A file that was cut, or is being written, must not open the gate: who wants nothing decided says so. */
const NOTHING: Problem = {
  path: [],
  message: 'the file holds nothing, which would allow everything',
  code: 'empty-file',
  hint: 'write `default_decision: ALLOW` where that is meant',
};

interface Loading {
  readonly document: SourceDocument;
  readonly interned: Interned;
  readonly problems: Problem[];
}

function compileDocument(source: DocumentSource, loading: Loading, file: string): CompiledSet {
  const decision = source.default_decision;
  const defaultMode = typeof decision === 'object' ? (decision.mode ?? 'enforce') : 'enforce';
  const written = (source.policies ?? []).map((policy, index) => compileWritten(policy, index, loading));
  const implied = impliedPolicies(source, defaultMode).map((policy) => compileImplied(policy, loading));
  reportRepeatedNames(written, implied, loading);
  reportSwitchedOff(source, loading);
  const policies = [...written, ...implied].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    file,
    document: source,
    policies,
    declarations: compileDeclarations(source, loading.interned),
    defaultDecision: (typeof decision === 'object' ? decision.decision : decision) ?? 'ALLOW',
    defaultMode,
    index: createPolicyIndex(policies),
  };
}

function compileWritten(policy: PolicySource, index: number, loading: Loading): CompiledPolicy {
  const path = ['policies', index];
  const { line, column } = loading.document.locate({ path, message: '', code: '' });
  return compilePolicy(policy, {
    path,
    position: { line, column },
    interned: loading.interned,
    report: (problem) => loading.problems.push(problem),
  });
}

function compileImplied(policy: PolicySource, loading: Loading): CompiledPolicy {
  return compilePolicy(policy, {
    path: policy.name.startsWith('tools.') ? ['tools'] : policy.name.split('.'),
    position: undefined,
    interned: loading.interned,
    // What an implied policy can get wrong is a parameter path; it is reported at the section that implies it.
    report: ({ message }) => loading.problems.push({ path: ['tools'], message, code: 'not-allowed' }),
  });
}

/** Where one policy is broken, the others are still looked into: an author wants all problems at once. */
function lookIntoSoundPolicies(value: JsonValue, loading: Loading): void {
  const list = ownField(value, 'policies');
  if (!Array.isArray(list)) return;
  for (const [index, item] of list.entries()) {
    const parsed = policySchema.safeParse(item);
    if (parsed.success) compileWritten(parsed.data, index, loading);
  }
}

function reportRepeatedNames(
  written: readonly CompiledPolicy[],
  implied: readonly CompiledPolicy[],
  { problems }: Loading,
): void {
  const seen = new Set(implied.map((policy) => policy.name));
  for (const [index, { name }] of written.entries()) {
    if (seen.has(name)) {
      const message = `the policy name \`${name}\` is already taken`;
      problems.push({ path: ['policies', index, 'name'], message, code: 'duplicate-name' });
    }
    seen.add(name);
  }
}

/** INVARIANT: no condition is about a detector that does not look: it would be unknown for every action. */
function reportSwitchedOff(source: DocumentSource, { problems }: Loading): void {
  for (const { path, detector } of askedButOff(source)) {
    const message = `the detector \`${detector}\` is switched off under \`detectors:\`: it finds nothing that could be asked for`;
    problems.push({ path, message, code: 'not-allowed' });
  }
}

function locateAll({ problems, document }: Loading): readonly Diagnostic[] {
  return inFileOrder(problems.map((problem) => document.locate(problem)));
}

function notices(source: DocumentSource, document: SourceDocument): readonly Diagnostic[] {
  if (source.default_decision !== undefined) return [];
  const message = 'no `default_decision`: what no policy blocks is allowed';
  return [document.locate({ path: [], message, code: 'default-allow' }, 'note')];
}
