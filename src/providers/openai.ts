// OpenAI and whatever speaks its chat completions under one base URL.

import { fixedHeaders, outgoingHeaders } from './outgoing-headers.ts';
import type { Provider, UpstreamSettings } from './provider.ts';

export const openai: Provider = {
  kind: 'openai',
  needsApiVersion: false,
  connect: (settings) => {
    const { origin, path } = under(settings, '/chat/completions');
    const fixed = authenticated(settings);
    return (call) => ({ origin, path, headers: outgoingHeaders(call.headers, fixed) });
  },
  modelList: (settings) => ({ ...under(settings, '/models'), headers: authenticated(settings) }),
};

function under(
  settings: UpstreamSettings,
  endpoint: string,
): { readonly origin: string; readonly path: string } {
  const { origin, pathname } = new URL(settings.baseUrl);
  return { origin, path: pathname.replace(/\/$/, '') + endpoint };
}

function authenticated(settings: UpstreamSettings): Readonly<Record<string, string>> {
  return {
    ...fixedHeaders(settings),
    ...(settings.apiKey === undefined ? {} : { authorization: `Bearer ${settings.apiKey.reveal()}` }),
  };
}
