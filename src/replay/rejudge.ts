// One recorded door, judged again in the steps in which it was judged: the same functions as on the live path, over what was kept.

import type { RecordDraft } from '../audit/index.ts';
import { type Capability, NO_PRICES, type PriceList, type Sha256Hex } from '../domain/index.ts';
import {
  blocked,
  continuationDrafts,
  type Decided,
  decidedDrafts,
  decodeGiven,
  type ExchangeFacts,
  type GatewayState,
  headOf,
  historyQuery,
  type JudgedAction,
  type JudgedFacts,
  judgeReply,
  judgeRequest,
  outcomeDrafts,
  recordedDetectors,
  secondJudgement,
} from '../gateway/index.ts';
import type { OpenedRecord } from './log-reader.ts';
import type { PastControl } from './past-control.ts';
import { asRead, type RecordedCalls } from './recorded-call.ts';
import { recordedBlocks, recordedChoices } from './recorded-reply.ts';

export interface RejudgePorts {
  readonly sha256: Sha256Hex;
  readonly capabilities: (language: string, code: string) => readonly Capability[] | undefined;
}

/** The world at the moment of a judgement. */
export interface Past {
  readonly control: PastControl;
  readonly state: GatewayState;
}

export interface Door {
  readonly opened: OpenedRecord;
  readonly facts: ExchangeFacts;
  /** The record with the whole reply of the same exchange; undefined where none came. */
  readonly outcome: OpenedRecord | undefined;
}

/** What could not be judged again, and why. */
export interface Unable {
  readonly why: string;
}

/** What is known of an exchange between its doors. */
interface Between {
  readonly decided: Decided;
  /** Verdicts on code that a stream gave up before its end. */
  readonly early: JudgedAction[];
}

export class ChatRejudge {
  readonly #ports: RejudgePorts;
  readonly #calls: RecordedCalls;
  readonly #exchanges = new Map<string, Between>();

  constructor(ports: RejudgePorts, calls: RecordedCalls) {
    this.#ports = ports;
    this.#calls = calls;
  }

  /** What is on record of a request door. */
  request(door: Door, past: Past): readonly RecordDraft[] | Unable {
    const decided = this.decided(door, past);
    if ('why' in decided) return decided;
    const { kind } = door.opened.record;
    return decidedDrafts(decided, {
      id: door.facts.exchange,
      kind: kind === 'exchange_retried' ? kind : 'exchange_requested',
      body: {},
      contents: [],
    });
  }

  /** A request door, judged again; the exchange's later doors go on from it. */
  decided({ opened, facts }: Door, past: Past): Decided | Unable {
    const { control, state } = past;
    const policy = control.policy(facts.policyVersion);
    const { judged } = facts;
    if (policy === undefined || judged === undefined) return { why: 'the text of its policy is gone' };
    const request = this.#calls.read(opened, facts);
    if ('why' in request) return request;
    const read = asRead(request, opened, { facts, control });
    if ('why' in read) return read;
    const decided = judgeRequest(
      {
        policy,
        state,
        sha256: this.#ports.sha256,
        knowsAgent: (name) => control.identity.agent(name) !== undefined,
        agentNames: () => control.identity.agents().map(({ agent }) => agent),
        freshWorkflow: facts.workflow,
        now: judged.now,
        prices: pricesOf(facts),
        halts: control.halts,
        runDetectors: recordedDetectors(judged.slow ?? []),
        given: decodeGiven(opened.contents?.get('given')),
      },
      read,
    );
    this.#exchanges.set(facts.exchange, { decided, early: [] });
    return decided;
  }

  /** The verdicts of a reply, or of a part of it, before people were asked. */
  reply(door: Door, judged: JudgedFacts, { control, state }: Past): readonly JudgedAction[] | Unable {
    const { facts, opened, outcome } = door;
    const between = this.#exchanges.get(facts.exchange);
    if (between === undefined) return { why: 'its request could not be judged' };
    const choices = outcome === undefined ? NO_REPLY : recordedChoices(outcome, judged.argumentBytes);
    if ('why' in choices) return choices;
    const { blocks } = facts;
    const { verdicts } = judgeReply(
      {
        decided: between.decided,
        given: decodeGiven(opened.contents?.get('given')),
        state,
        now: judged.now,
        halts: control.halts,
        capabilities: this.#ports.capabilities,
        sha256: this.#ports.sha256,
        runDetectors: recordedDetectors(judged.slow ?? []),
      },
      blocks === undefined ? choices : recordedBlocks(choices, blocks),
    );
    if (blocks !== undefined) return verdicts.filter(({ action }) => action.type === 'code_execution');
    return verdicts.filter((verdict) => !between.early.some((early) => isSameBlock(early, verdict)));
  }

  /** What a person's answer made of one verdict. */
  answered(
    exchange: string,
    verdict: JudgedAction,
    answer: NonNullable<ExchangeFacts['answered']>[number],
    { control, state }: Past,
  ): JudgedAction {
    const decided = this.#exchanges.get(exchange)?.decided;
    if (answer.refused !== undefined || answer.again === undefined || decided === undefined)
      return { ...verdict, decision: blocked(verdict.decision, answer.refused ?? '') };
    const { refused, now } = answer.again;
    const agent = control.agent(decided.agent.name, decided.agent.keyId);
    return secondJudgement(decided, verdict, {
      policy: control.active,
      access: refused !== undefined || agent === undefined ? { refused: refused ?? '' } : { agent },
      history: state.history(historyQuery(decided, now)),
      now,
    });
  }

  /** What is on record of settled verdicts. */
  drafts({ facts, opened }: Door, verdicts: readonly JudgedAction[]): readonly RecordDraft[] | Unable {
    const between = this.#exchanges.get(facts.exchange);
    if (between === undefined) return { why: 'its request could not be judged' };
    const { decided, early } = between;
    if (opened.record.kind === 'actions_decided') {
      early.push(...verdicts);
      return continuationDrafts(headOf(facts.exchange, decided), verdicts);
    }
    this.#exchanges.delete(facts.exchange);
    return outcomeDrafts(decided, [...early, ...verdicts], { id: facts.exchange, body: {}, contents: [] });
  }
}

const NO_REPLY: Unable = {
  why: 'the stream broke off: its code was released, its text is on record in part',
};

function isSameBlock({ action: a }: JudgedAction, { action: b }: JudgedAction): boolean {
  return (
    a.type === 'code_execution' && b.type === 'code_execution' && a.choice === b.choice && a.start === b.start
  );
}

/** The price that counted then stands for the list. */
export function pricesOf({ call }: ExchangeFacts): PriceList {
  const costMicros = call?.costMicros;
  return costMicros === undefined ? NO_PRICES : { costMicros: () => costMicros };
}
