// Finds secrets and personal data in new texts and in what actions would carry away, with the readers that redaction uses.

import { findLikelySensitive, findSensitive, type SensitiveSpan } from '../../../content/index.ts';
import {
  actionText,
  type Finding,
  type FindingPlace,
  type SensitiveKind,
  type TextSpan,
} from '../../../domain/index.ts';
import type { LineageView } from '../../../lineage/index.ts';
import type { Detector } from '../../detector.ts';

const NAME = 'sensitive_data';

/** How sure a shape makes: what has a checksum or an issuer's prefix is surer than what people write in many ways. */
const CONFIDENCE: ReadonlyMap<SensitiveKind, number> = new Map([
  ['private_key', 0.98],
  ['secret', 0.95],
  ['credit_card', 0.88],
  ['iban', 0.88],
  ['us_ssn', 0.85],
  ['password', 0.85],
  ['email', 0.75],
  ['phone', 0.65],
  ['ip_address', 0.65],
]);
const KINDS = [...CONFIDENCE.keys()];
/** Only the words around the value say what it is. */
const LIKELY = 0.55;

/** Personal data, which agents are given to work with; keys and passwords are nobody's to pass on. */
const PERSONAL: ReadonlySet<SensitiveKind> = new Set([
  'credit_card',
  'iban',
  'us_ssn',
  'email',
  'phone',
  'ip_address',
]);
/** A task that says one of these asks for passwords: then they are data like other data. */
const PASSWORDS = ['password', 'passwords', 'passphrase', 'credentials', 'logins'];
/** A tool or a person brought the value into this workflow: what becomes of it is a question of flow. */
const KNOWN = 0.4;
/** Values of one kind whose origin is looked up; with more of them the first ones speak for all. */
const MAX_LOOKED_UP = 16;

/** A text beyond this is read in two parts, its beginning and its end, and the finding says so. */
const READ = 128 * 1024;

export const sensitiveData: Detector = {
  name: NAME,
  inspect: ({ texts, actions, lineage }) => [
    ...texts.flatMap(({ text, place }) => inspectText(text, place, lineage)),
    ...actions.flatMap((action) => {
      const place = { kind: 'action', actionId: action.id, parameter: undefined, span: undefined } as const;
      return inspectText(actionText(action) ?? '', place, lineage);
    }),
  ],
};

interface Part {
  readonly text: string;
  readonly offset: number;
}

function partsOf(text: string): readonly Part[] {
  if (text.length <= READ) return [{ text, offset: 0 }];
  const half = READ / 2;
  return [
    { text: text.slice(0, half), offset: 0 },
    { text: text.slice(-half), offset: text.length - half },
  ];
}

function inspectText(text: string, place: FindingPlace, lineage: LineageView): readonly Finding[] {
  const sure: SensitiveSpan[] = [];
  const likely: SensitiveSpan[] = [];
  for (const part of partsOf(text)) {
    sure.push(...findSensitive(part.text, KINDS).map((span) => moved(span, part.offset)));
    likely.push(...findLikelySensitive(part.text).map((span) => moved(span, part.offset)));
  }
  const limits = text.length > READ ? [limitOf(text, place)] : [];
  const found = KINDS.flatMap((kind) => findingOf(kind, { sure, likely, place, text, lineage }));
  return [...found, ...limits];
}

const moved = (span: SensitiveSpan, by: number): SensitiveSpan => ({
  ...span,
  start: span.start + by,
  end: span.end + by,
});

interface Found {
  readonly sure: readonly SensitiveSpan[];
  readonly likely: readonly SensitiveSpan[];
  readonly place: FindingPlace;
  readonly text: string;
  readonly lineage: LineageView;
}

/** One finding per kind: where the first is, and how much of the text all are. */
function findingOf(kind: SensitiveKind, found: Found): readonly Finding[] {
  const { sure, likely, place, text } = found;
  const surely = sure.filter((span) => span.kind === kind);
  const spans = surely.length > 0 ? surely : likely.filter((span) => span.kind === kind);
  const [first] = spans;
  if (first === undefined) return [];
  const isAsked = kind === 'password' && PASSWORDS.some((word) => found.lineage.authorises(word));
  const known = isAsked || (PERSONAL.has(kind) && areKnown(spans, found));
  const strength = surely.length > 0 ? (CONFIDENCE.get(kind) ?? LIKELY) : LIKELY;
  const covered = spans.reduce((sum, span) => sum + span.end - span.start, 0);
  const evidence = [
    kind,
    surely.length > 0 ? 'shape' : 'words around it',
    `count ${spans.length}`,
    ...(known ? ['known in this workflow'] : []),
  ];
  const where = withSpan(place, { start: first.start, end: first.end });
  const confidence = known ? Math.min(KNOWN, strength) : strength;
  return [{ detector: NAME, confidence, where, share: Math.min(1, covered / text.length), evidence }];
}

/** Whether earlier texts of the workflow hold every one of these values. */
function areKnown(spans: readonly SensitiveSpan[], { text, lineage }: Found): boolean {
  return spans
    .slice(0, MAX_LOOKED_UP)
    .every(({ start, end }) => lineage.parts(text.slice(start, end)).length > 0);
}

function limitOf(text: string, where: FindingPlace): Finding {
  const share = (text.length - READ) / text.length;
  return {
    detector: NAME,
    confidence: 0.3,
    where,
    share,
    evidence: ['limit: the middle of a long text was not read'],
  };
}

function withSpan(place: FindingPlace, span: TextSpan): FindingPlace {
  return place.kind === 'message' || place.kind === 'action' ? { ...place, span } : place;
}
