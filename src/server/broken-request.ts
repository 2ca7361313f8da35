// Answers on a connection whose request never became one: what the parser refuses, what comes too slowly, and CONNECT.

import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type FaultCode, GatewayError } from '../domain/index.ts';
import { faultReply } from '../gateway/index.ts';

interface Broken {
  readonly status?: number;
  readonly code: FaultCode;
  readonly publicMessage: string;
}

const MALFORMED: Broken = {
  code: 'invalid_http',
  publicMessage: 'this is not one HTTP/1.1 request that every reader takes for the same',
};
const BY_CODE: ReadonlyMap<string, Broken> = new Map([
  ['HPE_HEADER_OVERFLOW', { status: 431, code: 'invalid_http', publicMessage: 'the head is too large' }],
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    { status: 408, code: 'invalid_http', publicMessage: 'the request took too long to arrive' },
  ],
]);
const TUNNEL: Broken = {
  code: 'unknown_route',
  publicMessage: 'this is a gateway and no forward proxy: give the client its base_url, not a proxy',
};

/** Answers in the shape of every other refusal, then closes: nothing after a broken request can be told apart from its body. */
export function refuseBroken(server: Server): void {
  const latest = new WeakMap<
    Duplex,
    { readonly request: IncomingMessage; readonly response: ServerResponse }
  >();
  server.on('request', (request, response) => latest.set(request.socket, { request, response }));
  server.on('clientError', (cause: NodeJS.ErrnoException, socket) => {
    const { request, response } = latest.get(socket) ?? {};
    // INVARIANT: one request has one answer: a second would be taken for that to the next one.
    const isUnderWay = request?.complete === false || response?.writableFinished === false;
    if (isUnderWay && response?.headersSent === true) socket.destroy();
    else answer(socket, BY_CODE.get(cause.code ?? '') ?? MALFORMED);
  });
  server.on('connect', (_request, socket) => answer(socket, TUNNEL));
}

function answer(socket: Duplex, { status, code, publicMessage }: Broken): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const reply = faultReply(new GatewayError(code, { publicMessage }), {});
  const sent = status ?? reply.status;
  const head = Object.entries({ ...reply.headers, 'content-length': String(reply.body.byteLength) });
  const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.on('error', () => socket.destroy());
  socket.write(`HTTP/1.1 ${sent} ${STATUS_CODES[sent] ?? ''}\r\nconnection: close\r\n${lines}\r\n`);
  socket.end(reply.body, () => socket.destroy());
}
