// The schema of `policy test` cases: who, what action, and the decision that the author expects.

import { z } from 'zod';
import { ACTION_TYPES, DETECTOR_NAMES } from '../../domain/index.ts';
import { nameSchema, strict } from '../schema/strict.ts';

const part = z.number().min(0).max(1);
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
    findings: z
      .array(strict({ detector: z.enum(DETECTOR_NAMES), confidence: part, share: part.optional() }))
      .optional()
      .describe('What detectors found about it.'),
    failed: z.array(z.enum(DETECTOR_NAMES)).optional().describe('Detectors that gave no answer about it.'),
    sources: z
      .array(
        strict({
          tool: nameSchema.optional(),
          agent: nameSchema.optional(),
          labels: z.array(nameSchema).optional(),
          evidence: z.enum(['verbatim', 'derived']).optional(),
        }),
      )
      .optional()
      .describe('Whose data has reached it; verbatim where `evidence` does not say otherwise.'),
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
