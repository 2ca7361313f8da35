// Executors that run code on the host, given to an agent, a team or a tool.

import { calledName } from '../../facts/agents.ts';
import { groundOf } from '../../facts/execution.ts';
import type { CallSite } from '../../project/module.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const hostExecutor: Rule = {
  id: 'SP202',
  slug: 'host-executor',
  family: 'exec-no-docker',
  title: 'An executor runs generated code on the host',
  why: 'Whatever the model writes runs with all rights of this process: files, keys, network.',
  fix: 'Use DockerCommandLineCodeExecutor, DockerJupyterCodeExecutor or a hosted sandbox.',
  severity: 'high',
  ...IDS.isolation,
  check: ({ executors, agents, module }) => [
    ...executors
      .filter(({ ground, bound, site }) => ground === 'host' && bound && !isInContainer(site))
      .map(
        ({ at, className }): Objection => ({
          at,
          message: `${className} runs generated code on the host`,
          confidence: 'high',
        }),
      ),
    ...agents.flatMap(({ execution }): Objection[] => {
      if (execution.kind !== 'executor' || execution.executor.kind !== 'known') return [];
      const isHost = groundOf(execution.executor) === 'host' && execution.at.module === module;
      return isHost
        ? [{ at: execution.at, message: 'the executor runs generated code on the host', confidence: 'high' }]
        : [];
    }),
  ],
};
/** A Jupyter executor that is given a server in a container runs there. */
function isInContainer({ call }: CallSite): boolean {
  const isJupyter = calledName(call.callee) === 'JupyterCodeExecutor';
  return (
    isJupyter &&
    call.args.some(({ value }) =>
      calledName(value.kind === 'call' ? value.callee : value).startsWith('Docker'),
    )
  );
}
