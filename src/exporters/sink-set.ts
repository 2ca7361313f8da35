// All sinks of an installation: started together, stopped together, seen together.

import type { StoredLeaf } from '../audit/index.ts';
import { exporters } from './catalog.ts';
import type { SinkSettings } from './exporter.ts';
import { createHttpPost, type HttpPost } from './http-post.ts';
import { Sink, type SinkStatus } from './sink.ts';
import type { CursorFile, RefusedRecord } from './sink-cursor.ts';

export interface SinkSetDeps {
  readonly ledger: {
    readonly logId: string;
    readonly head: { readonly size: number };
    leaves(from: number, limit: number): Promise<readonly StoredLeaf[]>;
  };
  readonly cursorOf: (sink: string) => CursorFile;
  readonly clock: () => number;
  readonly chance: () => number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told when a sink ends because of a fault of its own; the gateway goes on. */
  readonly onFailed: (sink: string, cause: unknown) => void;
}

export interface SinkReport extends SinkStatus {
  readonly refusedRecords: readonly RefusedRecord[];
}

export class SinkSet {
  readonly #deps: SinkSetDeps;
  readonly #stop = new AbortController();
  readonly #sinks: Sink[] = [];
  readonly #posts: HttpPost[] = [];
  readonly #running: Promise<void>[] = [];

  constructor(deps: SinkSetDeps) {
    this.#deps = deps;
  }

  /** Starts following the log for each of the sinks. What goes wrong later is in `report`. */
  start(sinks: readonly { readonly settings: SinkSettings; readonly timeoutMs: number }[]): void {
    for (const { settings, timeoutMs } of sinks) {
      const exporter = exporters.find((candidate) => candidate.kind === settings.kind);
      if (exporter === undefined) throw new TypeError(`there is no exporter of kind ${settings.kind}`);
      const http = createHttpPost(timeoutMs);
      const { ledger, cursorOf, clock, chance, pause, onFailed } = this.#deps;
      const sink = new Sink({
        exporter,
        settings,
        post: http.post,
        clock,
        chance,
        pause,
        signal: this.#stop.signal,
        source: {
          logId: ledger.logId,
          get size() {
            return ledger.head.size;
          },
          leaves: (from, limit) => ledger.leaves(from, limit),
        },
        cursor: cursorOf(settings.name),
      });
      this.#sinks.push(sink);
      this.#posts.push(http);
      this.#running.push(sink.follow().catch((cause: unknown) => onFailed(settings.name, cause)));
    }
  }

  get report(): readonly SinkReport[] {
    return this.#sinks.map((sink) => ({ ...sink.status, refusedRecords: sink.refused }));
  }

  /** Stops all sinks where they are; their cursors say how far each has got. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
    await Promise.all(this.#posts.map((post) => post.close()));
  }
}
