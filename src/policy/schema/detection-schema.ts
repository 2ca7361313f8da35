// The sections about detection: which detectors look, from when on a finding counts, and who may say that one does not.

import { z } from 'zod';
import { ACTION_TYPES, DETECTOR_NAMES } from '../../domain/index.ts';
import { nameSchema, strict } from './strict.ts';

const confidence = z.number().min(0).max(1);

const threshold = z
  .union([confidence, z.partialRecord(z.enum(ACTION_TYPES), confidence)])
  .readonly()
  .describe(
    'One confidence for everything, or one for each kind of action: `{tool_result: 0.6, reply: 0.8}`.',
  );

const detectorSchema = strict({
  enabled: z
    .boolean()
    .optional()
    .describe('false: it does not look, and no policy may ask for its findings.'),
  flag_at: threshold.optional().describe('From this confidence on a finding is flagged in the record.'),
  block_at: threshold.optional().describe('From this confidence on the action is blocked.'),
  on_failure: z
    .enum(['BLOCK', 'LOG'])
    .optional()
    .describe(
      'What a detector without an answer means: BLOCK (default) counts as found wherever that restricts.',
    ),
}).refine(
  ({ enabled, flag_at, block_at }) => enabled !== false || (flag_at === undefined && block_at === undefined),
  'a detector that is switched off has no thresholds',
);

const overrideSchema = strict({
  agent: nameSchema.refine((name) => !name.includes('*'), 'say which agent: trust has no `*`'),
  may_override: z
    .array(z.enum(DETECTOR_NAMES))
    .min(1, 'name the detectors')
    .describe('The detectors whose findings on its own calls this agent may set aside.'),
  requires: z.literal('reason').optional().describe('A reason is required whether or not this is said.'),
});

export const detectionFields = {
  detectors: z
    .partialRecord(z.enum(DETECTOR_NAMES), detectorSchema.nullable())
    .optional()
    .describe('Which detectors look at every action, and from which confidence on something comes of it.'),
  overrides: z
    .array(overrideSchema)
    .max(1000)
    .nullable()
    .optional()
    .describe('Agents that may set findings on their own calls aside, with a reason that goes on record.'),
};

export type DetectorSource = Readonly<z.infer<typeof detectorSchema>>;
export type ThresholdSource = z.infer<typeof threshold>;
export type OverrideSource = Readonly<z.infer<typeof overrideSchema>>;
