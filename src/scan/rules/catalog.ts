// All rules, sorted by id. A new one is a line here and a folder beside.

import type { Rule } from '../rule.ts';
import { containerOff } from './container-off/container-off.ts';
import { literalCredential } from './literal-credential/literal-credential.ts';

export const rules: readonly Rule[] = [containerOff, literalCredential];
