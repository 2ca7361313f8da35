// GDPR: the articles that decisions about agents speak to.

import type { Framework } from '../framework.ts';

export const gdpr: Framework = {
  id: 'gdpr',
  title: 'General Data Protection Regulation',
  edition: 'Regulation (EU) 2016/679',
  controls: [
    {
      id: 'Art. 5(1)(c), 25',
      title: 'Data minimisation, by design and by default',
      shows:
        'The records hold no contents; where policy redacted or clamped what agents send, each change is on record.',
      silentOn: 'Whether the data that was sent was necessary for the purpose.',
      sections: ['decisions', 'contents'],
    },
    {
      id: 'Art. 5(1)(f), 32',
      title: 'Integrity, confidentiality, security of processing',
      shows:
        'Contents are encrypted under a key per workflow; each reading of them is a record; records can not be changed unseen.',
      silentOn: 'Measures outside of the gateway.',
      sections: ['integrity', 'contents', 'access'],
    },
    {
      id: 'Art. 5(2)',
      title: 'Accountability',
      shows:
        'For each action: which agent, which policy version, which decision, at which place in the order.',
      silentOn: 'The legal basis.',
      sections: ['decisions', 'policy-history'],
    },
    {
      id: 'Art. 17',
      title: 'Right to erasure',
      shows: 'Each erasure: scope, time, who, reason. The log still verifies after it.',
      silentOn: 'Copies at the model provider and in exports.',
      sections: ['erasures'],
    },
    {
      id: 'Art. 22',
      title: 'Automated individual decision-making',
      shows: 'Actions that waited for a person, who decided them and how long they waited.',
      silentOn: 'Whether an action had legal effects on somebody.',
      sections: ['approvals'],
    },
    {
      id: 'Art. 30',
      title: 'Records of processing',
      shows: 'Agents, models, providers and tools that took part, by number of calls.',
      silentOn: 'Purposes and categories of data subjects.',
      sections: ['inventory'],
    },
    {
      id: 'Art. 33',
      title: 'Notification of a breach',
      shows: 'The order and time of what was attempted, allowed and blocked.',
      silentOn: 'Whether an event was a breach.',
      sections: ['decisions', 'integrity'],
    },
  ],
};
