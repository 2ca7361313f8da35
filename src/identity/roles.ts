// What people and their tokens may do: five roles, each a set of permissions. The admin API's routes ask for permissions.

export const ROLES = ['admin', 'policy_author', 'approver', 'auditor', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** Also the scopes that a token can be narrowed to. */
export const PERMISSIONS = [
  'read',
  'scan',
  'records.read',
  'contents.read',
  'ledger.export',
  'ledger.erase',
  'agents.manage',
  'people.manage',
  'policy.write',
  'approvals.decide',
  'overrides.manage',
  'halts.manage',
  'alerts.test',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const LOOK = ['read', 'scan'] as const;

const GRANTS: { readonly [Name in Role]: readonly Permission[] } = {
  admin: PERMISSIONS,
  policy_author: [...LOOK, 'records.read', 'policy.write'],
  approver: [...LOOK, 'records.read', 'approvals.decide', 'overrides.manage', 'halts.manage'],
  auditor: [...LOOK, 'records.read', 'contents.read', 'ledger.export'],
  viewer: LOOK,
};

/** Everything that at least one of the roles allows. */
export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => GRANTS[role]));
}

/** What all of the sets allow. */
export function inAll(
  first: ReadonlySet<Permission>,
  ...others: readonly ReadonlySet<Permission>[]
): ReadonlySet<Permission> {
  return new Set([...first].filter((permission) => others.every((other) => other.has(permission))));
}
