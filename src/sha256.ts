// The one hash of this project, as the engines are given it.

import { hash } from 'node:crypto';
import type { Sha256Hex } from './domain/index.ts';

/** SHA-256 in hex, in one call of `node:crypto`. */
export const sha256: Sha256Hex = (bytes) => hash('sha256', bytes as string, 'hex');
