// Alerts by e-mail, over SMTP: plain text, one message per alert.

import { createTransport } from 'nodemailer';
import { visible } from '../../domain/index.ts';
import type { Alert } from '../event.ts';
import type { Delivery } from '../outbox.ts';
import { alertFields, lineOf } from './http-letters.ts';

export interface MailSettings {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  readonly url: { reveal(): string };
  readonly from: string;
  readonly to: readonly string[];
}

export interface Mailer {
  readonly deliver: (alert: Alert) => Promise<Delivery>;
  close(): void;
}

const TIMEOUT_MS = 10_000;
const MAX_SUBJECT = 200;

/** Connects when the first alert comes. Servers that offer STARTTLS are spoken to under TLS. */
export function createMailer({ url, from, to }: MailSettings): Mailer {
  const transport = createTransport({
    url: url.reveal(),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // What an alert says is text: it must not make this process read files or fetch addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    deliver: async (alert) => {
      const subject = `[sallyport] ${visible(lineOf(alert))}`.slice(0, MAX_SUBJECT);
      const text = Object.entries(alertFields(alert))
        .map(([name, value]) => `${name}: ${visible(String(value))}`)
        .join('\n');
      try {
        await transport.sendMail({ from, to: [...to], subject, text: `${text}\n` });
        return 'delivered';
      } catch (cause) {
        // A server's final no (5xx) is worth no further attempt; everything else may pass.
        const code = cause instanceof Error && 'responseCode' in cause ? Number(cause.responseCode) : 0;
        return code >= 500 && code < 600 ? 'refused' : 'later';
      }
    },
    close: () => transport.close(),
  };
}
