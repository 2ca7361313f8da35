// What the `action:` of a policy may say: the CONSTRAIN forms, and the logging that the published guide puts there.

import { z } from 'zod';
import {
  countSchema,
  LOG_LEVELS,
  nameSchema,
  oneOrMore,
  patternSchema,
  SENSITIVE_KINDS,
  secondsSchema,
  sentenceSchema,
  strict,
} from './strict.ts';

const kinds = oneOrMore(z.enum(SENSITIVE_KINDS));

const redact = z.union([
  kinds,
  strict({
    kinds: kinds.optional(),
    pattern: oneOrMore(patternSchema).optional(),
    replacement: z.string().max(100).optional(),
  }).refine(
    (form) => form.kinds !== undefined || form.pattern !== undefined,
    'say `kinds`, `pattern`, or both',
  ),
]);

const clamp = strict({ min: z.number().optional(), max: z.number().optional() })
  .refine((form) => form.min !== undefined || form.max !== undefined, 'say `min`, `max`, or both')
  .refine((form) => (form.min ?? -Infinity) <= (form.max ?? Infinity), '`min` is greater than `max`');

const rateLimit = strict({
  limit: countSchema,
  within_seconds: secondsSchema,
  per: z.enum(['agent', 'workflow']),
});

export const loggingFields = {
  log_level: z.enum(LOG_LEVELS).optional().describe('The level of the record.'),
  capture_fields: z
    .array(nameSchema)
    .optional()
    .describe('Fields that the record holds besides those it always has.'),
};

const constraintFields = {
  require_approval: z.boolean().optional().describe('Hold the action until a person approves exactly it.'),
  timeout_seconds: secondsSchema.optional().describe('How long an approval may take. Default 300.'),
  approvers: oneOrMore(nameSchema)
    .optional()
    .describe('People or groups that may approve. Default: any approver.'),
  quorum: z.number().int().min(1).max(20).optional().describe('How many must approve. Default 1.'),
  on_timeout: z.literal('BLOCK').optional().describe('Silence never grants.'),
  redact: redact.optional().describe('Replace sensitive text, by kind or by pattern.'),
  set_parameter: z.record(nameSchema, z.json()).optional().describe('Tool parameters to overwrite.'),
  clamp_parameter: z.record(nameSchema, clamp).optional().describe('Bounds that numbers are pulled into.'),
  remove_tools: oneOrMore(nameSchema).optional().describe('Tools to take out of what the call offers.'),
  max_tokens: z
    .number()
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('Upper bound of the reply.'),
  model: nameSchema.optional().describe('The model to use instead.'),
  strip_code: z.boolean().optional().describe('Take code that would be executed out of the reply.'),
  annotate: z
    .union([z.literal(true), sentenceSchema])
    .optional()
    .describe('Put a note before untrusted text; `true` for the standard note.'),
  rate_limit: rateLimit.optional().describe('Block what exceeds this rate.'),
};

const NEED_APPROVAL = ['timeout_seconds', 'approvers', 'quorum', 'on_timeout'] as const;

export const actionSchema = strict({ ...constraintFields, ...loggingFields }).superRefine(
  (action, context) => {
    if (action.require_approval) return;
    for (const key of NEED_APPROVAL) {
      if (action[key] === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: [key],
        message: `\`${key}\` needs \`require_approval: true\``,
      });
    }
  },
);

export type ActionSource = Readonly<z.infer<typeof actionSchema>>;

/** The constraints that `action` asks for, by key; logging and the details of an approval do not count. */
export function constraintKeys(action: ActionSource | undefined): readonly string[] {
  if (action === undefined) return [];
  return Object.entries(action)
    .filter(([key, value]) => isConstraint(key) && value !== undefined && value !== false)
    .map(([key]) => key);
}

function isConstraint(key: string): boolean {
  return Object.hasOwn(constraintFields, key) && !(NEED_APPROVAL as readonly string[]).includes(key);
}
