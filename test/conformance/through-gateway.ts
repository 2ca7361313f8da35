// Plays scenarios through a gateway that runs as its own process, beside one run without it as the reference.

import type { Rule } from '../../src/demo/model-server/index.ts';
import type { JsonObject } from '../../src/domain/index.ts';
import { directly, firstCallFails } from './direct.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { judgeBytes, judgeSame, judgeTold, type Verdict } from './judge.ts';
import { judgeLedger } from './judge-ledger.ts';
import { type Performance, play, type Stage } from './play.ts';
import type { ClientName, Scenario } from './scenario.ts';

/** Every scenario of one client against one gateway: allowed, blocked in each way, and with a provider that first fails. */
export async function playThroughGateway(
  stage: Stage,
  client: ClientName,
  scenarios: readonly Scenario[],
  tell: (verdict: Verdict) => void,
): Promise<void> {
  const gateway = await startGateway({
    upstream: stage.model.url,
    policies: scenarios.flatMap(policiesOf),
    agents: [...new Set(scenarios.flatMap(({ agents }) => agents))],
  });
  try {
    for (const scenario of scenarios) await playScenario({ stage, gateway, client, scenario, tell });
  } finally {
    await gateway.stop();
  }
}

/** A block is one policy that sees only the workflows of its variant. */
function policiesOf(scenario: Scenario): JsonObject[] {
  return (scenario.blocks ?? []).map((block) => ({
    name: `${scenario.name}-${block.name}`,
    condition: { ...block.condition, workflow_id: `*.${scenario.name}.${block.name}` },
    decision: 'BLOCK',
    reason: 'Not permitted in this workflow',
  }));
}

interface Run {
  readonly stage: Stage;
  readonly gateway: Gateway;
  readonly client: ClientName;
  readonly scenario: Scenario;
  readonly tell: (verdict: Verdict) => void;
}

async function playScenario({ stage, gateway, client, scenario, tell }: Run): Promise<void> {
  const playVariant = async (variant: string, script: readonly Rule[]) => {
    const performance = throughGateway(gateway, client, scenario, variant);
    const seen = await play(stage, scenario, { ...performance, script });
    const ledger = { records: await gateway.records(performance.workflow), keys: gateway.keys };
    const judged = (complaints: readonly string[]) =>
      tell({ client, scenario: scenario.name, variant, seconds: seen.seconds, log: seen.log, complaints });
    return { seen, ledger, judged };
  };

  const allow = await playVariant('allow', scenario.script);
  const complaints = [...judgeTold(allow.seen, scenario.allow), ...judgeBytes(allow.seen)];
  complaints.push(
    ...judgeLedger(allow.seen, allow.ledger, { hops: scenario.allow.hops ?? [], blocked: false }),
  );
  if (scenario.gatewayOnly !== true) {
    const direct = await play(stage, scenario, directly(stage, client, scenario, scenario.script));
    complaints.push(...judgeSame(allow.seen.told, direct.told));
  }
  allow.judged(complaints);

  for (const block of scenario.blocks ?? []) {
    const { seen, ledger, judged } = await playVariant(block.name, scenario.script);
    const hops = block.expected.hops ?? [];
    judged([...judgeTold(seen, block.expected), ...judgeLedger(seen, ledger, { hops, blocked: true })]);
  }
  if (scenario.retry === true) {
    const { seen, ledger, judged } = await playVariant('retry', [firstCallFails, ...scenario.script]);
    const { upstreamCalls: _, ...expected } = scenario.allow;
    const hops = expected.hops ?? [];
    judged([...judgeTold(seen, expected), ...judgeLedger(seen, ledger, { hops, blocked: false })]);
  }
}

function throughGateway(
  gateway: Gateway,
  client: ClientName,
  scenario: Scenario,
  variant: string,
): Omit<Performance, 'script'> {
  const workflow = `${client}.${scenario.name}.${variant}`;
  return {
    program: scenario.program(client),
    target: gateway.url,
    basePath: `/workflows/${workflow}/v1`,
    workflow,
    keys: gateway.keys,
  };
}
