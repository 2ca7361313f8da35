// The scripted model provider: a raw HTTP/1.1 server, so fast that the gateways, not it, are measured.

import { createServer, type Socket } from 'node:net';
import { serveChild } from './child-side.ts';
import { completionReply, STREAM_END, STREAM_HEAD, streamFrames, Template } from './traffic.ts';

const PACE_MS = 2;
const MODEL_FIELD = Buffer.from('"model":"bench-');

const completion = completionReply();
const wholeStream = new Template(STREAM_HEAD + streamFrames('stream').join('') + STREAM_END);
const [roleFrame, firstToken, ...laterFrames] = streamFrames('paced');
const pacedStart = new Template(STREAM_HEAD + roleFrame + firstToken);
const pacedFrames = laterFrames.map((frame) => new Template(frame));

/** One keep-alive connection of a gateway: requests in, scripted replies out, never pipelined. */
class Connection {
  readonly #socket: Socket;
  #unread: Buffer | undefined;
  #missing = 0;
  #replies: number;

  constructor(socket: Socket, firstReply: number) {
    this.#socket = socket;
    this.#replies = firstReply;
  }

  read(chunk: Buffer): void {
    this.#missing -= chunk.byteLength;
    const bytes = this.#unread === undefined ? chunk : Buffer.concat([this.#unread, chunk]);
    this.#unread = bytes;
    if (this.#missing > 0) return;
    const headEnd = bytes.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, headEnd))?.[1];
    if (length === undefined) {
      this.#refuse();
      return;
    }
    this.#missing = headEnd + 4 + Number(length) - bytes.byteLength;
    if (this.#missing > 0) return;
    this.#unread = undefined;
    this.#missing = 0;
    this.#answer(bytes, headEnd);
  }

  #answer(bytes: Buffer, headEnd: number): void {
    this.#replies += 1;
    const model = bytes.indexOf(MODEL_FIELD, headEnd);
    switch (String.fromCharCode(bytes[model + MODEL_FIELD.byteLength] ?? 0)) {
      case 'b':
        this.#socket.write(completion.copy(this.#replies));
        return;
      case 's':
        this.#socket.write(wholeStream.copy(this.#replies));
        return;
      case 'p':
        this.#socket.write(pacedStart.copy(this.#replies));
        this.#pace(0);
        return;
      default:
        this.#refuse();
    }
  }

  #pace(index: number): void {
    setTimeout(() => {
      const frame = pacedFrames[index];
      if (frame === undefined) this.#socket.write(STREAM_END);
      else {
        this.#socket.write(frame.copy(this.#replies));
        this.#pace(index + 1);
      }
    }, PACE_MS);
  }

  #refuse(): void {
    this.#socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  }
}

let connections = 0;
const server = createServer({ noDelay: true }, (socket) => {
  connections += 1;
  const connection = new Connection(socket, connections * 1_000_000);
  socket.on('data', (chunk) => connection.read(chunk));
  socket.on('error', () => socket.destroy()); // A gateway that was stopped resets its connections.
});
serveChild(server);
