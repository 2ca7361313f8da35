// The `alerts:` section as routes: who is told of what.

import { ALERT_CHANNELS, type AlertRoute } from '../../domain/index.ts';
import type { AlertSource } from '../schema/alert-schema.ts';
import { asList } from '../schema/strict.ts';

/** One route for each entry, in the order of the file. */
export function alertRoutes(entries: readonly AlertSource[]): readonly AlertRoute[] {
  return entries.map(({ on, to, url_env: urlEnv, key_env: keyEnv, agents = [], min_severity }) => {
    const channel = ALERT_CHANNELS.find((name) => name === to);
    return {
      interest: { on: asList(on), minSeverity: min_severity ?? 'info', agents: asList(agents) },
      to: channel === undefined ? { destination: to } : { channel, urlEnv, keyEnv },
    };
  });
}
