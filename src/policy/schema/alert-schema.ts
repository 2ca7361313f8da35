// The `alerts:` section: what is told to whom. An address or a key is named by its variable and never written down here.

import { z } from 'zod';
import { ALERT_CHANNELS, ALERT_TOPICS, SEVERITIES } from '../../domain/index.ts';
import { nameSchema, oneOrMore, strict } from './strict.ts';

/**
 * INVARIANT: a policy reaches no variable but those that are there for it: who may write policies may not thereby send
 * the gateway's other secrets somewhere.
 */
const variableSchema = z
  .string()
  .regex(/^ALERT_[A-Z0-9_]{1,100}$/, 'a variable that a policy may name begins with ALERT_');

const topicSchema = z.enum(ALERT_TOPICS).exclude(['test']);
const CHANNELS: ReadonlySet<string> = new Set(ALERT_CHANNELS);

export const alertSchema = strict({
  on: oneOrMore(topicSchema).describe('Decisions, detectors, and what else people are told of.'),
  to: nameSchema.describe(
    `\`${ALERT_CHANNELS.join('`, `')}\` with variables below, or a destination that sallyport.yaml names.`,
  ),
  url_env: variableSchema.optional().describe('The variable that holds the address: ALERT_…'),
  key_env: variableSchema
    .optional()
    .describe('The variable that holds PagerDuty’s routing key, or the key that signs a webhook.'),
  agents: oneOrMore(nameSchema.refine((name) => !name.includes('*'), 'an agent is named without `*`'))
    .optional()
    .describe('Only what these agents did. Absent: all.'),
  min_severity: z.enum(SEVERITIES).optional().describe('Default: info.'),
}).superRefine((entry, context) => {
  for (const [key, message] of complaints(entry)) context.addIssue({ code: 'custom', path: [key], message });
});

function complaints({
  to,
  url_env: url,
  key_env: key,
}: {
  readonly to: string;
  readonly url_env?: string | undefined;
  readonly key_env?: string | undefined;
}): readonly (readonly ['to' | 'url_env' | 'key_env', string])[] {
  if (!CHANNELS.has(to)) {
    const isPlain = url === undefined && key === undefined;
    return isPlain ? [] : [['to', `with variables, one of ${ALERT_CHANNELS.join(', ')} is expected`]];
  }
  if (to === 'pagerduty') {
    if (url !== undefined) return [['url_env', 'PagerDuty has one address: remove it']];
    return key === undefined ? [['to', '`pagerduty` needs `key_env`']] : [];
  }
  if (url === undefined) return [['to', `\`${to}\` needs \`url_env\``]];
  return to === 'webhook' || key === undefined ? [] : [['key_env', `\`${to}\` takes no key`]];
}

export type AlertSource = Readonly<z.infer<typeof alertSchema>>;
