// The load generator: raw keep-alive sockets in a closed loop, one call in flight on each.

import { createConnection, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { endWithParent } from './child-side.ts';
import { percentile } from './statistics.ts';
import { REPLY_MARK, requestTemplates, type Shape, type Template } from './traffic.ts';

export interface LoadOrder {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly shape: Shape;
  readonly connections: number;
  /** Ends after this time, or after `calls`. */
  readonly seconds: number;
  readonly calls?: number;
}

export interface LoadResult {
  readonly calls: number;
  readonly failed: number;
  readonly firstFailure: string | undefined;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds until the first bytes with content; the whole reply when buffered. */
  readonly firstP50: number;
  readonly firstP99: number;
}

const SETTLE_MS = 10_000;
const MARK = Buffer.from(REPLY_MARK);
/** Lives as long as the process: no conversation ever comes twice. */
let conversations = 0;

class Run {
  readonly order: LoadOrder;
  readonly latencies: number[] = [];
  readonly firsts: number[] = [];
  #endsAt = 0;
  startedAt = 0;
  failed = 0;
  firstFailure: string | undefined;
  lastAt = 0;
  #started = 0;

  constructor(order: LoadOrder) {
    this.order = order;
  }

  /** Begins the measured time. */
  start(now: number): void {
    this.startedAt = now;
    this.#endsAt = now + this.order.seconds * 1000;
  }

  /** Whether another call may start now. */
  take(now: number): boolean {
    if (now >= this.#endsAt || (this.order.calls !== undefined && this.#started >= this.order.calls))
      return false;
    this.#started += 1;
    return true;
  }

  done(sentAt: number, firstAt: number, now: number): void {
    this.latencies.push(now - sentAt);
    this.firsts.push(firstAt - sentAt);
    this.lastAt = now;
  }

  fail(why: string): void {
    this.failed += 1;
    this.firstFailure ??= why.slice(0, 400);
  }
}

/** One connection: writes a turn, reads its reply to the end, goes on with the next turn. */
class Client {
  readonly #run: Run;
  readonly #templates: readonly Template[];
  readonly #finished: () => void;
  #socket: Socket;
  #turn = 0;
  #conversation = 0;
  #sentAt = 0;
  #firstAt = 0;
  /** Bytes of the reply still to come; -1 before its head is complete, -2 for a chunked one. */
  #missing = -1;
  #head: Buffer | undefined;
  #tail = '';
  #status = 0;
  #started = false;
  #ended = false;

  constructor(run: Run, finished: () => void) {
    this.#run = run;
    this.#templates = requestTemplates(run.order.shape, run.order);
    this.#finished = finished;
    this.#socket = this.#connect();
  }

  /** Resolves when the connection stands. */
  ready(): Promise<void> {
    return new Promise((resolve) => this.#socket.once('connect', resolve));
  }

  start(): void {
    this.#started = true;
    this.#send();
  }

  close(): void {
    this.#ended = true;
    this.#socket.destroy();
  }

  #connect(): Socket {
    const socket = createConnection({ port: this.#run.order.port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (chunk) => this.#read(chunk));
    socket.once('connect', () => {
      if (this.#started) this.#send();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#closed());
    return socket;
  }

  #closed(): void {
    if (this.#ended) return;
    this.#run.fail('the connection was closed in the middle of a call');
    this.#head = undefined;
    this.#missing = -1;
    this.#socket = this.#connect();
  }

  #send(): void {
    this.#sentAt = performance.now();
    if (!this.#run.take(this.#sentAt)) {
      this.#ended = true;
      this.#socket.destroy();
      this.#finished();
      return;
    }
    if (this.#turn === 0) {
      conversations += 1;
      this.#conversation = conversations;
    }
    const template = this.#templates[this.#turn];
    this.#turn = (this.#turn + 1) % this.#templates.length;
    this.#firstAt = 0;
    if (template !== undefined) this.#socket.write(template.fill(this.#conversation));
  }

  #read(chunk: Buffer): void {
    if (this.#firstAt === 0 && chunk.includes(MARK)) this.#firstAt = performance.now();
    if (this.#missing === -1) this.#readHead(chunk);
    else this.#readBody(chunk);
  }

  #readHead(chunk: Buffer): void {
    const bytes = this.#head === undefined ? chunk : Buffer.concat([this.#head, chunk]);
    const end = bytes.indexOf('\r\n\r\n');
    if (end === -1) {
      this.#head = bytes;
      return;
    }
    this.#head = undefined;
    const head = bytes.toString('latin1', 0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    this.#status = Number(head.slice(9, 12));
    this.#missing = length === undefined ? -2 : Number(length);
    this.#tail = '';
    this.#readBody(bytes.subarray(end + 4));
  }

  #readBody(chunk: Buffer): void {
    if (this.#missing >= 0) this.#missing -= chunk.byteLength;
    this.#tail = (this.#tail + chunk.toString('latin1', Math.max(0, chunk.byteLength - 400))).slice(-400);
    const whole = this.#missing === -2 ? this.#tail.endsWith('0\r\n\r\n') : this.#missing === 0;
    if (whole) this.#complete();
  }

  #complete(): void {
    const { shape } = this.#run.order;
    const streamed = shape === 'stream' || shape === 'paced';
    const expected = streamed ? this.#tail.includes('data: [DONE]') : this.#tail.includes('"total_tokens"');
    const now = performance.now();
    if (this.#status === 200 && expected && this.#firstAt !== 0)
      this.#run.done(this.#sentAt, this.#firstAt, now);
    else this.#run.fail(`status ${this.#status}: ${this.#tail}`);
    this.#missing = -1;
    this.#send();
  }
}

async function execute(order: LoadOrder): Promise<LoadResult> {
  const run = new Run(order);
  const clients: Client[] = [];
  const allDone = new Promise<void>((resolve) => {
    let open = order.connections;
    const finished = (): void => {
      open -= 1;
      if (open === 0) resolve();
    };
    for (let index = 0; index < order.connections; index += 1) clients.push(new Client(run, finished));
  });
  await Promise.race([Promise.all(clients.map((client) => client.ready())), elapsed(SETTLE_MS)]);
  run.start(performance.now());
  for (const client of clients) client.start();
  const done = await Promise.race([allDone, elapsed(order.seconds * 1000 + SETTLE_MS)]);
  if (done === 'elapsed') run.fail('calls hung until the load generator gave up');
  for (const client of clients) client.close();
  return summary(run);
}

function elapsed(ms: number): Promise<'elapsed'> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, 'elapsed').unref();
  });
}

function summary({ latencies, firsts, failed, firstFailure, lastAt, startedAt }: Run): LoadResult {
  return {
    calls: latencies.length,
    failed,
    firstFailure,
    perSecond: latencies.length === 0 ? 0 : (latencies.length * 1000) / (lastAt - startedAt),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    firstP50: percentile(firsts, 0.5),
    firstP99: percentile(firsts, 0.99),
  };
}

endWithParent();
process.on('message', (order: LoadOrder) => {
  void execute(order).then((result) => process.send?.(result));
});
process.send?.({ port: 0 });
