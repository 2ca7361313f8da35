// Everything that is not guarded is refused: there is no pass-through.

import { GatewayError } from '../../domain/index.ts';
import { unsupportedAdvice } from '../agent-path.ts';

export function refuseUnsupported(api: string): never {
  throw new GatewayError('unsupported_route', { publicMessage: unsupportedAdvice(api) });
}

export function refuseUnknown(): never {
  throw new GatewayError('unknown_route', { publicMessage: 'this path is not served' });
}
