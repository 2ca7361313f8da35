// A destination on loopback that answers as its script says and keeps what it was sent: for tests of exporters.

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Arrived {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Scripted {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What one request is answered with; `silence` takes the bytes and never answers, `reset` cuts the connection. */
export type Answer = Scripted | 'silence' | 'reset';

export interface DestinationServer {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  close(): Promise<void>;
}

/** `answer` decides per request, from 0 on. */
export async function destinationServer(
  answer: (count: number, request: Arrived) => Answer,
): Promise<DestinationServer> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const raw = Buffer.concat(parts);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const one = { path: request.url ?? '', headers: request.headers, body: body.toString('utf8') };
      arrived.push(one);
      const said = answer(arrived.length - 1, one);
      if (said === 'silence') return;
      if (said === 'reset') {
        request.socket.resetAndDestroy();
        return;
      }
      response.writeHead(said.status, { 'content-type': 'application/json', ...said.headers });
      response.end(said.body ?? '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
