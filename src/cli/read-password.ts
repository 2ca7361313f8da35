// Reads a password from a person without showing it, or from a pipe: never from the command line, where others could see it.

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { GatewayError } from '../domain/index.ts';

/** The first line of the input. Throws GatewayError invalid_request where there is none. */
export async function readPassword(
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  ask: (prompt: string) => void,
): Promise<string> {
  if (input.isTTY === true) ask('password: ');
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: input.isTTY === true });
  try {
    for await (const line of lines) if (line !== '') return line;
  } finally {
    lines.close();
  }
  throw new GatewayError('invalid_request', { publicMessage: 'no password on the standard input' });
}
