// What the configuration says about the names that a policy can mean.

import type { Config } from './config/index.ts';
import type { ConfiguredNames } from './server/index.ts';

/** Upstreams with their models, and whom the configuration lets decide: anybody, where an identity provider says who there is. */
export function namesIn({ upstreams, approvals, signIn }: Config): ConfiguredNames {
  const approvers =
    signIn.oidc === undefined
      ? approvals.targets.flatMap(({ voice }) => [voice.name, ...voice.groups])
      : undefined;
  return { upstreams, approvers };
}
