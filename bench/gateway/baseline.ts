// The bar to be measured against: node:http, undici's dispatch, JSON and events parsed on both sides, nothing else.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import { serveChild } from './child-side.ts';

const upstream = new Pool(`http://127.0.0.1:${process.argv[2]}`, { connections: 256, pipelining: 1 });

/** Reads events as they come and parses the data of each. */
class EventReader {
  #rest = '';
  parsed = 0;

  push(chunk: Buffer): void {
    const text = this.#rest + chunk.toString('utf8');
    let from = 0;
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n', from)) {
      const data = text.slice(from + 'data: '.length, end);
      if (data !== '[DONE]') {
        JSON.parse(data);
        this.parsed += 1;
      }
      from = end + 2;
    }
    this.#rest = text.slice(from);
  }
}

class Relay implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  readonly #chunks: Buffer[] = [];
  #events: EventReader | undefined;
  #status = 0;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#response.on('drain', () => controller.resume());
    this.#response.on('close', () => {
      if (!this.#response.writableFinished) controller.abort(new Error('the client left'));
    });
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    if (!String(headers['content-type']).startsWith('text/event-stream')) return;
    this.#events = new EventReader();
    this.#response.writeHead(status, { 'content-type': 'text/event-stream' });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#events === undefined) {
      this.#chunks.push(chunk);
      return;
    }
    this.#events.push(chunk);
    if (!this.#response.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#events !== undefined) {
      this.#response.end();
      return;
    }
    const body = Buffer.concat(this.#chunks);
    JSON.parse(body.toString('utf8'));
    this.#response.writeHead(this.#status, {
      'content-type': 'application/json',
      'content-length': body.byteLength,
    });
    this.#response.end(body);
  }

  onResponseError(): void {
    if (this.#response.headersSent) this.#response.destroy();
    else this.#response.writeHead(502).end();
  }
}

function proxy(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    JSON.parse(body.toString('utf8'));
    upstream.dispatch(
      {
        path: request.url ?? '/',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: request.headers.authorization ?? '',
        },
        body,
      },
      new Relay(response),
    );
  });
}

serveChild(createServer({ noDelay: true }, proxy));
