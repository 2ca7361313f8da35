// The command line as a function: builds the program from its catalogue of commands and turns faults into exit codes.

import { Command, CommanderError } from 'commander';
import { type CommandContext, dataDirectoryOf } from './command.ts';
import { type AddCommand, commandsFor } from './commands/catalog.ts';
import { EXIT, reportFault } from './exit.ts';
import { ownVersion } from './own-version.ts';
import type { Terminal } from './terminal.ts';

/** `--json` may stand anywhere on the line. */
export function takeJson(argv: readonly string[]): {
  readonly json: boolean;
  readonly rest: readonly string[];
} {
  return { json: argv.includes('--json'), rest: argv.filter((argument) => argument !== '--json') };
}

/** Runs one command line. Answers the exit code; nothing is thrown. */
export async function run(argv: readonly string[], terminal: Terminal, signal: AbortSignal): Promise<number> {
  let code: number = EXIT.ok;
  const context: CommandContext = {
    terminal,
    environment: process.env,
    signal,
    withAdmin: async (dataDirectory, use) => {
      const { connectAdmin } = await import('./admin-client.ts');
      const admin = await connectAdmin(dataDirectory ?? dataDirectoryOf(process.env));
      try {
        return await use(admin);
      } finally {
        await admin.close();
      }
    },
  };
  try {
    const program = createProgram(await commandsFor(argv[0]), context, (answered) => {
      code = answered;
    });
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return reportFault(terminal, cause);
  }
}

const AFTER_HELP = `
Exit codes: 0 done; 1 the answer is no; 2 wrong input or set-up; 70 a bug.
Run "sallyport COMMAND --help" for the options of a command.`;

/** The program with these commands; with all of them it is what `docs/reference/cli.md` prints. */
export function createProgram(
  commands: readonly AddCommand[],
  context: CommandContext,
  done: (code: number) => void,
): Command {
  const program = new Command('sallyport')
    .description('the policy gate for multi-agent LLM systems: identifies, decides, records, then releases')
    .version(ownVersion(), '--version', 'print the version')
    .option('--json', 'print JSON, one value per line')
    .helpOption('-h, --help', 'show this help')
    .configureHelp({ subcommandTerm })
    .showHelpAfterError('Add --help to see what the command takes.')
    .addHelpText('after', AFTER_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.print(text.trimEnd()),
      writeErr: (text) => context.terminal.error(text.trimEnd()),
    });
  for (const add of commands) add(program, context, done);
  return program.commandsGroup('Help:').helpCommand('help [command]', 'show the help of a command');
}

/** `stop <scope> [name]`: that a command has options is no news, and costs the room of its description. */
function subcommandTerm(command: Command): string {
  const named = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...named].join(' ');
}
