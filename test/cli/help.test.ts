import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { allCommands } from '../../src/cli/commands/catalog.ts';
import { createProgram } from '../../src/cli/run.ts';
import { createTerminal } from '../../src/cli/terminal.ts';
import { sallyport } from './cli.ts';

function paths(command: Command, before: readonly string[] = []): readonly (readonly string[])[] {
  return command.commands.flatMap((each) => {
    const path = [...before, each.name()];
    return [path, ...paths(each, path)];
  });
}

const program = createProgram(
  await allCommands(),
  {
    terminal: createTerminal({ json: false, color: false, stdout: process.stdout, stderr: process.stderr }),
    environment: {},
    signal: new AbortController().signal,
    withAdmin: () => Promise.reject(new Error('not here')),
  },
  () => undefined,
);
const all = paths(program);

describe('help', () => {
  it('knows the commands that the README and the guides use', () => {
    expect(all.map((path) => path.join(' '))).toEqual(
      expect.arrayContaining([
        'serve',
        'status',
        'agents add',
        'agents list',
        'agents remove',
        'keys issue',
        'keys rotate',
        'keys revoke',
        'policy check',
        'policy test',
        'policy schema',
        'policy show',
        'policy history',
        'policy explain',
        'policy activate',
        'policy enforce',
        'approvals list',
        'approvals show',
        'approvals approve',
        'approvals deny',
        'audit tail',
        'audit query',
        'audit show',
        'verify',
      ]),
    );
  });

  it.each(all.map((path) => [path.join(' '), path] as const))(
    '%s --help says what it does',
    async (_, path) => {
      const ran = await sallyport(...path, '--help');
      expect(ran).toMatchObject({ code: 0, err: '' });
      expect(ran.out).toContain(`Usage: sallyport ${path.join(' ')}`);
      expect(ran.out.split('\n')[2]).toMatch(/\S{2}/);
    },
  );

  it('without a command it is shown, and the exit code says that nothing was done', async () => {
    const ran = await sallyport();
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('Usage: sallyport');
  });

  it.each(['agents', 'keys', 'policy', 'approvals', 'audit'])(
    '%s alone lists its own commands',
    async (group) => {
      const ran = await sallyport(group);
      expect(ran.code).toBe(2);
      expect(ran.err).toContain(`Usage: sallyport ${group} `);
    },
  );
});
