// Plays scenarios through a gateway that runs as its own process, beside one run without it as the reference.

import type { Rule } from '../../src/demo/model-server/index.ts';
import type { JsonObject } from '../../src/domain/index.ts';
import { directly, firstCallFails } from './direct.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { judgeBytes, judgeSame, judgeTold, type Verdict } from './judge.ts';
import { judgeHold } from './judge-hold.ts';
import { judgeLedger } from './judge-ledger.ts';
import { judgeRefold } from './judge-refold.ts';
import { type Performance, play, type Stage } from './play.ts';
import type { ClientName, HoldVariant, Scenario } from './scenario.ts';

/** Every scenario of one client against one gateway: allowed, blocked in each way, and with a provider that first fails. */
export async function playThroughGateway(
  stage: Stage,
  client: ClientName,
  scenarios: readonly Scenario[],
  tell: (verdict: Verdict) => void,
): Promise<void> {
  const gateway = await startGateway({
    upstream: stage.model.url,
    policy: JSON.stringify({ policies: scenarios.flatMap(policiesOf) }),
    agents: [...new Set(scenarios.flatMap(({ agents }) => agents))],
  });
  try {
    for (const scenario of scenarios) await playScenario({ stage, gateway, client, scenario, tell });
    tell(await judgeRefold(gateway, client, 'scenarios'));
  } finally {
    await gateway.stop();
  }
}

/** A block is one policy that sees only the workflows of its variant. */
function policiesOf(scenario: Scenario): JsonObject[] {
  return [...blockPolicies(scenario), ...holdPolicies(scenario)];
}

function holdPolicies({ name, holds }: Scenario): JsonObject[] {
  return (holds?.variants ?? []).map((variant) => ({
    name: `${name}-${variant.name}`,
    condition: { ...holds?.condition, workflow_id: `*.${name}.${variant.name}` },
    decision: 'CONSTRAIN',
    action: { require_approval: true, timeout_seconds: variant.timeoutSeconds },
  }));
}

function blockPolicies(scenario: Scenario): JsonObject[] {
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
    const seen = await play(stage, { ...performance, script });
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
    const direct = await play(stage, directly(stage, client, scenario, scenario.script));
    complaints.push(...judgeSame(allow.seen.told, direct.told));
  }
  allow.judged(complaints);

  for (const block of scenario.blocks ?? []) {
    const { seen, ledger, judged } = await playVariant(block.name, scenario.script);
    const hops = block.expected.hops ?? [];
    judged([...judgeTold(seen, block.expected), ...judgeLedger(seen, ledger, { hops, blocked: true })]);
  }
  for (const hold of scenario.holds?.variants ?? [])
    await playHold({ stage, gateway, client, scenario, tell }, hold);
  if (scenario.retry === true) {
    const { seen, ledger, judged } = await playVariant('retry', [firstCallFails, ...scenario.script]);
    const { upstreamCalls: _, ...expected } = scenario.allow;
    const hops = expected.hops ?? [];
    judged([...judgeTold(seen, expected), ...judgeLedger(seen, ledger, { hops, blocked: false })]);
  }
}

/** One run in which people are asked, and answer by the command line, or do not. */
async function playHold({ stage, gateway, client, scenario, tell }: Run, hold: HoldVariant): Promise<void> {
  const performance = throughGateway(gateway, client, scenario, hold.name);
  const over = new AbortController();
  const answering =
    hold.answer === undefined
      ? undefined
      : gateway.answerHeld(performance.workflow, hold.answer, over.signal);
  const seen = await play(stage, { ...performance, script: scenario.script });
  over.abort();
  await answering;
  const { says, ...expected } = hold.expected;
  const complaints = judgeTold(seen, expected);
  if (says !== undefined && !seen.told.messages.some(({ text }) => says.test(text)))
    complaints.push(`nobody was told ${says}: ${JSON.stringify(seen.told.messages)}`);
  complaints.push(...judgeHold(await gateway.approvalRecords(performance.workflow), hold));
  const { seconds, log } = seen;
  tell({ client, scenario: scenario.name, variant: hold.name, seconds, log, complaints });
}

export function throughGateway(
  gateway: Gateway,
  client: ClientName,
  scenario: Pick<Scenario, 'name' | 'program' | 'stream'>,
  variant: string,
): Omit<Performance, 'script'> {
  const workflow = `${client}.${scenario.name}.${variant}`;
  return {
    program: scenario.program(client),
    target: gateway.url,
    basePath: `/workflows/${workflow}/v1`,
    workflow,
    keys: gateway.keys,
    stream: scenario.stream ?? false,
  };
}
