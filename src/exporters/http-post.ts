// The way out: one request, with a deadline and a bound on the answer. Nothing is followed, nothing is retried here.

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Agent, request } from 'undici';
import { boundedText } from '../domain/index.ts';
import type { ExportAnswer, ExportRequest, SinkSettings } from './exporter.ts';

/** Sends one request; rejects when no complete answer came in time. */
export type Post = (sent: ExportRequest, options: PostOptions) => Promise<ExportAnswer>;

export interface PostOptions {
  readonly settings: Pick<SinkSettings, 'url' | 'headers'>;
  readonly gzip: boolean;
  readonly signal: AbortSignal;
}

const MAX_ANSWER_BYTES = 1024 * 1024;
const gzipped = promisify(gzip);

export interface HttpPost {
  readonly post: Post;
  close(): Promise<void>;
}

/** `timeoutMs` bounds the whole exchange: a destination that takes the bytes and says nothing is a failed attempt. */
export function createHttpPost(timeoutMs: number): HttpPost {
  const agent = new Agent({
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    pipelining: 1,
  });
  return {
    post: async (sent, { settings, gzip: wantsGzip, signal }) => {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const response = await request(`${settings.url.replace(/\/+$/, '')}${sent.path}`, {
        method: 'POST',
        headers: {
          ...Object.fromEntries(settings.headers),
          ...sent.headers,
          ...(wantsGzip ? { 'content-encoding': 'gzip' } : {}),
        },
        body: wantsGzip ? await gzipped(sent.body) : sent.body,
        dispatcher: agent,
        signal: deadline,
      });
      const body = await boundedText(response.body, MAX_ANSWER_BYTES);
      if (body === undefined) throw new Error(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
      return { status: response.statusCode, retryAfterMs: retryAfter(response.headers['retry-after']), body };
    },
    close: () => agent.close(),
  };
}

/** RFC 9110 §10.2.3: seconds, or a date. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
