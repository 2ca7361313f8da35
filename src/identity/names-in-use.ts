// Names that must mean one thing: a list of approvers names people and groups alike, and records name the gateway itself, too.

import { GatewayError } from '../domain/index.ts';
import type { IdentityDirectory } from './directory.ts';

/** How the gateway signs what it, or whoever owns its directory, did. */
const OWN: ReadonlySet<string> = new Set(['local-operator', 'operator', 'policy-file', 'first-start']);

/** Whether a name is the gateway's own, so that it names nobody who could be told apart. */
export function isOwnName(name: string): boolean {
  return OWN.has(name);
}

/** Why nobody can be known under `person` with these groups; undefined where somebody can. */
export function nameConflict(
  directory: IdentityDirectory,
  { person, groups }: { readonly person: string; readonly groups: readonly string[] },
): { readonly code: 'invalid_request' | 'conflict'; readonly why: string } | undefined {
  if (isOwnName(person)) return { code: 'invalid_request', why: `${person} is a name of the gateway itself` };
  if (groups.includes(person) || isGroup(directory, person))
    return { code: 'conflict', why: `${person} is a group: a person needs another name` };
  const taken = groups.find((group) => isPerson(directory, group));
  return taken === undefined ? undefined : { code: 'conflict', why: `${taken} is a person, not a group` };
}

/** Throws GatewayError invalid_request or conflict where `nameConflict` knows a reason. */
export function requireOwnName(
  directory: IdentityDirectory,
  who: { readonly person: string; readonly groups: readonly string[] },
): void {
  const conflict = nameConflict(directory, who);
  if (conflict !== undefined) throw new GatewayError(conflict.code, { publicMessage: conflict.why });
}

function isGroup(directory: IdentityDirectory, name: string): boolean {
  return [...directory.people(), ...directory.adminTokens()].some(({ groups }) => groups.includes(name));
}

function isPerson(directory: IdentityDirectory, name: string): boolean {
  return [...directory.people(), ...directory.adminTokens()].some(({ person }) => person === name);
}
