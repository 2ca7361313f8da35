// The proof that judging is pure: from the ledger alone, state is folded again and each recorded decision is made again.

import type { RecordDraft } from '../audit/index.ts';
import type { ExchangeFacts, JudgedAction } from '../gateway/index.ts';
import { differencesOf } from './compare.ts';
import { factsOf, type LedgerSource, recordAt } from './log-reader.ts';
import { PastControl } from './past-control.ts';
import { PastState } from './past-state.ts';
import { RecordedCalls } from './recorded-call.ts';
import { ChatRejudge, type Door, type Past, type RejudgePorts, type Unable } from './rejudge.ts';
import { afterAnswer, rejudgedEvaluationDrafts, rejudgeEvaluation } from './rejudge-evaluation.ts';
import { type RefoldReport, Tally } from './report.ts';
import { type Step, type Survey, surveyOf } from './steps.ts';

/**
 * Judges every decision of a ledger again, at the moment and under the policy of then, and compares what would be recorded
 * with what is, in canonical bytes. Reads the ledger twice; memory grows with the number of doors and with what is under way
 * at a time, not with contents.
 */
export async function refold(source: LedgerSource, ports: RejudgePorts): Promise<RefoldReport> {
  const survey = await surveyOf(source);
  const control = await PastControl.open(source, survey.control, ports.sha256);
  const run = new Refolding({ source, ports, survey, control });
  for (const step of survey.steps) await run.take(step);
  return run.tally.report(survey.unjudged);
}

/** A door of which some steps are still to come. */
interface Pending {
  readonly door: Door;
  verdicts: readonly JudgedAction[];
  left: number;
}

type Judged = readonly JudgedAction[] | Unable;

interface RefoldingParts {
  readonly source: LedgerSource;
  readonly ports: RejudgePorts;
  readonly survey: Survey;
  readonly control: PastControl;
}

class Refolding {
  readonly tally: Tally;
  readonly #parts: RefoldingParts;
  readonly #state: PastState;
  readonly #chat: ChatRejudge;
  readonly #pending = new Map<number, Pending>();
  readonly #begun = new Set<number>();

  constructor(parts: RefoldingParts) {
    const { source, ports, survey } = parts;
    this.#parts = parts;
    this.tally = new Tally(survey.records);
    this.#state = new PastState(survey.doors, async (index) => factsOf(await recordAt(source, index)));
    this.#chat = new ChatRejudge(ports, new RecordedCalls(ports.sha256));
  }

  async take(step: Step): Promise<void> {
    const { control } = this.#parts;
    control.advanceTo(step.moment.size);
    const pending = this.#pending.get(step.index) ?? (await this.#open(step));
    if (pending === undefined) return;
    const drafts = await this.#state.at(step.moment, (state) =>
      this.#step(step, pending, { control, state }),
    );
    if (drafts === undefined) return;
    this.#pending.delete(step.index);
    const { door } = pending;
    if ('why' in drafts) this.tally.unable(door.opened.record, drafts.why);
    else await this.#compare(step, door, drafts);
  }

  async #open({ index, of }: Step): Promise<Pending | undefined> {
    // A door that could not be judged has no further steps.
    if (this.#begun.has(index)) return undefined;
    this.#begun.add(index);
    const { source, survey } = this.#parts;
    const opened = await recordAt(source, index);
    const facts = factsOf(opened);
    if (facts === undefined) return undefined;
    const outcome = survey.outcomes.get(facts.exchange);
    const door = {
      opened,
      facts,
      outcome: outcome === undefined ? undefined : await recordAt(source, outcome),
    };
    const pending: Pending = { door, verdicts: [], left: of };
    this.#pending.set(index, pending);
    return pending;
  }

  /** Undefined while steps are to come. */
  #step(step: Step, pending: Pending, past: Past): readonly RecordDraft[] | Unable | undefined {
    const { door } = pending;
    if (step.kind === 'request') return this.#chat.request(door, past);
    const judged =
      step.answer === undefined ? this.#first(step, door, past) : this.#answered(step, pending, past);
    if ('why' in judged) return judged;
    pending.verdicts = judged;
    pending.left--;
    if (pending.left > 0) return undefined;
    const [verdict] = judged;
    if (step.kind !== 'evaluation') return this.#chat.drafts(door, judged);
    return verdict === undefined ? { why: 'no verdict' } : rejudgedEvaluationDrafts(door, verdict, past);
  }

  #first({ kind }: Step, door: Door, past: Past): Judged {
    const { judged } = door.facts;
    if (judged === undefined) return [];
    if (kind !== 'evaluation') return this.#chat.reply(door, judged, past);
    const verdict = rejudgeEvaluation(door, past, this.#parts.ports);
    return 'why' in verdict ? verdict : [verdict];
  }

  #answered({ kind, answer: at = 0 }: Step, { door, verdicts }: Pending, past: Past): Judged {
    const answer = door.facts.answered?.[at];
    if (answer === undefined) return verdicts;
    if (kind === 'evaluation') return this.#evaluatedAgain(answer, { door, verdicts }, past);
    const { exchange } = door.facts;
    return verdicts.map((verdict) =>
      verdict.action.id === answer.action ? this.#chat.answered(exchange, verdict, answer, past) : verdict,
    );
  }

  #evaluatedAgain(
    { refused, again }: NonNullable<ExchangeFacts['answered']>[number],
    { door, verdicts: [first] }: Pick<Pending, 'door' | 'verdicts'>,
    past: Past,
  ): Judged {
    if (first === undefined) return [];
    if (again === undefined) return [afterAnswer(first, { refused: refused ?? '' })];
    const facts = {
      ...door.facts,
      judged: { ...again, argumentBytes: door.facts.judged?.argumentBytes ?? 0 },
    };
    const second = rejudgeEvaluation({ ...door, facts }, past, this.#parts.ports);
    return 'why' in second ? second : [afterAnswer(first, second)];
  }

  async #compare({ kind }: Step, { opened }: Door, drafts: readonly RecordDraft[]): Promise<void> {
    const { source } = this.#parts;
    const differences = [];
    for (const [offset, draft] of drafts.entries()) {
      const recorded = offset === 0 ? opened : await recordAt(source, opened.record.index + offset);
      differences.push(...differencesOf(draft, recorded));
    }
    this.tally.judged(kind, { drafts, differences });
  }
}
