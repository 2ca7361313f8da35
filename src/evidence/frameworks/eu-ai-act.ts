// EU AI Act: the articles about logs, oversight and robustness.

import type { Framework } from '../framework.ts';

export const euAiAct: Framework = {
  id: 'eu-ai-act',
  title: 'EU Artificial Intelligence Act',
  edition: 'Regulation (EU) 2024/1689',
  controls: [
    {
      id: 'Art. 12',
      title: 'Record-keeping',
      shows:
        'Events are recorded automatically over the system’s life, before they take effect, with time and order.',
      silentOn: 'Events inside models and tools.',
      sections: ['decisions', 'integrity'],
    },
    {
      id: 'Art. 14',
      title: 'Human oversight',
      shows: 'Actions that were held for a person, who decided them, in what time, and which were stopped.',
      silentOn: 'Whether those people were trained for it.',
      sections: ['approvals'],
    },
    {
      id: 'Art. 15',
      title: 'Robustness and cybersecurity',
      shows: 'Attempts that policy or detection stopped, by kind and agent.',
      silentOn: 'Accuracy of the model, and attacks that were not seen.',
      sections: ['decisions'],
    },
    {
      id: 'Art. 19, 26(6)',
      title: 'Logs are kept, at least six months',
      shows: 'The age of the oldest record, and that none is missing since.',
      silentOn: 'Logs of other components.',
      sections: ['integrity', 'erasures'],
    },
    {
      id: 'Art. 26(1), 26(5)',
      title: 'Use according to instructions, monitoring by the deployer',
      shows: 'The policies in force and what they decided.',
      silentOn: 'The provider’s instructions of use.',
      sections: ['policy-history', 'decisions'],
    },
    {
      id: 'Art. 72, 73',
      title: 'Post-market monitoring and serious incidents',
      shows: 'The sequence of events around a time, provable afterwards.',
      silentOn: 'Whether an incident is a serious one in the sense of Art. 3(49).',
      sections: ['decisions', 'integrity'],
    },
  ],
};
