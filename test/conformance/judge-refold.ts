// Whether every decision of a gateway comes out again from its ledger alone: the proof that nothing else went into it.

import type { JsonObject } from '../../src/domain/index.ts';
import type { Gateway } from './gateway.ts';
import type { Verdict } from './judge.ts';
import type { ClientName } from './scenario.ts';

/** At the end of a client's scenarios. A ledger without decisions proves nothing, which is a complaint, too. */
export async function judgeRefold(gateway: Gateway, client: ClientName, policies: string): Promise<Verdict> {
  const began = performance.now();
  const report = await gateway.refold();
  return {
    client,
    scenario: 'decisions made again',
    variant: policies,
    complaints: complaintsOf(report),
    seconds: (performance.now() - began) / 1000,
    log: JSON.stringify(report),
  };
}

function complaintsOf(report: JsonObject): readonly string[] {
  const { decisions, differing, differences, unjudged } = report;
  if (typeof decisions !== 'number' || decisions === 0) return ['no decision was made again'];
  const complaints: string[] = [];
  if (differing !== 0)
    complaints.push(`${differing} of the records come out otherwise: ${JSON.stringify(differences)}`);
  if (!Array.isArray(unjudged) || unjudged.length > 0)
    complaints.push(`some records could not be judged again: ${JSON.stringify(unjudged)}`);
  return complaints;
}
