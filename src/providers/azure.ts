// Azure OpenAI: one path per deployment, a dated API version, and the key in a header of its own.

import { GatewayError } from '../domain/index.ts';
import { fixedHeaders, outgoingHeaders } from './outgoing-headers.ts';
import type { Provider } from './provider.ts';

/** What Azure allows in a deployment's name; also what can not leave its path segment. */
const DEPLOYMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/;

export const azure: Provider = {
  kind: 'azure',
  needsApiVersion: true,
  connect: (settings) => {
    const { origin, pathname } = new URL(settings.baseUrl);
    const before = `${pathname.replace(/\/$/, '')}/openai/deployments/`;
    const after = `/chat/completions?api-version=${encodeURIComponent(settings.apiVersion ?? '')}`;
    const fixed = {
      ...fixedHeaders(settings),
      ...(settings.apiKey === undefined ? {} : { 'api-key': settings.apiKey.reveal() }),
    };
    return (call) => {
      if (!DEPLOYMENT.test(call.model)) {
        throw new GatewayError('no_upstream', {
          publicMessage: 'the model is not the name of an Azure deployment',
        });
      }
      return { origin, path: before + call.model + after, headers: outgoingHeaders(call.headers, fixed) };
    };
  },
};
