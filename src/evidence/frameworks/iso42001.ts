// ISO/IEC 42001: the controls of Annex A that a running gateway speaks to.

import type { Framework } from '../framework.ts';

export const iso42001: Framework = {
  id: 'iso42001',
  title: 'ISO/IEC 42001',
  edition: '2023, Annex A',
  controls: [
    {
      id: 'A.2.4',
      title: 'Review of the AI policy',
      shows: 'When enforced policies were changed, by whom, for what reason.',
      silentOn: 'The organisation’s written AI policy.',
      sections: ['policy-history'],
    },
    {
      id: 'A.3.2',
      title: 'Roles and responsibilities',
      shows: 'Who administered the gateway and who decided about held actions.',
      silentOn: 'Roles that are defined elsewhere.',
      sections: ['access', 'approvals'],
    },
    {
      id: 'A.4.4, A.4.5',
      title: 'Tooling, system and computing resources',
      shows: 'The models, providers and tools that agents used.',
      silentOn: 'Resources that were not used through the gateway.',
      sections: ['inventory'],
    },
    {
      id: 'A.6.2.6',
      title: 'Operation and monitoring',
      shows: 'All decisions of the period, and those that restricted something.',
      silentOn: 'Performance of the models.',
      sections: ['decisions'],
    },
    {
      id: 'A.6.2.8',
      title: 'Recording of event logs',
      shows: 'Complete, ordered and verifiable records.',
      silentOn: 'Logs of other components.',
      sections: ['decisions', 'integrity'],
    },
    {
      id: 'A.8.4',
      title: 'Communication of incidents',
      shows: 'What happened and when, in a form that others can verify.',
      silentOn: 'To whom it was communicated.',
      sections: ['decisions', 'integrity'],
    },
    {
      id: 'A.9.2, A.9.4',
      title: 'Responsible and intended use',
      shows: 'What agents were allowed to do by declaration and policy, and what they tried beyond that.',
      silentOn: 'Use by people outside of agents.',
      sections: ['decisions', 'policy-history'],
    },
    {
      id: 'A.10.3',
      title: 'Suppliers',
      shows: 'Which model providers received calls, how many, from which agents.',
      silentOn: 'Contracts and assessments.',
      sections: ['inventory'],
    },
  ],
};
