// Conversations: who talks to whom, and what ends it. Bounds are a matter of the conversation, not of an agent.

import type { CallSite, Module } from '../project/module.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { isNone, optionsOf, type Value } from '../values/value.ts';
import { type Agent, type Bound, boundOf } from './agents.ts';
import { type Arguments, argumentsOf, type Given, type Place } from './arguments.ts';
import { lastName } from './library.ts';
import { MAGENTIC_BOUND, type Team } from './teams.ts';

export interface Group {
  readonly site: CallSite;
  readonly at: Place;
  readonly rounds: Bound;
  readonly args: Arguments;
  readonly members: readonly Agent[];
}

export interface Chat {
  readonly site: CallSite;
  readonly module: Module;
  readonly at: Place;
  readonly method: string;
  readonly starters: readonly Agent[];
  readonly others: readonly Agent[];
  /** Whether every side is one of the agents that are known. */
  readonly allKnown: boolean;
  readonly group: Group | undefined;
  readonly turns: Bound;
  readonly args: Arguments;
  readonly message: Given | undefined;
}

/** How a classic conversation ends, the strongest that is known. */
export type Ending =
  | { readonly kind: 'bounded' }
  | { readonly kind: 'huge'; readonly given: Given }
  | { readonly kind: 'human' }
  | { readonly kind: 'words'; readonly given: Given }
  | { readonly kind: 'never' }
  | { readonly kind: 'unknown' };

/** Turns from which on a bound bounds nothing that matters. */
export const HUGE = 1_000;

const STARTS: ReadonlySet<string> = new Set(['initiate_chat', 'a_initiate_chat']);

export interface World {
  readonly evaluator: Evaluator;
  /** The agents that a value may be. */
  agentsFor(value: Value): readonly Agent[];
  groupFor(value: Value): Group | undefined;
}

export function chatOf(site: CallSite, world: World): Chat | undefined {
  const { call, scope } = site;
  const { callee } = call;
  if (callee.kind !== 'attribute' || !STARTS.has(callee.name)) return undefined;
  const args = argumentsOf(site, world.evaluator);
  const recipient = args.get('recipient', 0);
  const starter = world.evaluator.evaluate({ expr: callee.object, scope });
  const starters = world.agentsFor(starter);
  const others = recipient === undefined ? [] : world.agentsFor(recipient.value);
  return {
    site,
    module: scope.module,
    at: { module: scope.module, start: call.start, end: call.end },
    method: callee.name,
    starters,
    others,
    allKnown: starters.length > 0 && others.length > 0,
    group: groupOf(recipient, others, world),
    turns: boundOf(args.get('max_turns')),
    args,
    message: args.get('message', 1),
  };
}

function groupOf(recipient: Given | undefined, others: readonly Agent[], world: World): Group | undefined {
  for (const other of others) {
    const given = other.args.get('groupchat', 0);
    const group = given === undefined ? undefined : world.groupFor(given.value);
    if (group !== undefined) return group;
  }
  return recipient === undefined ? undefined : world.groupFor(recipient.value);
}

/** Judges a conversation as a whole: its own bound, its group's rounds, either side's, a human's turn, a word. */
export function endingOf(chat: Chat): Ending {
  const { turns, group, args, others, starters } = chat;
  if (turns.kind === 'number')
    return turns.turns >= HUGE ? { kind: 'huge', given: turns.given } : { kind: 'bounded' };
  if (turns.kind === 'unknown' || args.open) return { kind: 'unknown' };
  if (group !== undefined || others.some(({ className }) => className === 'GroupChatManager'))
    return group === undefined ? { kind: 'bounded' } : groupEnding(group);
  return sidesEnding([...starters, ...others], turns.kind === 'none');
}

function groupEnding({ rounds }: Group): Ending {
  if (rounds.kind === 'number' && rounds.turns >= HUGE) return { kind: 'huge', given: rounds.given };
  return rounds.kind === 'unknown' ? { kind: 'unknown' } : { kind: 'bounded' };
}

function sidesEnding(sides: readonly Agent[], isLifted: boolean): Ending {
  const bounds = sides.map(({ args }) => boundOf(args.get('max_consecutive_auto_reply')));
  if (bounds.some((bound) => bound.kind === 'number' && bound.turns < HUGE)) return { kind: 'bounded' };
  if (sides.some(({ args }) => args.open) || bounds.some(({ kind }) => kind === 'unknown'))
    return { kind: 'unknown' };
  if (sides.some(({ human }) => human.mode !== 'NEVER')) return { kind: 'human' };
  const huge = bounds.find((bound) => bound.kind === 'number');
  if (huge?.kind === 'number') return { kind: 'huge', given: huge.given };
  const words = sides.flatMap(({ args }) => terminationOf(args) ?? [])[0];
  // Whoever writes None takes a bound away: a word that the model may say is no bound instead.
  return words === undefined || isLifted ? { kind: 'never' } : { kind: 'words', given: words };
}

function terminationOf(args: Arguments): Given | undefined {
  const given = args.get('is_termination_msg');
  return given === undefined || isNone(given.value) === true ? undefined : given;
}

export function groupChatOf(site: CallSite, world: World): Group | undefined {
  const { call, scope } = site;
  const callee = world.evaluator.evaluate({ expr: call.callee, scope });
  const isGroup = optionsOf(callee).some(
    (option) =>
      (option.kind === 'external' &&
        /^(?:py)?autogen\b/.test(option.name) &&
        lastName(option.name) === 'GroupChat') ||
      (option.kind === 'unknown' && option.why === 'undefined' && option.name === 'GroupChat'),
  );
  if (!isGroup) return undefined;
  const args = argumentsOf(site, world.evaluator);
  const members = args.get('agents', 0);
  return {
    site,
    at: { module: scope.module, start: call.start, end: call.end },
    rounds: boundOf(args.get('max_round', 2)),
    args,
    members: members === undefined ? [] : membersOf(members.value, world),
  };
}

export function membersOf(value: Value, world: World): readonly Agent[] {
  return optionsOf(value).flatMap((option) =>
    option.kind === 'list'
      ? option.items.flatMap((item) => world.agentsFor(world.evaluator.evaluate(item)))
      : [],
  );
}

/** How a team of AutoGen 0.4 ends. */
export function teamEnding(team: Team): Ending {
  const turns = boundOf(team.turns);
  if (turns.kind === 'number')
    return turns.turns >= HUGE ? { kind: 'huge', given: turns.given } : { kind: 'bounded' };
  const condition = team.condition;
  const hasCondition = condition !== undefined && isNone(condition.value) !== true;
  if (hasCondition) return { kind: 'bounded' };
  if (turns.kind === 'unknown' || team.args.open) return { kind: 'unknown' };
  if (team.defaults.turns !== undefined && turns.kind === 'absent') return MAGENTIC_BOUND;
  if (team.hasHuman) return { kind: 'human' };
  return team.membersKnown || team.library === 'autogen-0.4' ? { kind: 'never' } : { kind: 'unknown' };
}
