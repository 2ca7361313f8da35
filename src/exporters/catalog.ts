// All exporters over HTTP, sorted by kind. A new one is a line here and a folder beside.

import { datadog } from './datadog/datadog.ts';
import { elastic } from './elastic/elastic.ts';
import type { Exporter } from './exporter.ts';
import { otlpLogs } from './otlp-logs/otlp-logs.ts';
import { otlpTraces } from './otlp-traces/otlp-traces.ts';
import { splunkHec } from './splunk-hec/splunk-hec.ts';
import { webhook } from './webhook/webhook.ts';

export const exporters: readonly Exporter[] = [datadog, elastic, otlpLogs, otlpTraces, splunkHec, webhook];
