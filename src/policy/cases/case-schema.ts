// The schema of `policy test` cases: who, what action, and the decision that the author expects.

import { z } from 'zod';
import { ACTION_TYPES } from '../../domain/index.ts';
import { nameSchema, strict } from '../schema/strict.ts';

const effect = z.enum(['ALLOW', 'LOG', 'CONSTRAIN', 'BLOCK']);

const caseSchema = strict({
  name: nameSchema,
  agent: nameSchema,
  role: nameSchema.optional(),
  groups: z.array(nameSchema).optional(),
  workflow: nameSchema.optional(),
  model: nameSchema.optional(),
  at: z.iso.datetime({ offset: true }).optional().describe('Default 2026-01-01T12:00:00Z.'),
  action: strict({
    type: z.enum(ACTION_TYPES),
    tool: nameSchema.optional(),
    arguments: z.union([z.string(), z.record(z.string(), z.json())]).optional(),
    text: z.string().optional(),
    sender: nameSchema.optional(),
    target: nameSchema.optional(),
    language: z.string().optional(),
    parameters: z.array(nameSchema).optional().describe('Names in the schema of the offered tool.'),
  }),
  expect: strict({
    effect,
    would_be: effect.optional(),
    policies: z.array(nameSchema).optional().describe('Exactly the policies that match.'),
  }),
});

/** A cases file. */
export const casesSchema = strict({ cases: z.array(caseSchema).min(1, 'there are no cases') });

export type CaseSource = z.infer<typeof caseSchema>;
