// Who is at the door: agents, their keys and administrators, folded from the ledger's control records.

export type { AdminTokenView } from './administration.ts';
export { type AgentDescription, addAgent, agentHint, changeAgent, removeAgent } from './agent-commands.ts';
export { type Authenticated, createIdentityDirectory, type IdentityDirectory } from './directory.ts';
export { type IdentityEvent, readIdentityEvent } from './events.ts';
export {
  type Issued,
  issueAdminToken,
  issueKey,
  type Mint,
  revokeAdminToken,
  revokeKey,
  rotateKey,
} from './key-commands.ts';
export { isOwnName, nameConflict, requireOwnName } from './names-in-use.ts';
export {
  hashPassword,
  isPassword,
  type PasswordVerifier,
  readVerifier,
} from './passwords.ts';
export {
  addPerson,
  changePerson,
  openSession,
  removePerson,
  type SignedIn,
  setPassword,
} from './people-commands.ts';
export { inAll, PERMISSIONS, type Permission, permissionsOf, ROLES, type Role } from './roles.ts';
export { SignInThrottle } from './sign-in-throttle.ts';
