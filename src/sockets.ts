// The admin socket in the data directory, and how servers end.

import { chmod, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { GatewayError } from './domain/index.ts';

/** A socket that a killed gateway left behind is in the way; the ledger's lock has shown that nobody serves it. */
export async function listenOnSocket(server: Server, path: string): Promise<Server> {
  requireSocketPath(path);
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
  return server;
}

/** What the shortest `sun_path` of the systems that we run on holds, its end mark left out. */
const MAX_SOCKET_PATH = 103;

/**
 * Node cuts a longer path without a word: the admin socket would then lie under another name, perhaps outside of the
 * directory that protects it. Throws GatewayError config_invalid.
 */
export function requireSocketPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= MAX_SOCKET_PATH) return;
  throw new GatewayError('config_invalid', {
    publicMessage: `the path of the data directory is too long: the socket ${path} has ${bytes} bytes, and a socket's path at most ${MAX_SOCKET_PATH}`,
  });
}

const DRAIN_MS = 10_000;

/** Lets calls in flight end, for a while; then cuts what is left. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
