// HIPAA: the Security Rule's standards that decisions about agents speak to.

import type { Framework } from '../framework.ts';

export const hipaa: Framework = {
  id: 'hipaa',
  title: 'HIPAA Security Rule',
  edition: '45 CFR Part 164, Subpart C',
  controls: [
    {
      id: '164.308(a)(1)(ii)(D)',
      title: 'Information system activity review',
      shows: 'All decisions of the period, with those that were blocked or held set out by agent and policy.',
      silentOn: 'That a review took place: reading contents is recorded, reading reports is not.',
      sections: ['decisions', 'contents'],
    },
    {
      id: '164.308(a)(4)',
      title: 'Information access management',
      shows: 'Which agents existed, which upstreams and models each could use, and every change to that.',
      silentOn: 'Access of people to systems other than this gateway.',
      sections: ['access'],
    },
    {
      id: '164.308(a)(6)(ii)',
      title: 'Response and reporting',
      shows: 'What was blocked at the time, and what people decided about actions that were held.',
      silentOn: 'Whether an event was a security incident, and what was done about it elsewhere.',
      sections: ['decisions', 'approvals'],
    },
    {
      id: '164.312(a)(2)(i)',
      title: 'Unique identification',
      shows:
        'Each call is attributed to one agent by a key that is its alone; what a message claims about its sender is marked as a claim.',
      silentOn: 'The person behind an agent, unless the agent names an owner.',
      sections: ['access', 'inventory'],
    },
    {
      id: '164.312(b)',
      title: 'Audit controls',
      shows: 'Every call, tool call, message, code block and handoff was recorded before it took effect.',
      silentOn: 'Activity that bypasses the gateway.',
      sections: ['decisions', 'integrity'],
    },
    {
      id: '164.312(c)(1)',
      title: 'Integrity',
      shows: 'Hash chain, signed tree heads and commitments to contents, which anybody can verify.',
      silentOn: 'The integrity of health records in other systems.',
      sections: ['integrity'],
    },
    {
      id: '164.312(e)(1)',
      title: 'Transmission security',
      shows:
        'Calls that would have carried data to a destination that policy forbids, and the decision on each.',
      silentOn: 'Encryption on the network, which belongs to the deployment.',
      sections: ['decisions'],
    },
    {
      id: '164.316(b)(2)(i)',
      title: 'Six years of retention',
      shows: 'The age of the oldest record, and each deletion of contents.',
      silentOn: 'The policy documents themselves.',
      sections: ['integrity', 'erasures'],
    },
  ],
};
