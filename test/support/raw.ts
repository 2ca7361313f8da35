// Bytes on a connection, and the bytes that come back: for requests that no HTTP client would send.

import { connect } from 'node:net';

export interface RawAnswer {
  /** Status and body of each answer, in order; bodies are taken by their content-length. */
  readonly answers: readonly { readonly status: number; readonly body: string }[];
  /** The gateway ended the connection. */
  readonly closed: boolean;
}

/** Sends bytes (as Latin-1) and takes in all until the connection ends, or until `enough` answers have come. */
export function sendRaw(url: string, text: string, enough = Number.POSITIVE_INFINITY): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0);
    const socket = connect(Number(port), hostname, () => socket.write(text, 'latin1'));
    const end = (closed: boolean): void => {
      socket.destroy();
      resolve({ answers: answersIn(got), closed });
    };
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      if (answersIn(got).length >= enough) end(false);
    });
    socket.on('end', () => end(true));
    socket.on('error', reject);
  });
}

/**
 * Sends the first bytes, the second when something has come back and `meanwhile` is over, and takes in all until the
 * connection ends.
 */
export function allOf(
  url: string,
  first: string,
  second: string,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let got = '';
    const socket = connect(Number(port), hostname, () => socket.write(first, 'latin1'));
    socket.on('data', (chunk: Buffer) => {
      if (got === '') meanwhile().then(() => socket.write(second, 'latin1'), reject);
      got += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(got));
    socket.on('error', reject);
  });
}

function answersIn(bytes: Buffer): RawAnswer['answers'] {
  const text = bytes.toString('latin1');
  const found: { status: number; body: string }[] = [];
  for (let at = 0; ; ) {
    const split = text.indexOf('\r\n\r\n', at);
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(text.slice(at, at + 16))?.[1];
    if (split === -1 || status === undefined) return found;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(at, split))?.[1] ?? '0');
    const end = split + 4 + length;
    if (text.length < end) return found;
    found.push({ status: Number(status), body: text.slice(split + 4, end) });
    at = end;
  }
}
