// Fits the model of claims: in a text that claims, the name that looks most like a claim counts; in others, every name.

import type { ClaimModel } from '../../../src/detect/detectors/impersonation/claim-model.ts';
import { scoreOf } from '../../../src/detect/detectors/impersonation/claim-model.ts';
import { isBareLine } from '../../../src/detect/detectors/impersonation/claims.ts';
import { BUCKETS, featuresOf } from '../../../src/detect/detectors/impersonation/context-features.ts';
import { namesInContext } from '../../../src/detect/detectors/impersonation/name-contexts.ts';
import type { NamingText } from './claim-texts.ts';
import { seeded, shuffled } from './random.ts';

interface Named {
  readonly agent: string;
  readonly features: readonly number[];
  /** Never blocked, whatever its score. */
  readonly ambiguous: boolean;
}

export interface PreparedText extends NamingText {
  readonly names: readonly Named[];
}

export function preparedText(text: NamingText): PreparedText {
  const others = text.roster.filter((name) => name !== text.speaker && name.length > 2);
  const names = namesInContext(text.text, others, text.speaker).names.map((named) => ({
    agent: named.agent,
    features: featuresOf(named),
    ambiguous: isBareLine(named),
  }));
  return { ...text, names };
}

/** The strongest claim in a text; very low where it names nobody. */
export function topClaim(model: ClaimModel, { names }: PreparedText): number {
  return names.reduce((top, { features }) => Math.max(top, scoreOf(model, features)), -30);
}

const EPOCHS = 16;
const RATE = 0.15;
const DECAY = 1e-4;
/** Texts in which a feature must occur: what stands in fewer teaches their words. */
const LEAST_TEXTS = 3;
/** Features that keep a weight. */
const KEPT = 20_000;

/** What a text counts for, by its source. */
const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ['own', 0.3],
  ['passing', 0.2],
]);
const CLAIMED = 2;
/** Another's name in a text that claims is most often only named. */
const BESIDE = 0.3;

/** Deterministic: the same texts in the same order give the same weights. */
export function fittedClaims(texts: readonly PreparedText[]): ClaimModel {
  const model = new Learner(texts);
  const random = seeded(7);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (const text of shuffled(random, texts)) model.learn(text);
  }
  return model.pruned();
}

class Learner {
  readonly #known: Uint16Array;
  readonly #squares = new Float64Array(BUCKETS).fill(1e-2);
  readonly #model = { weights: new Float64Array(BUCKETS), step: 1, bias: -2 };

  constructor(texts: readonly PreparedText[]) {
    this.#known = new Uint16Array(BUCKETS);
    for (const { names } of texts) {
      for (const index of new Set(names.flatMap(({ features }) => features))) {
        this.#known[index] = (this.#known[index] ?? 0) + 1;
      }
    }
  }

  learn({ names, claimed, source }: PreparedText): void {
    const weight = WEIGHTS.get(source) ?? 1;
    if (claimed === undefined) {
      for (const { features } of names) this.#step(features, 0, weight);
      return;
    }
    let best: Named | undefined;
    let most = Number.NEGATIVE_INFINITY;
    for (const named of names) {
      if (named.agent !== claimed) this.#step(named.features, 0, BESIDE * weight);
      const score = scoreOf(this.#model, named.features);
      if (named.agent !== claimed || score <= most) continue;
      best = named;
      most = score;
    }
    if (best !== undefined) this.#step(best.features, 1, CLAIMED * weight);
  }

  #step(features: readonly number[], wanted: number, weight: number): void {
    const { weights } = this.#model;
    const predicted = 1 / (1 + Math.exp(-scoreOf(this.#model, features)));
    const error = (predicted - wanted) * weight;
    const share = error / Math.sqrt(features.length);
    this.#model.bias -= 0.01 * error;
    for (const index of features) {
      if ((this.#known[index] ?? 0) < LEAST_TEXTS) continue;
      const gradient = share + DECAY * (weights[index] ?? 0);
      const square = (this.#squares[index] ?? 0) + gradient * gradient;
      this.#squares[index] = square;
      weights[index] = (weights[index] ?? 0) - (RATE * gradient) / Math.sqrt(square);
    }
  }

  pruned(): ClaimModel {
    const { weights, step, bias } = this.#model;
    const sizes = Float64Array.from(weights, Math.abs).sort();
    const least = sizes[BUCKETS - KEPT] ?? 0;
    return { weights: weights.map((weight) => (Math.abs(weight) < least ? 0 : weight)), step, bias };
  }
}
