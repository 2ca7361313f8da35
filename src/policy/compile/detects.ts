// What a policy file asks of detectors and lineage: whether anybody needs to look at all, and whose findings it reads.

import { DETECTOR_NAMES, type DetectorName } from '../../domain/index.ts';
import type { DocumentPath } from '../diagnostic.ts';
import type { DocumentSource } from '../schema/policy-schema.ts';

/** Conditions nest no deeper: the reader refuses files beyond 48 levels. */
const MAX_DEPTH = 64;

/** A condition that reads evidence, and where it stands. */
interface Reading {
  readonly key: 'finding' | 'flow';
  readonly source: unknown;
  readonly path: DocumentPath;
}

export function detects(document: DocumentSource): boolean {
  return Object.keys(document.detectors ?? {}).length > 0 || readingsOf(document).length > 0;
}

/** The detectors that look where anybody looks: all that are not switched off. `external` only where the file names it. */
export function activeDetectors(document: DocumentSource): ReadonlySet<DetectorName> {
  const { detectors = {} } = document;
  const asked = new Set(readingsOf(document).flatMap(({ source }) => detectorsIn(source)));
  return new Set(
    DETECTOR_NAMES.filter((name) => {
      if (detectors[name]?.enabled === false) return false;
      return name !== 'external' || asked.has(name) || Object.hasOwn(detectors, name);
    }),
  );
}

/** Conditions that ask for findings of a detector that the same file switches off. */
export function askedButOff(
  document: DocumentSource,
): readonly { readonly path: DocumentPath; readonly detector: DetectorName }[] {
  return readingsOf(document).flatMap(({ source, path }) =>
    detectorsIn(source)
      .filter((detector) => document.detectors?.[detector]?.enabled === false)
      .map((detector) => ({ path, detector })),
  );
}

function readingsOf({ policies = [] }: DocumentSource): readonly Reading[] {
  return policies.flatMap(({ condition, unless }, index) => [
    ...readingsIn(condition, ['policies', index, 'condition']),
    ...readingsIn(unless, ['policies', index, 'unless']),
  ]);
}

function readingsIn(condition: unknown, path: DocumentPath): readonly Reading[] {
  if (typeof condition !== 'object' || condition === null || path.length > MAX_DEPTH) return [];
  if (Array.isArray(condition)) return condition.flatMap((each, index) => readingsIn(each, [...path, index]));
  return Object.entries(condition).flatMap(([key, source]): readonly Reading[] => {
    const at = [...path, key];
    if (key === 'finding' || key === 'flow') return [{ key, source, path: at }];
    return key === 'any' || key === 'all' || key === 'not' ? readingsIn(source, at) : [];
  });
}

function detectorsIn(source: unknown): readonly DetectorName[] {
  if (typeof source !== 'object' || source === null || !('detector' in source)) return [];
  const named = [source.detector].flat();
  return DETECTOR_NAMES.filter((name) => named.includes(name));
}
