// SOC 2: the trust services criteria that decisions about agents speak to.

import type { Framework } from '../framework.ts';

export const soc2: Framework = {
  id: 'soc2',
  title: 'SOC 2',
  edition: 'Trust Services Criteria 2017, points of focus of 2022',
  controls: [
    {
      id: 'CC6.1',
      title: 'Logical access to protected assets',
      shows:
        'Every agent call was made under a key of its own, and what it could do was decided by a policy version that is named.',
      silentOn: 'Access that does not go through the gateway, and the security of the hosts.',
      sections: ['access', 'decisions'],
    },
    {
      id: 'CC6.2, CC6.3',
      title: 'Access is granted, changed and removed',
      shows: 'Each agent, key and token that was issued, changed, rotated or revoked, when and by whom.',
      silentOn:
        'Whether a change was asked for by the right person: the ledger knows who made it, not who approved it elsewhere.',
      sections: ['access'],
    },
    {
      id: 'CC6.7',
      title: 'Transmission and movement of information is restricted',
      shows:
        'Tool calls and messages that were blocked, held or changed on their way out, each with the policy that did it.',
      silentOn: 'Data that tools move by themselves once they run.',
      sections: ['decisions', 'approvals'],
    },
    {
      id: 'CC6.8',
      title: 'Unauthorised software is prevented or detected',
      shows: 'Code that agents wanted to run, with the decision on each block.',
      silentOn: 'What code did after it was allowed.',
      sections: ['decisions'],
    },
    {
      id: 'CC7.2, CC7.3',
      title: 'Anomalies are monitored and evaluated',
      shows:
        'Blocked and constrained actions over the period, by agent and policy, and what people decided about those that were held.',
      silentOn: 'Whether somebody looked at them outside of the gateway.',
      sections: ['decisions', 'approvals'],
    },
    {
      id: 'CC8.1',
      title: 'Changes are authorised, tested and documented',
      shows: 'Each policy version that was active, from when to when, who activated it and the reason given.',
      silentOn: 'Reviews that took place before activation.',
      sections: ['policy-history'],
    },
    {
      id: 'CC4.1, PI1.4',
      title: 'Records are complete and accurate',
      shows:
        'The records are numbered without a gap, chained, and their tree is signed; the pack can be verified without this software.',
      silentOn:
        'A rewrite by the key holder that happened before anybody outside kept a checkpoint or receipt.',
      sections: ['integrity'],
    },
    {
      id: 'C1.2',
      title: 'Confidential information is disposed of',
      shows: 'Erasures of contents: what, when, by whom, why.',
      silentOn: 'Copies outside of the ledger, such as exports that were taken before.',
      sections: ['erasures', 'contents'],
    },
  ],
};
