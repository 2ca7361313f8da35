// How far a sink has got: what survives a restart, so that nothing is left out and little is said twice.

import { z } from 'zod';

/** A record that its destination will never take; it stays in the ledger and can be sent again by hand. */
export interface RefusedRecord {
  readonly index: number;
  readonly why: string;
}

export interface SinkCursor {
  /** The log that the cursor belongs to: a cursor says nothing about another log. */
  readonly logId: string;
  /** The first index that is not known to have been taken or refused. */
  readonly next: number;
  /** All refused records that are remembered, oldest first, at most MAX_REFUSED. */
  readonly refused: readonly RefusedRecord[];
  readonly refusedCount: number;
}

export const MAX_REFUSED = 1000;

/** Where a sink keeps its cursor; the store implements it. */
export interface CursorFile {
  load(): Promise<string | undefined>;
  /** Durable when it resolves. */
  save(text: string): Promise<void>;
}

const shape = z.strictObject({
  log_id: z.string(),
  next: z.number().int().nonnegative(),
  refused: z
    .array(z.strictObject({ index: z.number().int().nonnegative(), why: z.string() }))
    .max(MAX_REFUSED),
  refused_count: z.number().int().nonnegative(),
});

/** Undefined for what is not a cursor: then the sink begins again, since saying twice is better than leaving out. */
export function readCursor(text: string): SinkCursor | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // Not JSON is one way of not being a cursor.
  }
  const read = shape.safeParse(value);
  if (!read.success) return undefined;
  const { log_id: logId, next, refused, refused_count: refusedCount } = read.data;
  return { logId, next, refused, refusedCount };
}

export function cursorText(cursor: SinkCursor): string {
  const { logId, next, refused, refusedCount } = cursor;
  return `${JSON.stringify({ log_id: logId, next, refused, refused_count: refusedCount })}\n`;
}

export function advanced(cursor: SinkCursor, next: number, refused: readonly RefusedRecord[]): SinkCursor {
  return {
    logId: cursor.logId,
    next,
    refused: [...cursor.refused, ...refused].slice(-MAX_REFUSED),
    refusedCount: cursor.refusedCount + refused.length,
  };
}
