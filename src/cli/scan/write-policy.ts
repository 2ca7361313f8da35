// `--policy-out`: the drafted policy and its cases, written only when our own check and our own test agree with them.

import { GatewayError } from '../../domain/index.ts';
import { checkPolicySet, inferToolCategory, loadPolicySet, runPolicyCases } from '../../policy/index.ts';
import {
  draftInput,
  draftPolicy,
  type Inventory,
  type PolicyDraft,
  type ScanReport,
} from '../../scan/index.ts';
import { sha256 } from '../../sha256.ts';
import { casesBeside } from '../cases-beside.ts';
import { writeUserFile } from './tell.ts';

/** Writes FILE and FILE.cases.yaml. Answers which policy contains which rule; undefined where no policy was asked for. */
export async function writePolicy(
  file: string | undefined,
  found: { readonly report: ScanReport; readonly inventory: Inventory },
): Promise<PolicyDraft['contains'] | undefined> {
  if (file === undefined) return undefined;
  const draft = draftPolicy(draftInput(found.report, found.inventory, guessCategory));
  requireSound(draft, file);
  await writeUserFile(file, draft.policy);
  await writeUserFile(casesBeside(file), draft.cases);
  return draft.contains;
}

/** A draft that our own tools refuse is a bug, and must not reach a gateway. */
function requireSound(draft: PolicyDraft, file: string): void {
  const loaded = loadPolicySet(draft.policy, { fileName: file, sha256 });
  const cases = loaded.ok
    ? runPolicyCases(loaded.set, draft.cases, { fileName: casesBeside(file) })
    : undefined;
  const isSound =
    loaded.ok &&
    checkPolicySet(loaded.set).every(({ severity }) => severity !== 'error') &&
    cases?.ok === true &&
    cases.results.every(({ passed }) => passed);
  if (!isSound) {
    throw new GatewayError('internal', { publicMessage: 'the drafted policy does not pass its own check' });
  }
}

function guessCategory(
  name: string,
  parameters: readonly string[],
): { readonly category: string; readonly because: string } | undefined {
  const properties = Object.fromEntries(parameters.map((parameter) => [parameter, {}]));
  const { category, because } = inferToolCategory(name, {
    name,
    description: '',
    parameters: { type: 'object', properties },
  });
  return category === undefined ? undefined : { category, because };
}
