// Plays attacks and their honest twins through a gateway whose only policies are the shipped data-protection pack.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { directly } from './direct.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { judgeBytes, judgeSame, judgeTold, type Verdict } from './judge.ts';
import { judgeEvidence, judgeUntouched } from './judge-evidence.ts';
import { judgeLedger } from './judge-ledger.ts';
import { judgeRefold } from './judge-refold.ts';
import { play, type Stage } from './play.ts';
import type { ClientName, ProtectedScenario } from './scenario.ts';
import { throughGateway } from './through-gateway.ts';

const PACK = join(import.meta.dirname, '..', '..', 'examples', 'policies', 'data-protection.yaml');

type Tell = (verdict: Verdict) => void;

/** Every scenario twice, as an attack and as honest work, against one gateway. */
export async function playProtected(
  stage: Stage,
  client: ClientName,
  scenarios: readonly ProtectedScenario[],
  tell: Tell,
): Promise<void> {
  const gateway = await startGateway({
    upstream: stage.model.url,
    policy: readFileSync(PACK, 'utf8'),
    agents: [...new Set(scenarios.flatMap(({ agents }) => agents))],
  });
  try {
    for (const scenario of scenarios) {
      await playAttack({ stage, gateway, client, scenario, tell });
      await playTwin({ stage, gateway, client, scenario, tell });
    }
    tell(await judgeRefold(gateway, client, 'attacks'));
  } finally {
    await gateway.stop();
  }
}

/** The same without a gateway: the attack succeeds and the twin works, or the scenario says nothing. */
export async function playUnprotected(
  stage: Stage,
  client: ClientName,
  scenarios: readonly ProtectedScenario[],
  tell: Tell,
): Promise<void> {
  for (const scenario of scenarios) {
    for (const variant of ['attack', 'twin'] as const) {
      const { given, ...own } = scenario[variant];
      const script = ('script' in own ? own.script : undefined) ?? scenario.script;
      const seen = await play(stage, { ...directly(stage, client, scenario, script), given });
      const expected = variant === 'twin' ? scenario.twin.expected : scenario.attack.succeeded;
      const { seconds, log } = seen;
      tell({ client, scenario: scenario.name, variant, seconds, log, complaints: judgeTold(seen, expected) });
    }
  }
}

interface Run {
  readonly stage: Stage;
  readonly gateway: Gateway;
  readonly client: ClientName;
  readonly scenario: ProtectedScenario;
  readonly tell: Tell;
}

async function playAttack({ stage, gateway, client, scenario, tell }: Run): Promise<void> {
  const { given, expected, recorded } = scenario.attack;
  const performance = throughGateway(gateway, client, scenario, 'attack');
  const seen = await play(stage, { ...performance, script: scenario.script, given });
  const records = await gateway.records(performance.workflow);
  const complaints = [
    ...judgeTold(seen, expected),
    ...judgeLedger(seen, { records, keys: gateway.keys }, { hops: expected.hops ?? [], blocked: true }),
    ...judgeEvidence(records, recorded),
  ];
  const { seconds, log } = seen;
  tell({ client, scenario: scenario.name, variant: 'attack', seconds, log, complaints });
}

async function playTwin({ stage, gateway, client, scenario, tell }: Run): Promise<void> {
  const { given, expected, script = scenario.script } = scenario.twin;
  const performance = throughGateway(gateway, client, scenario, 'twin');
  const seen = await play(stage, { ...performance, script, given });
  const records = await gateway.records(performance.workflow);
  const direct = await play(stage, { ...directly(stage, client, scenario, script), given });
  const complaints = [
    ...judgeTold(seen, expected),
    ...judgeBytes(seen),
    ...judgeSame(seen.told, direct.told),
    ...judgeLedger(seen, { records, keys: gateway.keys }, { hops: expected.hops ?? [], blocked: false }),
    ...judgeUntouched(records),
  ];
  const { seconds, log } = seen;
  tell({ client, scenario: scenario.name, variant: 'twin', seconds, log, complaints });
}
