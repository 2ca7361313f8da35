// Keeps a client waiting while a person decides, by the rules that every client survives (autogen-wire §4.5).

import type { ReplySink } from './reply-sink.ts';

/** Starts and stops a repeated call; the composition root gives the real timer, tests a manual one. */
export type Repeat = (everyMs: number, run: () => void) => { stop(): void };

export interface KeepAliveInput {
  readonly sink: ReplySink;
  readonly stream: boolean;
  /** What a stream's comments say; never content. */
  readonly note: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How long the client waits between bytes, in milliseconds. */
  readonly patienceMs: number;
  /** Buffered only: white space commits status 200, so it is dripped only where a denial can be a completion. */
  readonly mayDrip: boolean;
  /** How long the hold can last, in milliseconds. */
  readonly holdMs: number;
}

const COMMENT_EVERY_MS = 10_000;
/** httpx's own default: the official SDKs wait this long between bytes. */
const DEFAULT_PATIENCE_MS = 600_000;

/** The time that the client says it waits between bytes. ATTACKER-CONTROLLED: bounded to [1 s, 10 min]. */
export function clientPatienceMs(call: { readonly headers: ReadonlyMap<string, string> }): number {
  const seconds = Number(call.headers.get('x-stainless-read-timeout'));
  if (!Number.isFinite(seconds) || seconds <= 0) return DEFAULT_PATIENCE_MS;
  return Math.min(Math.max(seconds * 1000, 1000), DEFAULT_PATIENCE_MS);
}

/** Comments in streams; silence first in buffered replies, white space only where the client would give up sooner. */
export function keepAlive(repeat: Repeat, input: KeepAliveInput): { stop(): void } {
  const { sink } = input;
  if (input.stream) {
    const comment = (): void => {
      if (!sink.headSent) {
        sink.head(200, {
          ...input.headers,
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-cache',
        });
      }
      sink.write(`: ${input.note}\n\n`);
    };
    comment();
    return repeat(Math.min(COMMENT_EVERY_MS, input.patienceMs / 3), comment);
  }
  if (!input.mayDrip || input.patienceMs > input.holdMs) return { stop: () => undefined };
  return repeat(input.patienceMs / 3, () => {
    if (!sink.headSent) sink.head(200, { ...input.headers, 'content-type': 'application/json' });
    sink.write(' \n');
  });
}
