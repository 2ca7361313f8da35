// How much of each kind of personal data is found where it stands, value by value: a row with two of them needs both.

import { z } from 'zod';
import { findLikelySensitive, findSensitive } from '../../src/content/index.ts';
import type { SensitiveKind } from '../../src/domain/index.ts';
import { rateInWords, rateOf } from './metrics.ts';
import type { Row } from './rows.ts';

/** What has a structure; names, places, dates and titles have none that a pattern could tell. */
const STRUCTURED = [
  'CREDIT_CARD',
  'EMAIL_ADDRESS',
  'IBAN_CODE',
  'IP_ADDRESS',
  'PHONE_NUMBER',
  'US_DRIVER_LICENSE',
  'US_SSN',
];

const KINDS: readonly SensitiveKind[] = ['email', 'phone', 'credit_card', 'iban', 'us_ssn', 'ip_address'];

const spans = z.array(
  z.looseObject({ entity_type: z.string(), start_position: z.number(), end_position: z.number() }),
);

interface Labelled {
  readonly kind: string;
  readonly found: boolean;
}

/** A line for each kind, and one for all: a value is found where a finding overlaps it. */
export function personalDataFound(rows: readonly Row[]): readonly string[] {
  const values = rows.flatMap(labelledIn);
  const lineOf = (name: string, list: readonly Labelled[]) =>
    `${name}: ${rateInWords(rateOf(list.filter(({ found }) => found).length, list.length))}`;
  return [
    ...STRUCTURED.map((kind) =>
      lineOf(
        kind,
        values.filter((value) => value.kind === kind),
      ),
    ),
    lineOf('structured PII', values),
  ];
}

function labelledIn({ text, meta }: Row): readonly Labelled[] {
  const labelled = spans.safeParse(meta['spans']).data ?? [];
  const found = [...findSensitive(text, KINDS), ...findLikelySensitive(text)];
  return labelled
    .filter(({ entity_type }) => STRUCTURED.includes(entity_type))
    .map(({ entity_type, start_position, end_position }) => ({
      kind: entity_type,
      found: found.some(({ start, end }) => start < end_position && end > start_position),
    }));
}
