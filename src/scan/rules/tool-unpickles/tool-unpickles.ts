// Tools whose parameters reach pickle, yaml.load, joblib or torch.load.

import { siteAt, toolReaches } from '../../facts/judge.ts';
import type { Reach } from '../../facts/reach.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const toolUnpickles: Rule = {
  id: 'SP604',
  slug: 'tool-unpickles',
  family: undefined,
  title: 'A tool loads objects from where the model says',
  why: 'Reading a pickle runs what is in it.',
  fix: 'Use JSON, safe_load or weights_only=True.',
  severity: 'high',
  ...IDS.unpickle,
  check: (facts) =>
    toolReaches(facts, KINDS).map(
      ({ tool, reach }): Objection => ({
        at: siteAt(reach.site),
        message: `${tool.name}: ${reach.parameters.join(', ')} reaches ${reach.sink.name}`,
        confidence: tool.guarded ? 'low' : 'high',
      }),
    ),
};
const KINDS: ReadonlySet<Reach['sink']['kind']> = new Set(['unpickle']);
