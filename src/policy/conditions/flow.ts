// Where the data in an action came from, through any number of agents: which tool, agent or label.

import { z } from 'zod';
import type { FlowSource } from '../../domain/index.ts';
import { type CompiledNames, compileNames } from '../compile/compile-names.ts';
import { ALL_TYPES } from '../evaluate/action-types.ts';
import { knowTool } from '../evaluate/know-tool.ts';
import type { Subject } from '../evaluate/subject.ts';
import { asList, nameSchema, oneOrMore, strict } from '../schema/strict.ts';
import { type CompileContext, condition, listed } from './condition.ts';

const from = strict({
  label: oneOrMore(nameSchema).optional(),
  tool_category: oneOrMore(nameSchema).optional(),
  tool_name: oneOrMore(nameSchema).optional(),
  agent_name: oneOrMore(nameSchema).optional(),
}).refine(
  (source) => Object.values(source).some((value) => value !== undefined),
  'say where the data is from',
);

const schema = strict({
  from,
  evidence: z
    .enum(['verbatim', 'derived'])
    .optional()
    .describe(
      'verbatim (default): its text is in the action, also encoded or reformatted. derived: it was given to the agent that acts.',
    ),
});

type Flow = z.infer<typeof schema>;

export const flow = condition<Flow>({
  key: 'flow',
  schema,
  describe: 'Data from there has reached this action, through any number of agents.',
  compile: (source, context) => {
    const tests = testsOf(source.from, context);
    const evidence = source.evidence ?? 'verbatim';
    return {
      text: `${evidence} flow from ${listed(Object.entries(source.from).map(([key, value]) => `${key} ${listed(asList(value ?? []))}`))}`,
      types: ALL_TYPES,
      cost: 50,
      test: (subject) => {
        const known = subject.facts.evidence?.(subject.action);
        if (known === undefined) return { why: 'nobody traced where this action came from' };
        const sources = known.sources(evidence);
        if (sources === undefined)
          return { why: 'the action is too long, or too often encoded, to be traced' };
        return sources.some((one) => tests.every((test) => test(one, subject)));
      },
    };
  },
});

type SourceTest = (source: FlowSource, subject: Subject) => boolean;

/** All keys that are given must hold for one source. */
function testsOf(keys: Flow['from'], { polarity, interned }: CompileContext): readonly SourceTest[] {
  const tests: SourceTest[] = [];
  const add = (value: Flow['from']['label'], test: (names: CompiledNames) => SourceTest): void => {
    if (value !== undefined) tests.push(test(compileNames(asList(value), polarity, interned)));
  };
  add(
    keys.label,
    (names) =>
      ({ labels }) =>
        labels.some(names.matches),
  );
  add(
    keys.tool_name,
    (names) =>
      ({ origin }) =>
        origin.kind === 'tool' && names.matches(origin.name),
  );
  add(
    keys.agent_name,
    (names) =>
      ({ origin }) =>
        origin.kind === 'agent' && names.matches(origin.name),
  );
  add(keys.tool_category, (names) => ({ origin }, { declarations }) => {
    if (origin.kind !== 'tool') return false;
    const { facts, restricting } = knowTool(origin.name, undefined, declarations);
    if (polarity === 'restrict') return restricting.some(names.matches);
    return facts.source === 'declared' && facts.category !== undefined && names.matches(facts.category);
  });
  return tests;
}
