// NIST AI RMF: the subcategories that a running gateway speaks to.

import type { Framework } from '../framework.ts';

export const nistAiRmf: Framework = {
  id: 'nist-ai-rmf',
  title: 'NIST AI Risk Management Framework',
  edition: '1.0 (NIST AI 100-1)',
  controls: [
    {
      id: 'GOVERN 1.5',
      title: 'Ongoing monitoring and periodic review',
      shows: 'Decisions of the period and the policy versions behind them.',
      silentOn: 'Reviews outside of the gateway.',
      sections: ['decisions', 'policy-history'],
    },
    {
      id: 'GOVERN 1.6',
      title: 'Inventory of AI systems',
      shows: 'Agents, models, providers and tools that were active.',
      silentOn: 'Systems that do not use the gateway.',
      sections: ['inventory'],
    },
    {
      id: 'GOVERN 3.2, MAP 3.5',
      title: 'Human oversight',
      shows: 'Which actions waited for people, and what they decided.',
      silentOn: 'Whether oversight was adequate for the risk.',
      sections: ['approvals'],
    },
    {
      id: 'MEASURE 2.4',
      title: 'Behaviour is monitored in production',
      shows: 'Every action of every agent, with its decision.',
      silentOn: 'Quality of the answers.',
      sections: ['decisions'],
    },
    {
      id: 'MEASURE 2.7',
      title: 'Security and resilience',
      shows: 'What was stopped, by which policy.',
      silentOn: 'Attacks that were not recognised.',
      sections: ['decisions'],
    },
    {
      id: 'MEASURE 2.8',
      title: 'Transparency and accountability',
      shows: 'For each action who, what, under which policy version, and a proof of its place in the log.',
      silentOn: 'Explanations of the model’s own reasoning.',
      sections: ['decisions', 'integrity'],
    },
    {
      id: 'MANAGE 2.4',
      title: 'Systems can be superseded or deactivated',
      shows: 'Agents and keys that were removed or revoked, and when.',
      silentOn: 'Shutdown outside of the gateway.',
      sections: ['access'],
    },
    {
      id: 'MANAGE 4.1, 4.3',
      title: 'Post-deployment monitoring, incidents are tracked',
      shows: 'An ordered, verifiable account of events.',
      silentOn: 'Recovery and communication.',
      sections: ['decisions', 'integrity'],
    },
  ],
};
