// The words in which a record is said: our own, or those of a common schema.

import { recordView } from '../../audit/index.ts';
import type { JsonObject } from '../../domain/index.ts';
import type { ExportedRecord } from '../exported-record.ts';
import { ecsEvent } from './ecs.ts';
import { ocsfEvent } from './ocsf.ts';

export const FORMATS = ['native', 'ecs', 'ocsf'] as const;
export type FormatName = (typeof FORMATS)[number];

/** The record as an object of the named schema. Content-free, as the record is. */
export function formatted({ record }: ExportedRecord, format: FormatName): JsonObject {
  switch (format) {
    case 'native':
      return recordView(record);
    case 'ecs':
      return ecsEvent(record);
    case 'ocsf':
      return ocsfEvent(record);
  }
}
