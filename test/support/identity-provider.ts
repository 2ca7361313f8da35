// A real OpenID Connect provider on loopback (oidc-provider), and a browser that signs in there, as far as forms and cookies go.

import { createServer } from 'node:http';
import Provider from 'oidc-provider';

export interface IdentityProvider {
  readonly issuer: string;
  close(): Promise<void>;
}

/** People sign in with any password; what is told of each is `people`'s, by the profile scope. */
export async function startIdentityProvider(
  redirectUri: () => string,
  people: Readonly<
    Record<string, { readonly preferred_username: string; readonly groups: readonly string[] }>
  >,
): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'sallyport',
        client_secret: 'the-secret-of-the-client-of-this-test',
        redirect_uris: [redirectUri()],
        // As most providers have it; this library's own default is the post method.
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...people[id], groups: [...(people[id]?.groups ?? [])] }),
    }),
    pkce: { required: () => true },
    cookies: { keys: ['only for this test'] },
  });
  server.on('request', provider.callback());
  return {
    issuer,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A browser without pictures: one jar of cookies per origin. */
export class Browser {
  readonly #jars = new Map<string, Map<string, string>>();

  /** Follows nothing by itself. `accept` is what the browser would rather have. */
  async visit(url: string, form?: Readonly<Record<string, string>>, accept = '*/*'): Promise<Response> {
    const { origin } = new URL(url);
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Signs in at the provider and consents; answers where the provider finally sends the browser. */
  async signIn(start: string, login: string, until: string): Promise<string> {
    let url = start;
    for (let step = 0; step < 12 && !url.startsWith(until); step += 1) {
      const form = !url.includes('/interaction/')
        ? undefined
        : {
            prompt: (await (await this.visit(url)).text()).includes('name="password"') ? 'login' : 'consent',
            login,
            password: 'x',
          };
      const response = await this.visit(url, form);
      const next = response.headers.get('location');
      if (next === null) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
      url = new URL(next, url).href;
    }
    return url;
  }
}
