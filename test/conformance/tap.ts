// Stands between a client and what it talks to, and keeps the bytes of both directions: the proof of what was sent and what came back.

import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';

export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: IncomingHttpHeaders;
  readonly sent: Buffer;
  readonly status: number;
  readonly responseHeaders: IncomingHttpHeaders;
  readonly received: Buffer;
}

export interface Tap {
  readonly url: string;
  /** Sends what follows to `target`, an origin, and returns the exchanges that were kept until now. */
  turnTo(target: string): void;
  /** Exchanges that are complete, in the order in which they began; forgets them. */
  take(): readonly Exchange[];
  close(): Promise<void>;
}

/** Passes everything on unchanged but for the host and hop-by-hop headers. */
export async function openTap(): Promise<Tap> {
  let target = '';
  let exchanges: Exchange[] = [];
  const server = createServer({ keepAliveTimeout: 75_000 }, (incoming, outgoing) => {
    void relay(target, incoming, outgoing, (exchange) => exchanges.push(exchange));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    turnTo(origin) {
      target = origin;
      exchanges = [];
    },
    take() {
      const taken = exchanges;
      exchanges = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function relay(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  keep: (exchange: Exchange) => void,
): Promise<void> {
  const sent = Buffer.concat(await incoming.toArray());
  const { host: _host, connection: _connection, 'transfer-encoding': _coding, ...headers } = incoming.headers;
  const onward = request(new URL(incoming.url ?? '/', target), {
    method: incoming.method ?? 'GET',
    headers: { ...headers, 'content-length': sent.length },
  });
  outgoing.once('close', () => onward.destroy());
  onward.once('error', () => outgoing.destroy());
  onward.once('response', (answer) => {
    const received: Buffer[] = [];
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('data', (part: Buffer) => {
      received.push(part);
      outgoing.write(part);
    });
    answer.once('error', () => outgoing.destroy());
    answer.once('end', () => {
      keep({
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        requestHeaders: incoming.headers,
        sent,
        status: answer.statusCode ?? 0,
        responseHeaders: answer.headers,
        received: Buffer.concat(received),
      });
      outgoing.end();
    });
  });
  onward.end(sent);
}
