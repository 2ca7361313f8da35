// What every destination over HTTP has to answer: how a batch is said, and what its answer means. Both are pure.

import type { ExportedRecord } from './exported-record.ts';
import type { FormatName } from './formats/format.ts';

/** One sink as the configuration describes it. */
export interface SinkSettings {
  readonly name: string;
  readonly kind: string;
  /** Where the destination listens, without the path that its API adds. */
  readonly url: string;
  /** The secret of the destination; it goes into headers or signatures only. */
  readonly token: { reveal(): string } | undefined;
  readonly format: FormatName;
  /** A Splunk index, an Elastic data stream, a Datadog service: whatever the destination sorts by. */
  readonly target: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
}

export interface ExportRequest {
  /** Added to the sink's URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ExportAnswer {
  readonly status: number;
  /** `Retry-After` in milliseconds, where the destination sent one. */
  readonly retryAfterMs: number | undefined;
  /** The first mebibyte of the body. ATTACKER-CONTROLLED when the destination is: read as data, never shown as it is. */
  readonly body: string;
}

/** What became of the records of one request; positions count from 0 within the request. */
export type Outcome =
  | { readonly kind: 'taken' }
  /** The destination will never take these; all others are to be sent `again`, or are taken. */
  | {
      readonly kind: 'some';
      readonly refused: readonly Refusal[];
      readonly again: readonly number[];
      readonly why: string;
    }
  /** Nothing is known to have been taken, and trying later may help. */
  | { readonly kind: 'later'; readonly why: string }
  /** The request is larger than the destination takes. */
  | { readonly kind: 'too_large' }
  /** Nothing will be taken until a person changes something: a wrong token, a wrong address. */
  | { readonly kind: 'misconfigured'; readonly why: string };

export interface Refusal {
  readonly position: number;
  readonly why: string;
}

/** When a request is made, and with what chance: given by the caller, so that an exporter is pure. */
export interface RequestContext {
  readonly now: number;
  /** The same for every attempt at the same records. */
  readonly batchId: string;
}

export interface Exporter {
  /** In snake_case, as the configuration says it; the folder has the same name in kebab-case. */
  readonly kind: string;
  readonly maxRecords: number;
  /** Of a request's body before compression. */
  readonly maxBytes: number;
  readonly gzip: boolean;
  /** The first is the default. */
  readonly formats: readonly FormatName[];
  /** Whether the destination can not be used without a token. */
  readonly needsToken: boolean;
  /** One record in the words of the destination; undefined where it has nothing to say there. */
  item(exported: ExportedRecord, settings: SinkSettings): string | undefined;
  request(items: readonly string[], settings: SinkSettings, context: RequestContext): ExportRequest;
  /**
   * What the answer to a request of `count` items means. INVARIANT: an answer that does not clearly say so is never
   * read as taken.
   */
  outcome(answer: ExportAnswer, count: number): Outcome;
}
