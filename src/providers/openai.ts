// OpenAI and whatever speaks its chat completions under one base URL.

import { fixedHeaders, outgoingHeaders } from './outgoing-headers.ts';
import type { Provider } from './provider.ts';

export const openai: Provider = {
  kind: 'openai',
  needsApiVersion: false,
  connect: (settings) => {
    const { origin, pathname } = new URL(settings.baseUrl);
    const path = `${pathname.replace(/\/$/, '')}/chat/completions`;
    const fixed = {
      ...fixedHeaders(settings),
      ...(settings.apiKey === undefined ? {} : { authorization: `Bearer ${settings.apiKey.reveal()}` }),
    };
    return (call) => ({ origin, path, headers: outgoingHeaders(call.headers, fixed) });
  },
};
