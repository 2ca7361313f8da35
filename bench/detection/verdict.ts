// One verdict per row: what the gateway says of it.

import { shippedThresholds } from '../../src/detect/index.ts';
import { ACTION_TYPES } from '../../src/domain/index.ts';
import type { PolicySet } from '../../src/policy/index.ts';
import { type Found, type JudgedPart, play } from './gate.ts';
import { firstHarmful } from './harmful.ts';
import { sceneOf } from './row-scene.ts';
import type { Row } from './rows.ts';
import { traceSceneOf } from './trace-scene.ts';

export interface Verdict {
  readonly file: string;
  readonly id: string;
  readonly label: string;
  readonly channel: string;
  readonly flagged: boolean;
  readonly blocked: boolean;
  /** The strongest of each detector. */
  readonly findings: readonly Found[];
  readonly ms: number;
}

/** A run by its channel's name, or because nothing but a run is in the row. */
function isRun({ channel, text, meta }: Row): boolean {
  return (
    /trace|trajector|conversation|dialog|transcript|multi_?agent|^runs?$|chain/i.test(channel) ||
    (text === '' && (Array.isArray(meta['messages']) || Array.isArray(meta['steps'])))
  );
}

/** What the gateway says of one row: a text in the place of its channel, or a run turn by turn. */
export async function verdictOn(policy: PolicySet, file: string, row: Row): Promise<Verdict> {
  const scene = (isRun(row) ? traceSceneOf(row) : undefined) ?? sceneOf(row);
  const { parts, ms } = await play(policy, scene);
  const last = firstHarmful(row);
  const about = parts.filter(
    ({ type, index }) => index <= last && (scene.about === undefined || scene.about.has(type)),
  );
  return {
    file,
    id: row.id,
    label: row.label,
    channel: row.channel,
    flagged: about.some(isFlagged),
    blocked: about.some(({ effect }) => effect === 'BLOCK' || effect === 'CONSTRAIN'),
    findings: strongestEach(about.flatMap(({ findings }) => findings)),
    ms: Math.round(ms * 1000) / 1000,
  };
}

/** The verdict on a row that could not be judged: nothing was found. */
export function notJudged(file: string, { id, label, channel }: Row): Verdict {
  return { file, id, label, channel, flagged: false, blocked: false, findings: [], ms: 0 };
}

function isFlagged({ type, findings }: JudgedPart): boolean {
  const carrier = ACTION_TYPES.find((known) => known === type);
  return findings.some(
    ({ detector, confidence }) => confidence >= shippedThresholds(detector, carrier).flagAt,
  );
}

function strongestEach(findings: readonly Found[]): readonly Found[] {
  const best = new Map<string, Found>();
  for (const found of findings) {
    if (found.confidence > (best.get(found.detector)?.confidence ?? -1)) best.set(found.detector, found);
  }
  return [...best.values()];
}
