// The schema of a policy file. The types of the sources, the checks and the JSON Schema for editors all come from here.

import { z } from 'zod';
import { conditionSchema } from './condition-schema.ts';
import { actionSchema, constraintKeys, loggingFields } from './constraint-schema.ts';
import { declarationFields } from './declaration-schema.ts';
import { nameSchema, sentenceSchema, strict } from './strict.ts';

export const policySchema = strict({
  name: nameSchema.describe('Unique in the file; records and messages use it.'),
  description: z.string().max(4000).optional(),
  mode: z.enum(['enforce', 'shadow']).optional().describe('Shadow: recorded as "would have", no effect.'),
  condition: conditionSchema,
  unless: conditionSchema.optional().describe('The exception: where it holds, the policy does not.'),
  decision: z.enum(['ALLOW', 'LOG', 'CONSTRAIN', 'BLOCK']),
  action: actionSchema.optional(),
  reason: sentenceSchema.optional().describe('Told to the agent when the policy blocks.'),
  ...loggingFields,
  respond_with: z
    .enum(['completion', 'error'])
    .optional()
    .describe('The shape of a block. Default completion.'),
  on_block: z
    .enum(['drop_action', 'refuse_reply'])
    .optional()
    .describe('What a block removes. Default refuse_reply.'),
}).superRefine((policy, context) => {
  const complain = (key: string, message: string) =>
    context.addIssue({ code: 'custom', path: [key], message });
  const constraints = constraintKeys(policy.action);
  if (policy.decision === 'CONSTRAIN' && constraints.length === 0) {
    complain(
      'decision',
      'a CONSTRAIN policy needs an `action` that constrains, e.g. `require_approval: true`',
    );
  }
  if (policy.decision !== 'CONSTRAIN' && constraints.length > 0) {
    complain('action', `\`${constraints.join('`, `')}\` works only with \`decision: CONSTRAIN\``);
  }
  if (policy.decision === 'BLOCK' || policy.decision === 'CONSTRAIN') return;
  if (policy.respond_with !== undefined)
    complain('respond_with', 'a policy that never blocks has no block shape');
  if (policy.on_block !== undefined) complain('on_block', 'a policy that never blocks has no block shape');
});

export const documentSchema = strict({
  policies: z.array(policySchema).max(20_000).optional(),
  ...declarationFields,
});

export type PolicySource = Readonly<z.infer<typeof policySchema>>;
export type DocumentSource = Readonly<z.infer<typeof documentSchema>>;
