// Drains rows into a destination as the gateway would: for tests of exporters. Pauses are counted, not slept.

import type { StoredLeaf } from '../../src/audit/index.ts';
import {
  createHttpPost,
  exporters,
  type HttpPost,
  Sink,
  type SinkSettings,
} from '../../src/exporters/index.ts';

export interface SinkRun {
  readonly sink: Sink;
  readonly pauses: readonly number[];
  readonly saved: readonly string[];
}

export interface SinkRunOptions {
  readonly kind: string;
  readonly url: string;
  readonly rows: readonly StoredLeaf[];
  readonly settings?: Partial<SinkSettings>;
  readonly cursor?: string;
  readonly timeoutMs?: number;
  /** Instead of requests over the network. */
  readonly post?: HttpPost['post'];
  /** Called instead of sleeping. */
  readonly onPause?: () => void;
  readonly signal?: AbortSignal;
}

export const TOKEN = 'very-secret-token';

/** A sink and what it asked of its surroundings; `drain` is the caller's. */
export function sinkOver(options: SinkRunOptions): SinkRun & { close(): Promise<void> } {
  const exporter = exporters.find((candidate) => candidate.kind === options.kind);
  if (exporter === undefined) throw new Error(`no exporter of kind ${options.kind}`);
  const pauses: number[] = [];
  const saved: string[] = [];
  const http = createHttpPost(options.timeoutMs ?? 5000);
  const sink = new Sink({
    exporter,
    settings: {
      name: 'test',
      kind: options.kind,
      url: options.url,
      token: { reveal: () => TOKEN },
      format: exporter.formats[0] ?? 'native',
      target: undefined,
      headers: new Map(),
      ...options.settings,
    },
    post: options.post ?? http.post,
    clock: () => Date.UTC(2026, 0, 2),
    chance: () => 0.5,
    pause: (ms, signal) => {
      pauses.push(ms);
      options.onPause?.();
      signal.throwIfAborted();
      return Promise.resolve();
    },
    signal: options.signal ?? new AbortController().signal,
    source: {
      logId: 'log-1',
      size: options.rows.length,
      leaves: (from, limit) => Promise.resolve(options.rows.slice(from, from + limit)),
    },
    cursor: {
      load: () => Promise.resolve(saved.at(-1) ?? options.cursor),
      save: (text) => {
        saved.push(text);
        return Promise.resolve();
      },
    },
  });
  return { sink, pauses, saved, close: () => http.close() };
}
