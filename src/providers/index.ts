// One adapter per model provider: where a call goes, how it authenticates, and which headers may leave.

export { PROVIDERS } from './catalog.ts';
export { isReservedHeader } from './outgoing-headers.ts';
export type { UpstreamSettings } from './provider.ts';
export { Secret } from './secret.ts';
export { chooseUpstream, connectUpstreams, emptyScope, type Upstream } from './upstreams.ts';
