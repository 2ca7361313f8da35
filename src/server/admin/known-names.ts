// Which names a policy can mean, as far as whoever runs the gateway can list them.

import type { KnownNames } from '../../policy/index.ts';
import type { UpstreamSettings } from '../../providers/index.ts';
import type { ControlPlane } from '../control/control-plane.ts';

/** What the configuration of a running gateway says about names; nothing where none runs. */
export interface ConfiguredNames {
  readonly upstreams?: readonly Pick<UpstreamSettings, 'name' | 'models'>[];
  /** Who may decide besides the accounts; undefined where an identity provider may bring anybody. */
  readonly approvers?: readonly string[] | undefined;
}

/** Only what can be listed in full is known. A glob may stand for any model, so it leaves models unknown. */
export function knownNames(
  { identity }: Pick<ControlPlane, 'identity'>,
  { upstreams, approvers }: ConfiguredNames,
): KnownNames {
  if (upstreams === undefined) return {};
  const models = upstreams.flatMap((upstream) => upstream.models);
  const people = identity.people().flatMap(({ person, groups }) => [person, ...groups]);
  const tokens = identity.adminTokens().flatMap(({ tokenId, groups }) => [`token:${tokenId}`, ...groups]);
  return {
    upstreams: upstreams.map(({ name }) => name),
    models: models.some((model) => model.includes('*')) ? undefined : models,
    approvers: approvers === undefined ? undefined : [...approvers, ...people, ...tokens, 'local-operator'],
  };
}
