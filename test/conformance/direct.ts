// Plays scenarios without a gateway: the programs, the scripts and the expectations must hold by themselves first.

import { type Rule, serverError } from '../../src/demo/model-server/index.ts';
import { judgeBytes, judgeSame, judgeTold, type Verdict } from './judge.ts';
import { type Performance, play, type Stage } from './play.ts';
import type { ClientName, Scenario } from './scenario.ts';

/** Put before a script: the provider is down for the first call, then well. */
export const firstCallFails: Rule = { when: { call: 1 }, reply: serverError(503) };

/** How a scenario is played straight against the scripted model. Keys name their agents, so that the tap can tell who called. */
export function directly(
  stage: Stage,
  client: ClientName,
  scenario: Pick<Scenario, 'program' | 'agents' | 'stream'>,
  script: readonly Rule[],
): Performance {
  return {
    script,
    program: scenario.program(client),
    target: stage.model.url,
    basePath: '/v1',
    workflow: '',
    keys: new Map(scenario.agents.map((agent) => [agent, `direct-${agent}`])),
    stream: scenario.stream ?? false,
  };
}

/** Each scenario twice, to see that it always goes the same way; then with stand-ins for blocks; then with a first call that fails. */
export async function playDirect(
  stage: Stage,
  client: ClientName,
  scenarios: readonly Scenario[],
  tell: (verdict: Verdict) => void,
): Promise<void> {
  for (const scenario of scenarios.filter((candidate) => candidate.gatewayOnly !== true)) {
    const run = (script: readonly Rule[]) => play(stage, directly(stage, client, scenario, script));
    const verdict = (variant: string, seconds: number, log: string, complaints: readonly string[]) =>
      tell({ client, scenario: scenario.name, variant, seconds, log, complaints });

    const first = await run(scenario.script);
    const second = await run(scenario.script);
    verdict('allow', first.seconds + second.seconds, first.log, [
      ...judgeTold(first, scenario.allow),
      ...judgeBytes(first),
      ...judgeSame(second.told, first.told),
    ]);
    for (const block of scenario.blocks ?? []) {
      const seen = await run([...block.standIn, ...scenario.script]);
      verdict(block.name, seen.seconds, seen.log, judgeTold(seen, block.expected));
    }
    if (scenario.retry === true) {
      const seen = await run([firstCallFails, ...scenario.script]);
      const { upstreamCalls: _, ...expected } = scenario.allow;
      verdict('retry', seen.seconds, seen.log, judgeTold(seen, expected));
    }
  }
}
