// What has to be asked before a decision can be made, since judging itself asks nobody: the operator's classifier, and overrides, which are used up, on record, first.

import type { Overrides, OverrideTerms } from '../approvals/index.ts';
import type { ContentItem } from '../audit/index.ts';
import type { ExternalAnswer, ExternalClassifier, ExternalQuestion } from '../detect/index.ts';
import type { DetectorName } from '../domain/index.ts';
import type { PolicySet } from '../policy/index.ts';
import type { RequestDetection } from './detected.ts';
import type { DetectorMeter } from './detector-meter.ts';
import { type PlacedAnswer, questionAbout } from './external-question.ts';
import type { Given } from './given.ts';
import { encodeGiven, NOTHING_GIVEN } from './given.ts';
import type { JudgedAction } from './judge-action.ts';
import { type JudgedFacts, judgedFacts, type Moment } from './moment.ts';
import type { OverrideClaim } from './override-claim.ts';

export interface Askable {
  readonly overrides: Pick<Overrides, 'live' | 'grant' | 'use'>;
  /** The operator's own; undefined where none is configured. */
  readonly classifier: ExternalClassifier | undefined;
  readonly meter: DetectorMeter;
}

/** One exchange, or one call of the decision API. */
export interface Asking {
  readonly exchange: string;
  readonly agent: string;
  /** Longer arguments of tools are not read. */
  readonly argumentBytes: number;
  /** The policy looks at evidence; where it does not, nobody is asked. */
  readonly detects: boolean;
  readonly activeDetectors: ReadonlySet<DetectorName>;
  readonly claim: OverrideClaim | undefined;
}

/** What a policy makes necessary to ask. */
export function policyAsks({
  detects,
  activeDetectors,
}: Pick<PolicySet, 'detects' | 'activeDetectors'>): Pick<Asking, 'detects' | 'activeDetectors'> {
  return { detects, activeDetectors };
}

/** A judgement, the workflow that it is about, and when it was made. */
export interface Judgement {
  readonly verdicts: readonly JudgedAction[];
  readonly workflow: string;
  readonly detection: RequestDetection | undefined;
  readonly moment: Moment;
}

const NO_CONTENTS: readonly ContentItem[] = [];

/** Each round secures an override or learns that one has ended: more rounds than detectors are somebody's race. */
const MAX_ROUNDS = 16;
/** An agent's own override is for one exchange: long enough for its reply to come. */
const CLAIM_MS = 60 * 60 * 1000;

/** INVARIANT: a decision that leaves a finding out is made only after the use of its override is durable. */
export class BeforeJudging {
  readonly #askable: Askable;
  readonly #asking: Asking;
  readonly #secured: OverrideTerms[] = [];
  readonly #ended = new Set<string>();
  #external: PlacedAnswer | undefined;
  #judged: JudgedFacts | undefined;

  constructor(askable: Askable, asking: Asking) {
    this.#askable = askable;
    this.#asking = asking;
  }

  /** Judges, asks for what that needed, and judges again with the answers, until nothing more is needed. */
  async judged<T extends Judgement>(judge: (given: Given) => T): Promise<T> {
    if (!this.#asking.detects) return this.#keep(judge(NOTHING_GIVEN));
    this.#external = undefined;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const overrides = [...this.#secured, ...this.#claimed(), ...this.#live()];
      const judgement = judge({ overrides, external: this.#external });
      const asked = this.#question(judgement);
      const wanted = asked === undefined ? this.#unsecured(judgement.verdicts) : [];
      if (asked !== undefined)
        this.#external = { places: asked.places, answer: await this.#ask(asked.question) };
      else if (wanted.length === 0) return this.#keep(judgement);
      for (const use of wanted) await this.#secure(use, judgement.workflow);
    }
    return this.#keep(judge({ overrides: [...this.#secured], external: this.#external }));
  }

  /**
   * What the latest judgement was given, for the contents of its record; none for nothing. An override that was offered and
   * not secured set nothing aside: without it the judgement is the same.
   */
  get given(): readonly ContentItem[] {
    if (this.#secured.length === 0 && this.#external === undefined) return NO_CONTENTS;
    return [encodeGiven({ overrides: [...this.#secured], external: this.#external })];
  }

  #keep<T extends Judgement>(judgement: T): T {
    const { moment, detection } = judgement;
    this.#judged = judgedFacts(moment, this.#asking.argumentBytes, detection?.runs);
    if (detection !== undefined) this.#askable.meter.saw(detection.runs);
    return judgement;
  }

  /** How the latest judgement was made, for the facts of the one record that says what it decided; no field afterwards. */
  takeJudged(): { readonly judged?: JudgedFacts } {
    const judged = this.#judged;
    this.#judged = undefined;
    return judged === undefined ? {} : { judged };
  }

  #question({ detection }: Judgement): ReturnType<typeof questionAbout> {
    if (detection === undefined || !this.#asking.activeDetectors.has('external')) return undefined;
    return questionAbout(detection.input, this.#external);
  }

  #ask(question: ExternalQuestion): Promise<ExternalAnswer> {
    const { classifier } = this.#askable;
    if (classifier !== undefined) return classifier.classify(question);
    return Promise.resolve({ kind: 'unavailable', why: 'not_configured' });
  }

  #live(): readonly OverrideTerms[] {
    return this.#askable.overrides
      .live()
      .map(({ granted }) => granted)
      .filter(({ override_id: id }) => !this.#ended.has(id) && !this.#isSecured(id));
  }

  /** The agent's own word, before it is on record. */
  #claimed(): readonly OverrideTerms[] {
    return (this.#asking.claim?.detectors ?? [])
      .map((detector) => ({ override_id: claimId(detector), detector }))
      .filter(({ override_id: id }) => !this.#ended.has(id));
  }

  #isSecured(id: string): boolean {
    return this.#secured.some(({ override_id }) => override_id === id);
  }

  #unsecured(verdicts: readonly JudgedAction[]): readonly Wanted[] {
    const wanted = new Map<string, Wanted>();
    for (const { action, decision } of verdicts) {
      for (const { finding, override } of decision.evidence?.overridden ?? []) {
        if (wanted.has(override) || this.#isSecured(override)) continue;
        const { detector, confidence } = finding;
        wanted.set(override, { override, detector, confidence, actionId: action.id });
      }
    }
    return [...wanted.values()];
  }

  async #secure(wanted: Wanted, workflow: string): Promise<void> {
    const { overrides } = this.#askable;
    const isClaim = wanted.override === claimId(wanted.detector);
    const terms = isClaim
      ? await this.#grant(wanted.detector, workflow)
      : overrides.live().find(({ granted }) => granted.override_id === wanted.override)?.granted;
    // A claim is made once: from here on its granted override stands for it.
    if (isClaim) this.#ended.add(wanted.override);
    const { actionId, confidence } = wanted;
    const used = { exchange: this.#asking.exchange, workflow, actionId, confidence };
    if (terms !== undefined && (await overrides.use(terms.override_id, used))) this.#secured.push(terms);
    else this.#ended.add(wanted.override);
  }

  #grant(detector: string, workflow: string): Promise<OverrideTerms> {
    return this.#askable.overrides.grant({
      detector,
      workflow,
      by: this.#asking.agent,
      byKind: 'agent',
      reason: this.#asking.claim?.reason ?? '',
      forMs: CLAIM_MS,
      maxUses: 1,
    });
  }
}

/** A use of an override that is not on record yet. */
interface Wanted {
  readonly override: string;
  readonly detector: string;
  readonly confidence: number;
  readonly actionId: string;
}

function claimId(detector: string): string {
  return `claim of ${detector}`;
}
