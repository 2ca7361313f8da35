// Every command of the program, in the order of its help.

import type { Command } from 'commander';
import type { CommandContext } from '../command.ts';
import { agentsCommand } from './agents.ts';
import { approvalsCommand } from './approvals.ts';
import { auditCommand } from './audit.ts';
import { evidenceCommand } from './evidence.ts';
import { exportCommand } from './export.ts';
import { haltsCommand } from './halts.ts';
import { keysCommand } from './keys.ts';
import { ledgerCommand } from './ledger.ts';
import { policyCommand } from './policy.ts';
import { scanCommand } from './scan.ts';
import { serveCommand } from './serve.ts';
import { statusCommand } from './status.ts';
import { tokensCommand } from './tokens.ts';
import { verifyCommand } from './verify.ts';

/** Adds one command to the program; its action answers an exit code to `done`. */
export type AddCommand = (program: Command, context: CommandContext, done: (code: number) => void) => void;

export const COMMANDS: readonly AddCommand[] = [
  serveCommand,
  statusCommand,
  agentsCommand,
  keysCommand,
  tokensCommand,
  policyCommand,
  approvalsCommand,
  haltsCommand,
  auditCommand,
  exportCommand,
  evidenceCommand,
  verifyCommand,
  ledgerCommand,
  scanCommand,
];
