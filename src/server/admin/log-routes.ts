// The ledger as a transparency log (C2SP tlog-tiles): checkpoint, tiles, entry bundles, and a receipt for any record.

import { readSize, readTilePath, type TransparencyLog } from '../../audit/index.ts';
import { GatewayError } from '../../domain/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readFlag } from './query.ts';

const PREFIX = '/admin/v1/log/';
const TEXT = 'text/plain; charset=utf-8';

/**
 * `/log/…` and the same under `/admin/v1/`. Records hold no content, yet they tell who asked whom and what was decided: so
 * the log is read with an admin token, and whoever publishes it does so on purpose, by `sallyport ledger export`.
 */
export function logRoutes(app: AdminApp, deps: AdminDeps): void {
  app.get('/log/checkpoint', async (context) => {
    const text = await openLog(deps).checkpoint(readFlag(context, 'fresh', false));
    return context.body(text, 200, { 'content-type': TEXT, 'cache-control': 'no-cache' });
  });

  app.get('/log/key', (context) =>
    context.body(`${openLog(deps).verifier}\n`, 200, { 'content-type': TEXT }),
  );

  app.get('/log/tile/*', async (context) => {
    const name = readTilePath(context.req.path.slice(PREFIX.length));
    if (name === undefined) throw new GatewayError('not_found', { publicMessage: 'no such tile' });
    const bytes = await openLog(deps).tile(name);
    return context.body(Uint8Array.from(bytes), 200, {
      'content-type': 'application/octet-stream',
      'cache-control': 'private, max-age=31536000, immutable',
    });
  });

  app.get('/receipts/:name', async (context) => {
    const index = readSize(context.req.param('name').replace(/\.tlog-proof$/, ''));
    if (index === undefined)
      throw new GatewayError('invalid_request', {
        publicMessage: 'a receipt is asked for by a record index',
      });
    return context.body(await openLog(deps).receipt(index), 200, { 'content-type': TEXT });
  });
}

function openLog({ transparency }: AdminDeps): TransparencyLog {
  if (transparency !== undefined) return transparency;
  throw new GatewayError('not_found', { publicMessage: 'this ledger keeps no Merkle tree' });
}
