// Judges code that an executor would run, by what its syntax says that it may do.

import { analyzeCode, type CodeFacts, type HazardName, pythonHazards } from '../../../code/index.ts';
import type { Capability, CodeExecutionAction, Finding } from '../../../domain/index.ts';
import type { Detector, InspectedAction } from '../../detector.ts';

const NAME = 'dangerous_code';

/** How much each capability says alone. Fetching and writing are what agents are for; together with others they count. */
const CAPABILITY: Readonly<Record<Capability, number>> = {
  destructive: 0.88,
  filesystem_read_sensitive: 0.8,
  dynamic_code: 0.6,
  subprocess: 0.55,
  environment_read: 0.35,
  package_install: 0.3,
  network: 0.12,
  filesystem_write: 0.12,
};

const HAZARD: Readonly<Record<HazardName, number>> = {
  'system folder': 0.6,
  surveillance: 0.55,
  'predictable secret': 0.55,
  'resource exhaustion': 0.55,
  'partial comparison of a secret': 0.55,
  'decision on protected traits': 0.55,
  'host of anonymous content': 0.55,
  'query built from text': 0.55,
  'weak cryptography': 0.4,
};

/** A raw socket is rare in honest work of agents, and the way out of most shells. */
const SOCKET = 0.5;
/** A shell is there to start programs. */
const FROM_SHELL = 0.25;
const UNREADABLE = 0.4;
const LEAST = 0.3;

const PYTHON = new Set(['python', 'python3', 'py', 'ipython']);

export const dangerousCode: Detector = {
  name: NAME,
  inspect: ({ actions }) => actions.flatMap(codeIn).flatMap(judged),
};

interface Code {
  readonly action: string;
  readonly parameter: string | undefined;
  readonly language: string;
  readonly source: string;
}

/** Parameters of tools that run code (autogen-wire §7): their names say so. */
const CODE_PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['code', 'python'],
  ['script', 'python'],
  ['python', 'python'],
  ['cell', 'python'],
  ['command', 'sh'],
  ['cmd', 'sh'],
  ['bash', 'sh'],
]);

function codeIn(action: InspectedAction): readonly Code[] {
  if (action.type === 'code_execution') return [ofBlock(action)];
  if (action.type !== 'tool_call' || action.arguments.kind !== 'object') return [];
  return Object.entries(action.arguments.value).flatMap(([parameter, source]) => {
    const language = CODE_PARAMETERS.get(parameter.toLowerCase());
    if (language === undefined || typeof source !== 'string') return [];
    return [{ action: action.id, parameter, language, source }];
  });
}

const ofBlock = ({ id, language, code }: CodeExecutionAction): Code => ({
  action: id,
  parameter: undefined,
  language,
  source: code,
});

function judged(code: Code): readonly Finding[] {
  const facts = analyzeCode(code.language, code.source);
  const weighed = facts.kind === 'unknown' ? unread(facts) : read(facts, code);
  const confidence = 1 - weighed.reduce((rest, { weight }) => rest * (1 - weight), 1);
  if (confidence < LEAST) return [];
  const where = {
    kind: 'action',
    actionId: code.action,
    parameter: code.parameter,
    span: undefined,
  } as const;
  const evidence = weighed.map(({ name }) => name);
  return [{ detector: NAME, confidence: Math.min(0.99, confidence), where, share: 1, evidence }];
}

interface Weighed {
  readonly name: string;
  readonly weight: number;
}

function unread({ why }: Extract<CodeFacts, { kind: 'unknown' }>): readonly Weighed[] {
  // Languages that no executor of ours runs are shown, not judged.
  return why === 'language' ? [] : [{ name: `limit: ${why}`, weight: UNREADABLE }];
}

function read(facts: Extract<CodeFacts, { kind: 'analysed' }>, code: Code): readonly Weighed[] {
  const python = PYTHON.has(code.language);
  const capabilities = facts.capabilities.map((name) => ({
    name,
    weight: name === 'subprocess' && !python ? FROM_SHELL : CAPABILITY[name],
  }));
  const hazards = python ? pythonHazards(code.source) : [];
  const writes = facts.capabilities.some((name) => name === 'filesystem_write' || name === 'destructive');
  const counted = hazards.filter(({ name }) => name !== 'system folder' || writes);
  const socket = facts.evidence.some(({ what }) => what === 'socket');
  return [
    ...capabilities,
    ...counted.map(({ name }) => ({ name, weight: HAZARD[name] })),
    ...(socket ? [{ name: 'raw socket', weight: SOCKET }] : []),
  ];
}
