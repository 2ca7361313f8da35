// Who is at the door: agents, their keys and administrators, folded from the ledger's control records.

export { type AgentDescription, addAgent, changeAgent, removeAgent } from './agent-commands.ts';
export {
  type Authenticated,
  type AuthenticatedAdmin,
  createIdentityDirectory,
  type IdentityDirectory,
  type KeyRefusal,
  type KeyView,
} from './directory.ts';
export {
  type AgentBody,
  type IdentityEvent,
  type IdentityEventKind,
  isIdentityKind,
  readIdentityEvent,
} from './events.ts';
export {
  type Issued,
  issueAdminToken,
  issueKey,
  type KeyRequest,
  type Mint,
  revokeAdminToken,
  revokeKey,
  rotateKey,
} from './key-commands.ts';
