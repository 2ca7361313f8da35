// sallyport policy test — a policy against its author's examples: who does what, and which decision is expected.

import type { Command } from 'commander';
import { runPolicyCases } from '../../policy/index.ts';
import { PolicyRejected } from '../../server/index.ts';
import { casesBeside } from '../cases-beside.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit.ts';
import { loadPolicyFile } from '../load-policy-file.ts';
import { readUserFile } from '../read-user-file.ts';
import { renderDiagnostics } from '../render-diagnostics.ts';

export function policyTestCommand(
  policy: Command,
  context: CommandContext,
  done: (code: number) => void,
): void {
  policy
    .command('test')
    .argument('<file>', 'policy file')
    .argument('[cases]', 'file with cases (default: FILE.cases.yaml beside it)')
    .description('run example cases against a policy file; needs no gateway')
    .action(async (file: string, cases: string | undefined) =>
      done(await test(context, file, cases ?? casesBeside(file))),
    );
}

async function test({ terminal }: CommandContext, file: string, cases: string): Promise<number> {
  const { loaded } = await loadPolicyFile(file);
  if (!loaded.ok) throw new PolicyRejected(loaded.diagnostics);
  const run = runPolicyCases(loaded.set, await readUserFile(cases), { fileName: cases });
  if (!run.ok) throw new PolicyRejected(run.diagnostics);
  const failed = run.results.filter((result) => !result.passed).length;
  if (terminal.json) {
    for (const { name, passed, differences, decision } of run.results)
      terminal.printJson({ name, passed, differences, effect: decision.effect, reason: decision.reason });
  } else {
    if (run.diagnostics.length > 0) terminal.print(renderDiagnostics(terminal, run.diagnostics));
    const verdict = failed === 0 ? terminal.paint('green', 'ok') : terminal.paint('red', 'failed');
    terminal.print(
      `${verdict} ${cases}: ${run.results.length - failed} of ${run.results.length} cases as expected`,
    );
  }
  return failed === 0 ? EXIT.ok : EXIT.negative;
}
