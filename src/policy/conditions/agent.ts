// Who calls: the agent that the key identified, with its role and groups.

import { compileNames } from '../compile/compile-names.ts';
import { ALL_TYPES } from '../evaluate/action-types.ts';
import { roleOf, type Subject } from '../evaluate/subject.ts';
import { someOf } from '../evaluate/truth.ts';
import { nameSchema, type OneOrMore, oneOrMore } from '../schema/strict.ts';
import { condition, listed } from './condition.ts';
import { ANONYMOUS, nameCondition, verifiedName } from './names.ts';

export const agentName = nameCondition({
  key: 'agent_name',
  describe: 'The agent that makes the call, as its key identifies it.',
  types: ALL_TYPES,
  read: ({ facts }) => verifiedName(facts.call.agent.name, ANONYMOUS),
  tells: 'agents',
});

export const agentRole = nameCondition({
  key: 'agent_role',
  describe: 'The role of that agent, from its key or its declaration.',
  types: ALL_TYPES,
  read: (subject) => verifiedName(roleOf(subject), anonymity(subject)),
});

export const agentGroup = condition<OneOrMore<string>>({
  key: 'agent_group',
  schema: oneOrMore(nameSchema),
  describe: 'A group that the agent is in, from its key.',
  compile: (value, { polarity, interned }) => {
    const names = compileNames(typeof value === 'string' ? [value] : value, polarity, interned);
    return {
      text: `agent_group is ${listed(names.sources)}`,
      types: ALL_TYPES,
      cost: 1,
      test: (subject) => {
        const anonymous = anonymity(subject);
        return anonymous === false ? someOf(subject.facts.call.agent.groups, names.matches) : anonymous;
      },
    };
  },
});

function anonymity({ facts }: Subject): typeof ANONYMOUS | false {
  return facts.call.agent.name === '' ? ANONYMOUS : false;
}
