// Who is at the door: agents, their keys and administrators, folded from the ledger's control records.

export { type AgentDescription, addAgent, changeAgent, removeAgent } from './agent-commands.ts';
export { createIdentityDirectory, type IdentityDirectory } from './directory.ts';
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
