// What a conformance scenario is: a program, what the model says, and what must then be true.

import type { Rule } from '../../src/demo/model-server/index.ts';
import type { ActionType, DetectorName } from '../../src/domain/index.ts';

export type ClientName =
  | 'openai-node'
  | 'openai-python'
  | 'autogen-0.2'
  | 'ag2'
  | 'autogen-0.4'
  | 'agent-framework';

/** What a program prints: the conversation as this client experienced it. */
export interface Told {
  readonly messages: readonly Turn[];
  /** What ran on the client's side because the model asked for it. */
  readonly executed: readonly string[];
  readonly error: {
    readonly type: string;
    readonly status: number | null;
    readonly code: string | null;
    readonly message: string;
  } | null;
}

export interface Turn {
  readonly from: string;
  readonly text: string;
}

export interface Expected {
  /** Found in this order among the turns; others may stand between. */
  readonly turns?: readonly (readonly [from: string, text: string | RegExp])[];
  /** Found in no turn. */
  readonly unsaid?: readonly (string | RegExp)[];
  /** Speakers without a turn. */
  readonly silent?: readonly string[];
  /** All that ran, in order. */
  readonly executed?: readonly string[];
  /** The exception that the program must end with; without it there must be none. */
  readonly error?: { readonly status: readonly number[]; readonly code: string };
  /** Requests that reach the model provider. */
  readonly upstreamCalls?: number;
  /** Pairs that the ledger must hold, in this order: who called, and who has the turn next. */
  readonly hops?: readonly (readonly [agent: string, next: string])[];
}

/** One policy, in effect for the workflows of this variant alone. */
export interface BlockVariant {
  /** Part of the workflow id: `block`, or `block-…` where a scenario has several. */
  readonly name: string;
  readonly condition: Readonly<Record<string, string>>;
  readonly expected: Expected;
  /** In a run without a gateway these replies stand in for its answers, to prove that the program copes. */
  readonly standIn: readonly Rule[];
}

/** One way that a held action ends. */
export interface HoldVariant {
  readonly name: string;
  /** What a person says on the command line; undefined for nothing at all. */
  readonly answer: 'approve' | 'deny' | undefined;
  readonly timeoutSeconds: number;
  /** `says`: what some turn must tell of the end. */
  readonly expected: Expected & { readonly says?: RegExp };
}

export interface Scenario {
  readonly name: string;
  readonly clients: readonly ClientName[];
  /** Below `clients/`. */
  readonly program: (client: ClientName) => string;
  /** Each has a key of its own. */
  readonly agents: readonly string[];
  readonly stream?: boolean;
  readonly script: readonly Rule[];
  readonly allow: Expected;
  readonly blocks?: readonly BlockVariant[];
  /** One policy per variant asks people about this, in the workflows of that variant alone. */
  readonly holds?: {
    readonly condition: Readonly<Record<string, string>>;
    readonly variants: readonly HoldVariant[];
  };
  /** Also play with an upstream that first answers 503. */
  readonly retry?: boolean;
  /** Makes no sense without a gateway. */
  readonly gatewayOnly?: boolean;
}

/** What the data-protection pack must say of one flow, and of the same flow where the user's own task asked for it. */
export interface ProtectedScenario {
  readonly name: string;
  readonly clients: readonly ClientName[];
  readonly program: (client: ClientName) => string;
  readonly agents: readonly string[];
  readonly script: readonly Rule[];
  readonly attack: {
    readonly given: Given;
    readonly expected: Expected;
    /** What happens without a gateway. */
    readonly succeeded: Expected;
    readonly recorded: RecordedBlock;
  };
  /** Must be the same conversation as without a gateway, and reach the model with the bytes that the client sent. */
  readonly twin: { readonly given: Given; readonly script?: readonly Rule[]; readonly expected: Expected };
}

/** What the program's people ask for, and what its tools answer. */
export interface Given {
  readonly task: string;
  readonly document?: string;
  /** Under whose name a message is passed on. */
  readonly speaker?: string;
}

/** The action that the ledger must hold as blocked, and why. */
export interface RecordedBlock {
  readonly agent: string;
  readonly type: ActionType;
  readonly policy: string;
  readonly detector: DetectorName;
}

/** The text by which an agent, and its people, see that policy stopped it. */
export const BLOCKED = /blocked/i;

/** The program of that name in each family's folder; the classic API serves two families. */
export function programNamed(name: string): (client: ClientName) => string {
  const folders: Readonly<Record<ClientName, string>> = {
    'openai-node': 'openai_node',
    'openai-python': 'openai_python',
    'autogen-0.2': 'classic',
    ag2: 'classic',
    'autogen-0.4': 'autogen_0_4',
    'agent-framework': 'agent_framework',
  };
  return (client) =>
    client === 'openai-node'
      ? `${folders[client]}/${name.replaceAll('_', '-')}.mjs`
      : `${folders[client]}/${name}.py`;
}
