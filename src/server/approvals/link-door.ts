// What a link opens: a page that shows nothing on GET, the action and the two answers on POST.

import type { IncomingMessage } from 'node:http';
import type { Approval, ApprovalGate, Voice } from '../../approvals/index.ts';
import type { AuditLedger } from '../../audit/index.ts';
import { type Clock, FAULTS, GatewayError, type Sha256Hex } from '../../domain/index.ts';
import { PAGE_HEADERS } from '../html-page.ts';
import { readBody } from '../read-body.ts';
import type { Mounted } from '../server-deps.ts';
import type { ApprovalLinks, LinkClaims } from './links.ts';
import { decidePage, messagePage, openPage } from './page-text.ts';
import { readingNotes } from './reading-notes.ts';
import { showApproval } from './show-approval.ts';

export const LINK_PATH = '/approvals/';

export interface LinkDoorDeps {
  readonly links: ApprovalLinks;
  readonly approvals: ApprovalGate;
  readonly ledger: AuditLedger;
  readonly clock: Clock;
  readonly sha256: Sha256Hex;
  /** Folds look-alike letters together (UTS #39). */
  readonly skeleton: (text: string) => string;
  /** Who is reached by a target; undefined for one that the configuration has no more: its links are void. */
  readonly voiceOf: (target: string) => Voice | undefined;
}

const MAX_FORM_BYTES = 16 * 1024;
/** The door for links. INVARIANT: nothing is shown or decided on GET: whoever previews a link fetches it. */
export function linkDoor(deps: LinkDoorDeps): Mounted {
  return {
    owns: (pathname) => pathname.startsWith(LINK_PATH),
    handle: async (request, response) => {
      const { status, page, headers } = await answer(deps, request).catch(faultPage);
      response.writeHead(status, {
        ...PAGE_HEADERS,
        ...headers,
        'content-length': Buffer.byteLength(page),
      });
      response.end(page);
    },
  };
}

interface Page {
  readonly status: number;
  readonly page: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function answer(deps: LinkDoorDeps, request: IncomingMessage): Promise<Page> {
  const token = tokenOf(request);
  const claims = deps.links.open(token, deps.clock());
  const voice = claims === undefined ? undefined : deps.voiceOf(claims.target);
  const approval = claims === undefined ? undefined : deps.approvals.get(claims.approval);
  if (claims === undefined || voice === undefined || approval?.request.shown !== claims.shown)
    throw new GatewayError('not_found', { publicMessage: 'this link is not valid, or its time is over' });
  if (request.method === 'GET' || request.method === 'HEAD') return { status: 200, page: openPage() };
  if (request.method !== 'POST')
    throw new GatewayError('method_not_allowed', {
      allow: 'GET, HEAD, POST',
      publicMessage: 'a link is opened with GET or POST',
    });
  const form = new URLSearchParams(Buffer.from(await readBody(request, MAX_FORM_BYTES)).toString('utf8'));
  return step(deps, { form, claims, voice, approval, link: deps.sha256(token).slice(0, 32) });
}

interface Step {
  readonly form: URLSearchParams;
  readonly claims: LinkClaims;
  readonly voice: Voice;
  readonly approval: Approval;
  readonly link: string;
}

async function step(deps: LinkDoorDeps, { form, claims, voice, approval, link }: Step): Promise<Page> {
  const decision = form.get('step');
  if (approval.status !== 'pending')
    return { status: 200, page: messagePage('Decided already', `This is ${approval.status}.`) };
  if (decision === 'look') {
    const shows = await showApproval(deps.ledger, approval, voice.name);
    const until = new Date(approval.request.timeout_at).toISOString();
    return { status: 200, page: decidePage(shows, claims.shown, until, readingNotes(shows, deps.skeleton)) };
  }
  if (decision !== 'approve' && decision !== 'deny')
    throw new GatewayError('invalid_request', { publicMessage: 'look at it first, then approve or deny' });
  const reason = form.get('reason') ?? '';
  const { status } = await deps.approvals.decide({
    approvalId: claims.approval,
    decision,
    by: voice,
    shown: form.get('shown') ?? '',
    link,
    ...(reason === '' ? {} : { reason }),
  });
  const more = status === 'pending' ? 'Others have to approve, too.' : `The action is ${status}.`;
  return { status: 200, page: messagePage('Thank you', more) };
}

function tokenOf(request: IncomingMessage): string {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  return path.slice(LINK_PATH.length);
}

/** A fault is told on a page of its own; a bug is not told at all. */
function faultPage(cause: unknown): Page {
  if (!(cause instanceof GatewayError)) throw cause;
  const headers = cause.allow === undefined ? {} : { allow: cause.allow };
  return { status: FAULTS[cause.code].status, page: messagePage('Not done', cause.publicMessage), headers };
}
