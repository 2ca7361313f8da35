// Joins the approvals to the ledger, the links and the notices: plain functions of the composition root.

import { hkdfSync } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { ApprovalGate, type HoldEvent, isGrantEvent, Overrides } from './approvals/index.ts';
import type { AuditLedger, RecordDraft } from './audit/index.ts';
import {
  ApprovalNotices,
  type ControlPlane,
  createLinks,
  type PostNotice,
  type ServerDeps,
} from './server/index.ts';

const POST_TIMEOUT_MS = 5_000;

export interface ApprovalDesk {
  readonly gate: ApprovalGate;
  readonly notices: ApprovalNotices;
  /** For whoever judges: findings that do not count. */
  readonly overrides: Overrides;
  readonly links: ReturnType<typeof createLinks>;
}

/** The approvals of an opened installation, with their timers; notices go nowhere before they are started. */
export function openApprovalDesk(deps: {
  readonly control: ControlPlane;
  readonly ledger: AuditLedger;
  /** Of the data directory; links are worth something as long as it stays the same. */
  readonly masterKey: Uint8Array;
  readonly newId: (prefix: string) => string;
  readonly log: () => ServerDeps['log'] | undefined;
}): ApprovalDesk {
  const { control, ledger } = deps;
  const links = createLinks(linkKey(deps.masterKey));
  const notices = new ApprovalNotices({
    links,
    clock: Date.now,
    post: postNotice,
    // A pending pause must not keep a gateway alive that is told to stop.
    pause: (ms) => pause(ms, undefined, { ref: false }),
    log: (event, detail) => deps.log()?.({ level: 'warn', event, detail }),
  });
  const gate = new ApprovalGate({
    board: control.approvals,
    grants: control.grants,
    clock: Date.now,
    setTimer: (ms, fire) => {
      const timer = setTimeout(fire, ms);
      return () => clearTimeout(timer);
    },
    record: async (events) => {
      await ledger.append(events.map((event) => holdDraft(control, event)));
    },
    newId: deps.newId,
    tell: (approval) => notices.tell(approval),
  });
  const overrides = new Overrides({
    book: control.overrides,
    clock: Date.now,
    newId: deps.newId,
    record: async (event, scope) => {
      await ledger.append([{ kind: event.kind, ...scope, body: { ...event.body } }]);
    },
  });
  return { gate, notices, links, overrides };
}

/** A key for links alone (RFC 5869), from the one that never leaves the data directory. */
function linkKey(masterKey: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', masterKey, '', 'sallyport approval links', 32));
}

/** One request, with a deadline; follows nothing, and reads nothing of the answer but its status. */
export const postNotice: PostNotice = async (url, headers, body) => {
  const signal = AbortSignal.timeout(POST_TIMEOUT_MS);
  const response = await request(url, { method: 'POST', headers, body, signal });
  await response.body.dump();
  return response.statusCode;
};

/** What people said belongs to the exchange that asked: a query for it finds the answer, too. */
function holdDraft(control: ControlPlane, event: HoldEvent): RecordDraft {
  const draft = { kind: event.kind, body: { ...event.body } };
  if (isGrantEvent(event)) {
    const scope =
      event.kind === 'grant_issued' ? event.body : control.grants.get(event.body.grant_id)?.issued;
    const exchange = event.kind === 'grant_used' ? { exchange: event.body.exchange_id } : {};
    return scope === undefined
      ? draft
      : { ...draft, workflow: scope.workflow, agent: scope.agent, ...exchange };
  }
  const asked = control.approvals.get(event.body.approval_id)?.request;
  return asked === undefined
    ? draft
    : { ...draft, workflow: asked.workflow, agent: asked.agent, exchange: asked.exchange_id };
}
