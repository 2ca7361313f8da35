// The door where people sign in: by name and password, or by the identity provider. What it answers is kept by nobody.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { FAULTS, GatewayError } from '../../domain/index.ts';
import { escapeHtml, htmlPage, PAGE_HEADERS } from '../html-page.ts';
import { readBody } from '../read-body.ts';
import type { Mounted } from '../server-deps.ts';
import type { Session, SignInDesk } from './desk.ts';
import type { OidcSignIn } from './oidc.ts';

export const SIGN_IN_PATH = '/admin/v1/sign-in';
export const OIDC_PATH = `${SIGN_IN_PATH}/oidc`;
export const CALLBACK_PATH = `${OIDC_PATH}/callback`;

const MAX_BODY_BYTES = 4 * 1024;
const credentials = z.strictObject({ person: z.string().max(64), password: z.string().max(1024) });
const COOKIE = 'sallyport-sign-in';

export interface SignInDoorDeps {
  readonly desk: SignInDesk;
  /** Undefined where no identity provider is configured. */
  readonly oidc: OidcSignIn | undefined;
}

/** Throws GatewayError for whoever is not let in. */
export function signInDoor(deps: SignInDoorDeps): Mounted {
  return {
    owns: (pathname) => pathname === SIGN_IN_PATH || pathname.startsWith(`${SIGN_IN_PATH}/`),
    handle: (request, response) => {
      const [path = ''] = (request.url ?? '').split('?', 1);
      const route = `${request.method ?? ''} ${path}`;
      if (route === `POST ${SIGN_IN_PATH}`) return byPassword(deps, request, response);
      if (route === `GET ${OIDC_PATH}` || route === `HEAD ${OIDC_PATH}`) return toProvider(deps, response);
      // Not for HEAD: what comes back from the provider opens a session once, and its answer holds the token.
      if (route === `GET ${CALLBACK_PATH}`) return fromProvider(deps, request, response);
      throw new GatewayError('not_found', { publicMessage: 'no such admin route' });
    },
  };
}

async function byPassword(
  { desk }: SignInDoorDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const bytes = await readBody(request, MAX_BODY_BYTES);
  const parsed = credentials.safeParse(jsonOf(Buffer.from(bytes).toString('utf8')));
  if (!parsed.success) {
    throw new GatewayError('invalid_request', { publicMessage: 'the body is {"person": …, "password": …}' });
  }
  answer(response, await desk.withPassword({ ...parsed.data, address: addressOf(request) }));
}

async function toProvider({ oidc }: SignInDoorDeps, response: ServerResponse): Promise<void> {
  const { url, ticket } = await requireOidc(oidc).begin();
  const secure = requireOidc(oidc).overTls ? '; Secure' : '';
  response.writeHead(302, {
    location: url.href,
    'cache-control': 'no-store',
    'set-cookie': `${COOKIE}=${ticket}; HttpOnly; SameSite=Lax; Path=${OIDC_PATH}; Max-Age=600${secure}`,
    'content-length': 0,
  });
  response.end();
}

async function fromProvider(
  { oidc }: SignInDoorDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const wantsPage = request.headers.accept?.includes('text/html') === true;
  try {
    const [, query = ''] = (request.url ?? '').split('?', 2);
    const ticket = cookieOf(request.headers.cookie ?? '');
    const session = await requireOidc(oidc).finish({ query, ticket, address: addressOf(request) });
    if (wantsPage) showPage(response, 200, sessionPage(session));
    else answer(response, session);
  } catch (cause) {
    if (!wantsPage || !(cause instanceof GatewayError)) throw cause;
    showPage(response, FAULTS[cause.code].status, refusalPage(cause));
  }
}

function showPage(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, { ...PAGE_HEADERS, 'content-length': Buffer.byteLength(page) });
  response.end(page);
}

function requireOidc(oidc: OidcSignIn | undefined): OidcSignIn {
  if (oidc !== undefined) return oidc;
  throw new GatewayError('not_found', { publicMessage: 'no identity provider is configured (sign_in.oidc)' });
}

function answer(response: ServerResponse, { token, tokenId, person, expiresAt }: Session): void {
  const expires_at = new Date(expiresAt).toISOString();
  const body = JSON.stringify({ token, token_id: tokenId, person, expires_at });
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

/** A browser ends up here: the one place where its person gets the token that programs and the API take. */
function sessionPage({ token, person, expiresAt }: Session): string {
  const until = new Date(expiresAt).toISOString();
  return htmlPage(
    `Signed in as ${person}`,
    `<p>This token speaks for you until ${escapeHtml(until)}. It is shown once; close this page when you have it.</p><pre>${escapeHtml(token)}</pre><p>Send it as <code>authorization: Bearer …</code>; <code>DELETE /admin/v1/session</code> with it signs you out.</p>`,
  );
}

/** A person who was sent here by the identity provider is told in words. */
function refusalPage({ code, publicMessage }: GatewayError): string {
  return htmlPage(
    'Not signed in',
    `<p>${escapeHtml(publicMessage)}</p><p>${escapeHtml(FAULTS[code].advice)}</p><p><a href="${OIDC_PATH}">Try again</a></p>`,
  );
}

function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? 'unknown';
}

// ATTACKER-CONTROLLED: the header; Node bounds all headers together to 16 KiB.
function cookieOf(header: string): string {
  for (const part of header.split(';')) {
    const [name = '', value = ''] = part.trim().split('=', 2);
    if (name === COOKIE) return value;
  }
  return '';
}

/** Undefined for what is not JSON, which no schema accepts. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
