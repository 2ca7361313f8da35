// A webhook of the team's own: batches as JSON, signed as Standard Webhooks (1.0) describes.

import { createHmac } from 'node:crypto';
import type { Exporter } from '../exporter.ts';
import { formatted } from '../formats/format.ts';
import { outcomeOfStatus } from '../http-outcome.ts';

export const webhook: Exporter = {
  kind: 'webhook',
  maxRecords: 200,
  maxBytes: 1_000_000,
  gzip: false,
  formats: ['native', 'ecs', 'ocsf'],
  needsToken: true,

  item: (exported, settings) => JSON.stringify(formatted(exported, settings.format)),

  request(items, settings, { now, batchId }) {
    const body = `{"type":"sallyport.records","records":[${items.join(',')}]}`;
    const seconds = String(Math.floor(now / 1000));
    const key = Buffer.from(settings.token?.reveal() ?? '', 'utf8');
    const signature = createHmac('sha256', key).update(`${batchId}.${seconds}.${body}`).digest('base64');
    return {
      path: '',
      headers: {
        'content-type': 'application/json',
        'webhook-id': batchId,
        'webhook-timestamp': seconds,
        'webhook-signature': `v1,${signature}`,
      },
      body,
    };
  },

  outcome: (answer) => outcomeOfStatus(answer) ?? { kind: 'taken' },
};
