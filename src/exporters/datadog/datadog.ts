// Datadog's log intake (v2): a JSON array, taken or refused as a whole.

import type { Exporter } from '../exporter.ts';
import { formatted } from '../formats/format.ts';
import { outcomeOfStatus } from '../http-outcome.ts';

export const datadog: Exporter = {
  kind: 'datadog',
  maxRecords: 1000,
  maxBytes: 4_500_000,
  gzip: true,
  formats: ['native', 'ocsf', 'ecs'],
  needsToken: true,

  item: (exported, settings) =>
    JSON.stringify({
      ddsource: 'sallyport',
      service: settings.target ?? 'sallyport',
      status: statusOf(exported.record.decision),
      ddtags: `kind:${exported.record.kind}`,
      timestamp: exported.record.time,
      message: `${exported.record.kind} ${exported.record.agent ?? ''}`.trimEnd(),
      audit_hash: `sha256:${exported.hash}`,
      sallyport: formatted(exported, settings.format),
    }),

  request: (items, settings) => ({
    path: '/api/v2/logs',
    headers: { 'dd-api-key': settings.token?.reveal() ?? '', 'content-type': 'application/json' },
    body: `[${items.join(',')}]`,
  }),

  // 202 means accepted; Datadog knows no answer about single entries.
  outcome: (answer) => outcomeOfStatus(answer) ?? { kind: 'taken' },
};

function statusOf(decision: string | undefined): string {
  if (decision === 'BLOCK') return 'warn';
  return decision === 'CONSTRAIN' ? 'notice' : 'info';
}
