// An agent's own word that a finding on its call does not count: believed where policy trusts it, and never without a reason.

import { DETECTOR_NAMES, type DetectorName, GatewayError } from '../domain/index.ts';
import type { PolicySet } from '../policy/index.ts';

export interface OverrideClaim {
  readonly detectors: readonly DetectorName[];
  readonly reason: string;
}

const HEADER = 'x-sallyport-override';
const FORM = `${HEADER}: DETECTOR[, DETECTOR]; reason=TEXT`;
const MAX_REASON = 1000;

/**
 * What the header of a call sets aside: `prompt_injection, runaway; reason=a quoted attack`. Throws GatewayError
 * invalid_request for one that can not be read or gives no reason, not_permitted where policy does not trust the agent.
 */
export function overrideClaim(
  headers: ReadonlyMap<string, string>,
  trust: { readonly policy: PolicySet; readonly agent: string },
): OverrideClaim | undefined {
  const header = headers.get(HEADER);
  if (header === undefined) return undefined;
  const semicolon = header.indexOf(';');
  const names = header.slice(0, semicolon === -1 ? header.length : semicolon);
  const given = semicolon === -1 ? '' : header.slice(semicolon + 1).trim();
  const reason = given.startsWith('reason=') ? unquoted(given.slice('reason='.length).trim()) : '';
  const detectors = names.split(',').map((name) => name.trim());
  return trustedClaim({ detectors, reason }, trust);
}

/** The same for a claim that came otherwise. Throws as `overrideClaim` does. */
export function trustedClaim(
  { detectors, reason }: { readonly detectors: readonly string[]; readonly reason: string },
  { policy, agent }: { readonly policy: PolicySet; readonly agent: string },
): OverrideClaim {
  const known = DETECTOR_NAMES.filter((name) => detectors.includes(name));
  if (known.length === 0 || known.length < new Set(detectors).size)
    throw new GatewayError('invalid_request', {
      publicMessage: `${HEADER}: names of detectors are expected: ${FORM}`,
    });
  if (reason.trim() === '' || reason.length > MAX_REASON)
    throw new GatewayError('invalid_request', {
      publicMessage: `${HEADER}: say why, in at most ${MAX_REASON} characters: an override without a reason is refused: ${FORM}`,
    });
  const denied = known.find((detector) => !policy.mayOverride(agent, detector));
  if (denied !== undefined)
    throw new GatewayError('not_permitted', {
      publicMessage: `policy does not trust this agent to override findings of ${denied}`,
    });
  return { detectors: known, reason: reason.trim() };
}

function unquoted(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}
