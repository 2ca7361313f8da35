// Every command of the program, in the order of its help. Each is loaded when it is asked for: most need no gateway.

import type { Command } from 'commander';
import type { CommandContext } from '../command.ts';

/** Adds one command to the program; its action answers an exit code to `done`. */
export type AddCommand = (program: Command, context: CommandContext, done: (code: number) => void) => void;

/** What the commands of an entry are about, as the program's help groups them. */
const GATEWAY = 'Gateway:';
const PEOPLE = 'Agents and people:';
const DECISIONS = 'Policies and decisions:';
const RECORDS = 'Records and evidence:';
const CODE = 'Code:';

interface CommandEntry {
  readonly group: string;
  /** The first words of a command line that belong to it. */
  readonly words: readonly string[];
  readonly load: () => Promise<AddCommand>;
}

const COMMANDS: readonly CommandEntry[] = [
  { group: GATEWAY, words: ['serve'], load: async () => (await import('./serve.ts')).serveCommand },
  { group: GATEWAY, words: ['status'], load: async () => (await import('./status.ts')).statusCommand },
  {
    group: GATEWAY,
    words: ['stop', 'resume', 'halts'],
    load: async () => (await import('./halts.ts')).haltsCommand,
  },
  { group: GATEWAY, words: ['alerts'], load: async () => (await import('./alerts.ts')).alertsCommand },
  { group: PEOPLE, words: ['agents'], load: async () => (await import('./agents.ts')).agentsCommand },
  { group: PEOPLE, words: ['keys'], load: async () => (await import('./keys.ts')).keysCommand },
  { group: PEOPLE, words: ['people'], load: async () => (await import('./people.ts')).peopleCommand },
  { group: PEOPLE, words: ['tokens'], load: async () => (await import('./tokens.ts')).tokensCommand },
  { group: DECISIONS, words: ['policy'], load: async () => (await import('./policy.ts')).policyCommand },
  {
    group: DECISIONS,
    words: ['approvals'],
    load: async () => (await import('./approvals.ts')).approvalsCommand,
  },
  {
    group: DECISIONS,
    words: ['overrides'],
    load: async () => (await import('./overrides.ts')).overridesCommand,
  },
  { group: RECORDS, words: ['audit'], load: async () => (await import('./audit.ts')).auditCommand },
  { group: RECORDS, words: ['verify'], load: async () => (await import('./verify.ts')).verifyCommand },
  { group: RECORDS, words: ['evidence'], load: async () => (await import('./evidence.ts')).evidenceCommand },
  {
    group: RECORDS,
    words: ['export', 'exports'],
    load: async () => (await import('./export.ts')).exportCommand,
  },
  { group: RECORDS, words: ['ledger'], load: async () => (await import('./ledger.ts')).ledgerCommand },
  { group: CODE, words: ['scan'], load: async () => (await import('./scan.ts')).scanCommand },
];

/** The command of this first word alone; all of them where it is none of theirs, for help and for messages. */
export async function commandsFor(word: string | undefined): Promise<readonly AddCommand[]> {
  const entry = COMMANDS.find(({ words }) => word !== undefined && words.includes(word));
  return entry === undefined ? allCommands() : [await entry.load()];
}

export function allCommands(): Promise<readonly AddCommand[]> {
  return Promise.all(COMMANDS.map(loaded));
}

async function loaded({ group, load }: CommandEntry): Promise<AddCommand> {
  const add = await load();
  return (program, context, done) => add(program.commandsGroup(group), context, done);
}
