// Destinations of alerts, joined with the network: each with its own way out, and none that follows where it is sent.

import { type AlertSink, createMailer, deliveryOf, httpLetter } from './alerts/index.ts';
import { postNotice } from './approval-desk.ts';
import type { Config } from './config/index.ts';

type SinkConfig = Config['alerts'][number];

/** `onClose` is given what must be closed with the gateway. */
export function alertDelivery(
  config: SinkConfig,
  onClose: (close: () => void) => void,
): AlertSink['deliver'] {
  if (config.kind === 'none') return () => Promise.resolve('refused');
  if (config.kind === 'email') {
    const mailer = createMailer(config);
    onClose(() => mailer.close());
    return mailer.deliver;
  }
  const { kind, url, key } = config;
  return async (alert) => {
    const { headers, body } = httpLetter(kind, alert, { key, now: Date.now() });
    // No answer is worth another try as much as a bad one.
    return deliveryOf(await postNotice(url, headers, body).catch(() => 0));
  };
}
