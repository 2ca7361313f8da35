// Distributed runtimes at addresses that are not on this machine.

import { argumentsOf } from '../../facts/arguments.ts';
import { callsOf, siteAt } from '../../facts/judge.ts';
import type { Objection, Rule } from '../../rule.ts';
import { knownText } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const runtimeWithoutTls: Rule = {
  id: 'SP708',
  slug: 'runtime-without-tls',
  family: undefined,
  title: 'Agents talk over the network without TLS',
  why: 'Messages between agents are orders: whoever is on the way can read and give them.',
  fix: 'Use TLS between the hosts, or keep the runtime on one machine.',
  severity: 'medium',
  ...IDS.transport,
  check: (facts) =>
    callsOf(facts, /(?:^|\.)(?:GrpcWorkerAgentRuntime(?:Host)?|insecure_channel|add_insecure_port)$/).flatMap(
      (site): Objection[] => {
        const args = argumentsOf(site, facts.evaluator);
        const address = (args.get('host_address') ?? args.get('address') ?? args.positional[0])?.value;
        const text = address === undefined ? undefined : knownText(address);
        const isLocal = text !== undefined && /^(?:localhost|127\.|\[::1\]|unix:)/.test(text);
        return isLocal
          ? []
          : [
              {
                at: siteAt(site),
                message: 'no TLS between the hosts',
                confidence: text === undefined ? 'low' : 'medium',
              },
            ];
      },
    ),
};
