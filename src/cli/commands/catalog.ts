// Every command of the program, in the order of its help. Each is loaded when it is asked for: most need no gateway.

import type { Command } from 'commander';
import type { CommandContext } from '../command.ts';

/** Adds one command to the program; its action answers an exit code to `done`. */
export type AddCommand = (program: Command, context: CommandContext, done: (code: number) => void) => void;

interface CommandEntry {
  /** The first words of a command line that belong to it. */
  readonly words: readonly string[];
  readonly load: () => Promise<AddCommand>;
}

const COMMANDS: readonly CommandEntry[] = [
  { words: ['serve'], load: async () => (await import('./serve.ts')).serveCommand },
  { words: ['status'], load: async () => (await import('./status.ts')).statusCommand },
  { words: ['agents'], load: async () => (await import('./agents.ts')).agentsCommand },
  { words: ['keys'], load: async () => (await import('./keys.ts')).keysCommand },
  { words: ['tokens'], load: async () => (await import('./tokens.ts')).tokensCommand },
  { words: ['people'], load: async () => (await import('./people.ts')).peopleCommand },
  { words: ['policy'], load: async () => (await import('./policy.ts')).policyCommand },
  { words: ['approvals'], load: async () => (await import('./approvals.ts')).approvalsCommand },
  { words: ['overrides'], load: async () => (await import('./overrides.ts')).overridesCommand },
  { words: ['alerts'], load: async () => (await import('./alerts.ts')).alertsCommand },
  { words: ['stop', 'resume', 'halts'], load: async () => (await import('./halts.ts')).haltsCommand },
  { words: ['audit'], load: async () => (await import('./audit.ts')).auditCommand },
  { words: ['export', 'exports'], load: async () => (await import('./export.ts')).exportCommand },
  { words: ['evidence'], load: async () => (await import('./evidence.ts')).evidenceCommand },
  { words: ['verify'], load: async () => (await import('./verify.ts')).verifyCommand },
  { words: ['ledger'], load: async () => (await import('./ledger.ts')).ledgerCommand },
  { words: ['scan'], load: async () => (await import('./scan.ts')).scanCommand },
];

/** The command of this first word alone; all of them where it is none of theirs, for help and for messages. */
export async function commandsFor(word: string | undefined): Promise<readonly AddCommand[]> {
  const entry = COMMANDS.find(({ words }) => word !== undefined && words.includes(word));
  return entry === undefined ? allCommands() : [await entry.load()];
}

export function allCommands(): Promise<readonly AddCommand[]> {
  return Promise.all(COMMANDS.map(({ load }) => load()));
}
