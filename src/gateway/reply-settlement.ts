// Judges a complete reply, waits for the people it needs, and says what of it may be released. Buffered and streamed replies share it.

import { type Decision, GatewayError } from '../domain/index.ts';
import { type ChoiceEdit, findFences, type Refusal, type ReplyChoice } from '../wire/index.ts';
import { type Exchange, refusalFor } from './exchange.ts';
import { blocked, type JudgedAction } from './judge-action.ts';
import type { Outcome, ReleasedChoice } from './outcome.ts';
import { type ChoicePlan, planReply } from './reply-plan.ts';

/** What the reply door is given, since steps do not know each other. */
export interface ReplyGuards {
  readonly judge: (choices: readonly ReplyChoice[]) => Promise<readonly JudgedAction[]>;
  /** Waits for the people that verdicts ask for; answers the verdicts with approvals resolved. */
  readonly settle: (verdicts: readonly JudgedAction[], held: HeldReply) => Promise<readonly JudgedAction[]>;
  /** Records verdicts on code that is released before the reply is complete. */
  readonly recordPart: (verdicts: readonly JudgedAction[]) => Promise<void>;
  readonly finish: (outcome: Outcome) => Promise<void>;
  /** Microseconds since the exchange began. */
  readonly elapsed: () => number;
}

/** All bytes of a reply that waits for people, as they came: stored with the hold, to outlive client and process. */
export type HeldReply = () => Promise<Uint8Array>;

export interface SettledReply {
  readonly verdicts: readonly JudgedAction[];
  readonly edits: readonly ChoiceEdit[];
  readonly released: readonly ReleasedChoice[];
  readonly form: Outcome['form'];
  /** Set when the refusal must be an HTTP error, not a completion. */
  readonly error: Refusal | undefined;
}

export async function settleReply(
  exchange: Exchange,
  guards: ReplyGuards,
  reply: {
    readonly choices: readonly ReplyChoice[];
    readonly held: HeldReply;
    readonly decidedBlocks: ReadonlySet<string>;
  },
): Promise<SettledReply> {
  const all = await guards.judge(reply.choices);
  const judged = all.filter((verdict) => !isDecided(verdict, reply.decidedBlocks));
  const verdicts = await guards.settle(judged, reply.held);
  const plans = planReply(reply.choices, verdicts, (decision) => refusalText(exchange, decision)).map(
    (plan) => secondLook(exchange, plan, verdicts),
  );
  const refusing = plans.find((plan) => plan.refusedBy !== undefined)?.refusedBy;
  const refusal = refusing === undefined ? undefined : refusalFor(exchange, refusing);
  const edits = plans.flatMap((plan) => (plan.edit === undefined ? [] : [plan.edit]));
  return {
    verdicts,
    edits,
    released: reply.choices.map((choice) => releasedChoice(choice, edits)),
    form: refusing === undefined ? (edits.length === 0 ? 'verbatim' : 'edited') : 'refused',
    error: refusal?.shape === 'error' ? refusal : undefined,
  };
}

/** How a code block is told from others of its reply. */
export function blockKey(choice: number, start: number): string {
  return `${choice}:${start}`;
}

function isDecided(verdict: JudgedAction, decided: ReadonlySet<string>): boolean {
  return (
    verdict.action.type === 'code_execution' &&
    decided.has(blockKey(verdict.action.choice, verdict.action.start))
  );
}

/** The text that stands for a refused choice; an error shape says the same in its body. */
export function refusalText(exchange: Exchange, decision: Decision): string {
  const refusal = refusalFor(exchange, decision);
  return refusal.shape === 'completion' ? refusal.content : `[blocked by policy] decision ${exchange.id}`;
}

/**
 * INVARIANT: an edit never brings forth code that was not judged: cutting one block can pair the fences around it anew.
 */
function secondLook(exchange: Exchange, plan: ChoicePlan, verdicts: readonly JudgedAction[]): ChoicePlan {
  const text = plan.edit?.text;
  if (plan.edit === undefined || plan.refusedBy !== undefined || text === undefined) return plan;
  const allowed = new Set<string>();
  for (const { released, decision } of verdicts) {
    if (released.type === 'code_execution' && decision.effect !== 'BLOCK') allowed.add(released.code.trim());
  }
  if (findFences(text).every((block) => allowed.has(block.code.trim()))) return plan;
  const first = verdicts[0];
  if (first === undefined) throw new GatewayError('internal', { publicMessage: 'an edit without a verdict' });
  const refusedBy = blocked(first.decision, 'removing a part would have made other text executable');
  const drop = plan.edit.drop ?? [];
  return { ...plan, refusedBy, edit: { index: plan.index, text: refusalText(exchange, refusedBy), drop } };
}

function releasedChoice(choice: ReplyChoice, edits: readonly ChoiceEdit[]): ReleasedChoice {
  const edit = edits.find((candidate) => candidate.index === choice.index);
  const dropped = new Set(edit?.drop ?? []);
  return {
    text: edit?.text ?? choice.text,
    toolCalls: choice.toolCalls
      .filter((call) => !dropped.has(call.position))
      .map((call) => ({
        id: call.id,
        name: call.name,
        rawArguments: edit?.arguments?.get(call.position) ?? call.rawArguments,
      })),
  };
}
