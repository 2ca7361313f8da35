// Follows an action through its workflow, to what its words came from and to what came of them.

import type { StoredRecord } from '../audit/index.ts';
import { type Action, GatewayError, isJsonObject, stringField } from '../domain/index.ts';
import { type ExchangeFacts, type JudgedAction, keyOf } from '../gateway/index.ts';
import { factsOf, type LedgerSource, recordAt } from './log-reader.ts';
import { PastControl } from './past-control.ts';
import { PastState } from './past-state.ts';
import { RecordedCalls } from './recorded-call.ts';
import { ChatRejudge, type Door, type Past, type RejudgePorts } from './rejudge.ts';
import { rejudgeEvaluation } from './rejudge-evaluation.ts';
import { type Step, surveyOf } from './steps.ts';
import { SpokenSoFar, spokenText } from './trace-links.ts';
import type { TracedAction, TraceLink, TraceReport } from './trace-report.ts';
import { walk } from './trace-walk.ts';

export interface TraceRequest {
  readonly exchange: string;
  /** One action of it; all where it is left out. */
  readonly action: string | undefined;
  /** Whether excerpts are told. */
  readonly contents: boolean;
}

/**
 * Reads what is on record of the workflow of an exchange, in order, and answers what an action's words came from and what
 * came of them. Throws GatewayError not_found for an exchange or action that is not on record.
 */
export async function trace(
  source: LedgerSource,
  ports: RejudgePorts,
  request: TraceRequest,
): Promise<TraceReport> {
  const { exchange, action } = request;
  const root = await rootOf(source, exchange);
  const survey = await surveyOf(source, (record) => rootOfRecord(record) === root);
  const control = await PastControl.open(source, survey.control, ports.sha256);
  const tracer = new Tracer({ source, ports, root, control, outcomes: survey.outcomes, doors: survey.doors });
  // A first judgement has every action; what people answered changes none of their words.
  for (const step of survey.steps) if (step.answer === undefined) await tracer.take(step);
  const named = tracer.actions.filter((each) => each.exchange === exchange);
  const targets = action === undefined ? named : named.filter((each) => each.action === action);
  if (targets.length === 0)
    throw new GatewayError('not_found', {
      publicMessage: `exchange ${exchange} has no such action; it has ${named.map((each) => each.action).join(', ') || 'none that is kept'}`,
    });
  const found = walk(targets, tracer.links);
  return {
    workflow: root,
    actions: targets,
    upstream: found.upstream.map((link) => tracer.told(link, request.contents)),
    downstream: found.downstream.map((link) => tracer.told(link, request.contents)),
    prints: tracer.prints,
    cut: found.cut,
  };
}

async function rootOf(source: LedgerSource, exchange: string): Promise<string> {
  const { records } = await source.read({ exchange, limit: 1 });
  const [record] = records;
  if (record === undefined)
    throw new GatewayError('not_found', { publicMessage: `no exchange ${exchange} is on record` });
  return rootOfRecord(record);
}

function rootOfRecord({ body, workflow = '' }: StoredRecord): string {
  return stringField(body, 'linked_workflow') ?? workflow;
}

interface TracerParts {
  readonly source: LedgerSource;
  readonly ports: RejudgePorts;
  readonly root: string;
  readonly control: PastControl;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly doors: readonly number[];
}

const EXCERPT = 80;

class Tracer {
  readonly actions: TracedAction[] = [];
  readonly links: TraceLink[] = [];
  prints = false;
  readonly #parts: TracerParts;
  readonly #state: PastState;
  readonly #chat: ChatRejudge;
  readonly #spoken: SpokenSoFar;
  readonly #texts = new Map<TracedAction, string>();

  constructor(parts: TracerParts) {
    this.#parts = parts;
    const { source, ports } = parts;
    this.#state = new PastState(parts.doors, async (index) => this.#facts(await recordAt(source, index)));
    this.#chat = new ChatRejudge(ports, new RecordedCalls(ports.sha256));
    this.#spoken = new SpokenSoFar(ports.sha256);
  }

  #facts(opened: Door['opened']): ExchangeFacts | undefined {
    const facts = factsOf(opened);
    if (facts?.spans !== undefined) this.prints = true;
    return facts;
  }

  async take({ index, kind, moment }: Step): Promise<void> {
    const { control, source, outcomes } = this.#parts;
    const opened = await recordAt(source, index);
    const facts = factsOf(opened);
    if (facts === undefined) return;
    control.advanceTo(moment.size);
    const outcome = outcomes.get(facts.exchange);
    const door = {
      opened,
      facts,
      outcome: outcome === undefined ? undefined : await recordAt(source, outcome),
    };
    await this.#state.at({ through: moment.through, ahead: 0 }, (state) => {
      const past = { control, state };
      for (const { action } of this.#judged(kind, door, past)) this.#say(action, door, past);
    });
  }

  /** What can not be put together again says nothing. */
  #judged(kind: Step['kind'], door: Door, past: Past): readonly JudgedAction[] {
    const { judged } = door.facts;
    if (kind === 'evaluation') {
      const verdict = rejudgeEvaluation(door, past, this.#parts.ports);
      return 'why' in verdict ? [] : [verdict];
    }
    if (kind === 'request') {
      const decided = this.#chat.decided(door, past);
      return 'why' in decided ? [] : decided.verdicts;
    }
    const verdicts = judged === undefined ? [] : this.#chat.reply(door, judged, past);
    if ('why' in verdicts) return [];
    this.#chat.drafts(door, verdicts);
    return verdicts;
  }

  #say(action: Action, door: Door, { state }: Past): void {
    const { root, ports } = this.#parts;
    const traced = tracedAction(action, door);
    const spoken = { traced, text: spokenText(action) };
    const view = state.lineage.view(root, keyOf(ports.sha256, root));
    this.links.push(...this.#spoken.linksTo(spoken, action, view));
    this.#spoken.add(spoken, action);
    this.#texts.set(traced, spoken.text);
    this.actions.push(traced);
  }

  told(link: TraceLink, contents: boolean): TraceLink {
    const [span] = link.spans;
    if (!contents || span === undefined) return link;
    const text = this.#texts.get(link.to) ?? '';
    return { ...link, excerpt: text.slice(span.start, Math.min(span.end, span.start + EXCERPT)) };
  }
}

function tracedAction(action: Action, { opened, facts }: Door): TracedAction {
  const { body, index, decision = 'ALLOW' } = opened.record;
  const actions = Array.isArray(body['actions']) ? body['actions'].filter(isJsonObject) : [];
  const recorded = actions.find((each) => each['id'] === action.id);
  const effect = (['ALLOW', 'LOG', 'CONSTRAIN', 'BLOCK'] as const).find(
    (each) => each === recorded?.['decision'],
  );
  return {
    exchange: facts.exchange,
    action: action.id,
    type: action.type,
    agent: facts.agent,
    subject: subjectOf(action),
    decision: effect ?? decision,
    index,
  };
}

function subjectOf(action: Action): string {
  switch (action.type) {
    case 'tool_call':
      return action.toolName;
    case 'tool_result':
      return action.tool?.name ?? '';
    case 'handoff':
      return action.target;
    case 'code_execution':
      return action.language;
    case 'llm_call':
    case 'reply':
      return '';
    default:
      return action.sender?.name ?? '';
  }
}
