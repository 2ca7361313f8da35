// The sections that say what exists and what is normal: agents, tools, limits and the default decision.

import { z } from 'zod';
import { alertSchema } from './alert-schema.ts';
import { budgetFields } from './budget-fields.ts';
import { detectionFields } from './detection-schema.ts';
import { countSchema, nameSchema, oneOrMore, strict } from './strict.ts';

const mode = z.enum(['enforce', 'shadow']);

const defaultDecisionSchema = z
  .union([
    z.enum(['ALLOW', 'BLOCK']),
    strict({ decision: z.enum(['ALLOW', 'BLOCK']), mode: mode.optional() }),
  ])
  .describe('What happens to an action that nothing grants. Absent: ALLOW.');

const agentSchema = strict({
  role: nameSchema.optional(),
  tools: z.array(nameSchema).optional().describe('Tools that this agent may call; `*` globs allowed.'),
  models: z.array(nameSchema).optional().describe('Models that this agent may use. Absent: any.'),
  hands_off_to: z.array(nameSchema).optional().describe('Agents that this agent may hand the turn to.'),
  code: z.array(nameSchema).optional().describe('Languages that may be executed: python, sh, …'),
});

const boundsSchema = strict({ min: z.number().optional(), max: z.number().optional() }).refine(
  (bounds) => (bounds.min ?? -Infinity) <= (bounds.max ?? Infinity),
  '`min` is greater than `max`',
);

const toolSchema = strict({
  category: nameSchema.optional(),
  labels: oneOrMore(nameSchema).optional().describe('What its results carry, e.g. confidential.'),
  parameters: z.record(nameSchema, boundsSchema).optional().describe('Bounds of numeric parameters.'),
  sink: z.boolean().optional().describe('Data that reaches this tool leaves the system.'),
  trust: z.enum(['trusted', 'untrusted']).optional().describe('Whether its results may be believed.'),
});

const budgetSchema = strict({
  name: nameSchema,
  ...budgetFields,
  agents: oneOrMore(nameSchema).optional().describe('Whose calls; `*` globs allowed. Absent: all.'),
  models: oneOrMore(nameSchema).optional().describe('Of which models; `*` globs allowed. Absent: all.'),
});

const limitsSchema = strict({
  workflow: strict({
    max_turns: countSchema.optional(),
    max_tokens: countSchema.optional(),
    max_consecutive_replies: countSchema.optional(),
  }).optional(),
  budgets: z
    .array(budgetSchema)
    .max(200)
    .optional()
    .describe('Requests, tokens and money per calendar window.'),
  agent: strict({ requests_per_minute: countSchema.optional() }).optional(),
});

/** A declaration is about one thing: with a glob, nobody could say what is declared. */
const declaredName = nameSchema.refine((name) => !name.includes('*'), 'a declared name holds no `*`');

export const declarationFields = {
  default_decision: defaultDecisionSchema.optional(),
  agents: z
    .record(declaredName, agentSchema.nullable())
    .optional()
    .describe('Who exists, and what each may do.'),
  tools: z.record(declaredName, toolSchema.nullable()).optional().describe('What the tools are.'),
  limits: limitsSchema.optional(),
  ...detectionFields,
  alerts: z
    .array(alertSchema)
    .max(100)
    .nullable()
    .optional()
    .describe('Who is told of what, besides what sallyport.yaml says.'),
};

export type AgentSource = Readonly<z.infer<typeof agentSchema>>;
export type ToolSource = Readonly<z.infer<typeof toolSchema>>;
export type LimitsSource = Readonly<z.infer<typeof limitsSchema>>;
