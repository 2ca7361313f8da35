// All frameworks for which a pack can be made.

import type { Framework } from './framework.ts';
import { euAiAct } from './frameworks/eu-ai-act.ts';
import { gdpr } from './frameworks/gdpr.ts';
import { hipaa } from './frameworks/hipaa.ts';
import { iso42001 } from './frameworks/iso42001.ts';
import { nistAiRmf } from './frameworks/nist-ai-rmf.ts';
import { soc2 } from './frameworks/soc2.ts';

export const frameworks: readonly Framework[] = [soc2, hipaa, gdpr, euAiAct, iso42001, nistAiRmf];
