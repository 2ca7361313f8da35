// Teams of AutoGen 0.4: who is in them and what was said about their end.

import type { CallSite, Module } from '../project/module.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { optionsOf, type Value } from '../values/value.ts';
import { type Agent, apiClassOf, type MainLibrary } from './agents.ts';
import { type Arguments, argumentsOf, type Given, type Place } from './arguments.ts';
import { type Library, TEAMS, type TeamDefaults } from './library.ts';

export interface Team {
  readonly site: CallSite;
  readonly module: Module;
  readonly at: Place;
  readonly library: Library;
  readonly className: string;
  readonly defaults: TeamDefaults;
  readonly args: Arguments;
  readonly condition: Given | undefined;
  readonly turns: Given | undefined;
  readonly members: readonly Agent[];
  readonly membersKnown: boolean;
  readonly hasHuman: boolean;
}

export const MAGENTIC_BOUND = { kind: 'bounded' } as const;

export interface TeamWorld {
  readonly evaluator: Evaluator;
  readonly main: MainLibrary;
  agentsFor(value: Value): readonly Agent[];
}

export function teamOf(site: CallSite, world: TeamWorld): Team | undefined {
  const { call, scope } = site;
  const className = teamClass(site, world);
  const defaults = TEAMS.get(className ?? '');
  if (className === undefined || defaults === undefined) return undefined;
  const args = argumentsOf(site, world.evaluator);
  const given = args.get('participants', className === 'MagenticOne' ? undefined : 0);
  const { members, known } = participants(given, world);
  // After the participants; where a model comes second, after it.
  const position = className === 'SelectorGroupChat' || className.startsWith('Magentic') ? 2 : 1;
  return {
    site,
    module: scope.module,
    at: { module: scope.module, start: call.start, end: call.end },
    library: 'autogen-0.4',
    className,
    defaults,
    args,
    condition: args.get('termination_condition', position),
    turns: args.get('max_turns'),
    members,
    membersKnown: known,
    hasHuman: members.some((member) => member.className === 'UserProxyAgent'),
  };
}

/** The name of the team's class: by its import, or as it is written where nothing defines it. */
function teamClass({ call, scope }: CallSite, { evaluator, main }: TeamWorld): string | undefined {
  const callee = evaluator.evaluate({ expr: call.callee, scope });
  if (callee.kind === 'unknown') return callee.why === 'undefined' ? callee.name : undefined;
  const api = apiClassOf(callee, evaluator, main);
  return api === undefined || api.library === 'autogen-0.2' ? undefined : api.name;
}

function participants(
  given: Given | undefined,
  world: TeamWorld,
): { members: readonly Agent[]; known: boolean } {
  if (given === undefined) return { members: [], known: false };
  let known = true;
  const members = optionsOf(given.value).flatMap((option) => {
    if (option.kind !== 'list') {
      known = false;
      return [];
    }
    known &&= !option.open;
    return option.items.flatMap((item) => {
      const agents = world.agentsFor(world.evaluator.evaluate(item));
      if (agents.length === 0) known = false;
      return agents;
    });
  });
  return { members, known };
}
