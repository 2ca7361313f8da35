// Reads recorded runs in the forms that people write them down in: messages of the API, with or without speakers, and lists of steps.

import { z } from 'zod';
import { textSteps } from './react-text.ts';
import { firstString, type Row, taskOf } from './rows.ts';
import type { Called } from './scene.ts';

/** One thing that happened, whatever the row's form. `agent` undefined is the only agent of a run with one. */
export interface Step {
  readonly index: number;
  readonly kind: 'system' | 'user' | 'tool' | 'agent';
  readonly agent: string | undefined;
  /** Who hears it; undefined is everybody. */
  readonly to: string | undefined;
  readonly text: string;
  readonly calls: readonly Omit<Called, 'id'>[];
  /** Of a tool's answer: the id of its call as the row has it. */
  readonly answers: string | undefined;
  /** Of calls: their ids as the row has them. */
  readonly ids: readonly (string | undefined)[];
}

const LISTS = ['steps', 'messages', 'trace', 'turns', 'conversation', 'trajectory', 'history', 'events'];
const SPEAKERS = ['agent', 'speaker', 'sender', 'from', 'author', 'source'];
const HEARERS = ['to', 'recipient', 'receiver', 'target'];
const TEXTS = ['content', 'text', 'message', 'body', 'output', 'result', 'observation'];
const PEOPLE = /^(?:user|human|customer|admin|initiator|user_?proxy(?:_?agent)?)$/i;
const ROLES = new Set(
  'system developer user human customer assistant ai model agent tool function observation environment ipython'.split(
    ' ',
  ),
);
const TOOLS = /^(?:tool|function|observation|environment|ipython)$|tool_?(?:result|output|response)/;

type Raw = Readonly<Record<string, unknown>>;
const rawList = z.array(z.record(z.string(), z.unknown())).min(1);

/** The list that holds the run, if the row has one: positions that a row names count in it. */
export function rawSteps({ meta }: Row): readonly Raw[] | undefined {
  for (const field of LISTS) {
    const list = rawList.safeParse(meta[field]);
    if (list.success) return list.data;
  }
  return undefined;
}

/** The run, step by step; empty where the row holds none that can be read. ATTACKER-CONTROLLED: text and meta. */
export function stepsOf(row: Row): readonly Step[] {
  const list = rawSteps(row);
  if (list === undefined) return textSteps(row.text, taskOf(row) ?? firstString(row.meta, ['task']));
  const isTeam = list.some((raw) => speakerOf(raw) !== undefined);
  const hasPeople = list.some((raw) => isFromPeople(raw, isTeam));
  const opening = list.findIndex((raw) => kindOf(raw, isTeam) !== 'system');
  return list.map((raw, index) => {
    // In a team's chat that no person speaks in, the first message is the task, whoever is said to have brought it.
    const isTask = isTeam && !hasPeople && index === opening && callsIn(raw).length === 0;
    return stepIn(raw, index, { isTeam, isTask });
  });
}

interface Reading {
  readonly isTeam: boolean;
  readonly isTask: boolean;
}

function stepIn(raw: Raw, index: number, { isTeam, isTask }: Reading): Step {
  const kind = isTask ? 'user' : kindOf(raw, isTeam);
  const calls = callsIn(raw);
  return {
    index,
    kind,
    agent: isTask ? undefined : speakerOf(raw),
    to: firstOf(raw, HEARERS),
    text: calls.length > 0 && isCallAlone(raw) ? '' : textOf(raw),
    calls: calls.map(({ name, arguments: written }) => ({ name, arguments: written })),
    answers: firstOf(raw, ['tool_call_id', 'call_id']),
    ids: calls.map(({ id }) => id),
  };
}

const roleOf = (raw: Raw): string => (firstOf(raw, ['role', 'type']) ?? 'assistant').toLowerCase();

function isFromPeople(raw: Raw, isTeam: boolean): boolean {
  return kindOf(raw, isTeam) === 'user';
}

function kindOf(raw: Raw, isTeam: boolean): Step['kind'] {
  const role = roleOf(raw);
  const type = (firstOf(raw, ['type']) ?? '').toLowerCase();
  if (role === 'system' || role === 'developer') return 'system';
  if (TOOLS.test(role) || TOOLS.test(type)) return 'tool';
  if (speakerOf(raw) !== undefined) return 'agent';
  if (isTeam || namesPeople(raw)) return 'user';
  return role === 'user' || role === 'human' || role === 'customer' ? 'user' : 'agent';
}

function namesPeople(raw: Raw): boolean {
  return PEOPLE.test(firstOf(raw, SPEAKERS) ?? '');
}

/** The agent who speaks, or whom a tool answers; undefined for people, and where the run has one agent. */
function speakerOf(raw: Raw): string | undefined {
  const role = firstOf(raw, ['role']);
  const isRole = role === undefined || ROLES.has(role.toLowerCase());
  // A tool's answer has the tool's name there.
  const isTool = TOOLS.test(roleOf(raw));
  const named = firstOf(raw, SPEAKERS) ?? (isTool ? undefined : firstOf(raw, ['name'])) ?? undefined;
  const isCall = callsIn(raw).length > 0 && isCallAlone(raw);
  const speaker = isCall ? firstOf(raw, SPEAKERS) : (named ?? (isRole ? undefined : role));
  return speaker === undefined || PEOPLE.test(speaker) ? undefined : speaker;
}

interface RawCall {
  readonly id: string | undefined;
  readonly name: string;
  readonly arguments: string;
}

/** A step that is a call has the tool's name and arguments itself. */
function isCallAlone(raw: Raw): boolean {
  return /^(?:tool|function)_?(?:call|use)$|^action$/.test((firstOf(raw, ['type']) ?? '').toLowerCase());
}

function callsIn(raw: Raw): readonly RawCall[] {
  if (isCallAlone(raw)) return [callIn(raw)];
  const single = rawList.safeParse([raw['function_call']]);
  const list = rawList.safeParse(raw['tool_calls']);
  return (list.success ? list.data : single.success ? single.data : []).map(callIn);
}

function callIn(raw: Raw): RawCall {
  const inner = z.record(z.string(), z.unknown()).safeParse(raw['function']);
  const call = inner.success ? inner.data : raw;
  const given = ['arguments', 'args', 'input', 'parameters'].map((field) => call[field]);
  const written = given.find((value) => value !== undefined && value !== null) ?? {};
  return {
    id: firstOf(raw, ['id', 'call_id', 'tool_call_id']),
    name: firstOf(call, ['name', 'tool', 'tool_name', 'function']) ?? 'tool',
    arguments: typeof written === 'string' ? written : JSON.stringify(written),
  };
}

function textOf(raw: Raw): string {
  const found = TEXTS.map((field) => raw[field]).find((value) => value !== undefined && value !== null);
  if (typeof found === 'string') return found;
  if (!Array.isArray(found)) return found === undefined ? '' : JSON.stringify(found);
  return found.map((part: unknown) => partText(part)).join('\n');
}

function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  const read = z.looseObject({ text: z.string() }).safeParse(part);
  return read.success ? read.data.text : '';
}

function firstOf(raw: Raw, fields: readonly string[]): string | undefined {
  return firstString(raw, fields);
}
