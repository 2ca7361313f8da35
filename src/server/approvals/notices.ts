// Tells people that something waits, in their chat or by webhook. Deciding never waits for telling.

import { createHmac } from 'node:crypto';
import { deliveryOf, Outbox, RateGate, slackCode, slackEscaped } from '../../alerts/index.ts';
import type { Approval, Voice } from '../../approvals/index.ts';
import type { Clock, JsonObject } from '../../domain/index.ts';
import { LINK_PATH } from './link-door.ts';
import type { ApprovalLinks } from './links.ts';

/** Where notices go. The address is the operator's; nothing that an agent says becomes part of it. */
export interface NoticeTarget {
  readonly name: string;
  readonly kind: 'slack' | 'webhook';
  readonly url: string;
  /** Signs the bodies of a webhook. */
  readonly secret: string | undefined;
  /** Who reads there: one person, or whoever has access. */
  readonly voice: Voice;
}

/** Resolves with the status of the answer; rejects when there is none in time. Follows nothing. */
export type PostNotice = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<number>;

export interface NoticeDeps {
  readonly links: ApprovalLinks;
  readonly clock: Clock;
  readonly post: PostNotice;
  /** Resolves after `ms`, or when told to stop. */
  readonly pause: (ms: number) => Promise<void>;
  readonly log: (event: string, detail: JsonObject) => void;
}

export interface NoticeSettings {
  /** Where people reach this gateway; without it notices carry no links. */
  readonly publicUrl: string | undefined;
  readonly targets: readonly NoticeTarget[];
}

interface Letter {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const RETRY_AFTER_MS = [1_000, 5_000, 25_000];
/** Notices to one target about one agent. */
const PER_MINUTE = 30;
const MAX_RATES = 10_000;

/** Notices for all targets, each with a queue of its own: one that hangs holds up nobody else. */
export class ApprovalNotices {
  readonly #deps: NoticeDeps;
  #settings: NoticeSettings = { publicUrl: undefined, targets: [] };
  readonly #mail = new Map<string, Mailbox>();
  readonly #rates = new Map<string, { readonly gate: RateGate; isOver: boolean }>();

  constructor(deps: NoticeDeps) {
    this.#deps = deps;
  }

  start(settings: NoticeSettings): void {
    this.#settings = settings;
    for (const target of settings.targets) this.#mail.set(target.name, new Mailbox(target, this.#deps));
  }

  voiceOf(target: string): Voice | undefined {
    return this.#settings.targets.find(({ name }) => name === target)?.voice;
  }

  /** Told by the gate of every change. Returns at once, whatever becomes of the notices. */
  tell(approval: Approval): void {
    const isNew = approval.status === 'pending' && approval.decisions.length === 0;
    const isOver = approval.status !== 'pending' && approval.status !== 'used';
    if (!isNew && !isOver) return;
    for (const target of this.#settings.targets) {
      if (!concerns(target, approval) || (isOver && target.kind === 'slack')) continue;
      const notice = this.#noticeTo(target, approval);
      if (notice !== undefined) this.#mail.get(target.name)?.put(letterTo(target, notice, this.#deps));
    }
  }

  /** ATTACKER-CONTROLLED: how often an agent asks. Past a number in a minute one notice says that there are more. */
  #noticeTo(target: NoticeTarget, approval: Approval): JsonObject | undefined {
    const { agent } = approval.request;
    const key = `${target.name} ${agent}`;
    const rate = this.#rates.get(key) ?? { gate: new RateGate(PER_MINUTE), isOver: false };
    this.#rates.set(key, rate);
    const [oldest] = this.#rates.size > MAX_RATES ? this.#rates.keys() : [];
    if (oldest !== undefined) this.#rates.delete(oldest);
    const passes = rate.gate.pass(this.#deps.clock());
    const wasOver = rate.isOver;
    rate.isOver = !passes;
    if (passes) return noticeOf(approval, this.#linkFor(target, approval));
    return wasOver ? undefined : { event: 'approval.more', agent };
  }

  /** What became of the notices, for those who look after the gateway. */
  get report(): readonly JsonObject[] {
    return [...this.#mail.values()].map((mailbox) => mailbox.report);
  }

  #linkFor(target: NoticeTarget, { request, status }: Approval): string | undefined {
    const { publicUrl } = this.#settings;
    if (publicUrl === undefined || status !== 'pending') return undefined;
    const claims = {
      approval: request.approval_id,
      shown: request.shown,
      target: target.name,
      expires: request.timeout_at,
    };
    return `${publicUrl.replace(/\/$/, '')}${LINK_PATH}${this.#deps.links.sign(claims)}`;
  }
}

function concerns({ voice }: NoticeTarget, { request }: Approval): boolean {
  const { approvers } = request;
  return approvers.length === 0 || [voice.name, ...voice.groups].some((name) => approvers.includes(name));
}

/** Names and times, never contents: those are behind the link, and looking at them is on record. */
function noticeOf({ request, status }: Approval, url: string | undefined): JsonObject {
  return {
    event: status === 'pending' ? 'approval.requested' : 'approval.settled',
    approval: request.approval_id,
    status,
    agent: request.agent,
    workflow: request.workflow,
    action: request.action_type ?? '',
    subject: request.subject ?? '',
    policies: request.policies,
    until: new Date(request.timeout_at).toISOString(),
    ...(url === undefined ? {} : { url }),
  };
}

function letterTo(target: NoticeTarget, notice: JsonObject, { clock }: NoticeDeps): Letter {
  const body = target.kind === 'slack' ? JSON.stringify({ text: slackText(notice) }) : JSON.stringify(notice);
  const headers = { 'content-type': 'application/json' };
  if (target.secret === undefined) return { headers, body };
  const time = Math.floor(clock() / 1000);
  const mac = createHmac('sha256', target.secret).update(`${time}.${body}`).digest('hex');
  return { headers: { ...headers, 'x-sallyport-signature': `t=${time},v1=${mac}` }, body };
}

/** ATTACKER-CONTROLLED: what the agent asks for, and the workflow that it names. */
function slackText(notice: JsonObject): string {
  const said = (key: string): string => slackCode(String(notice[key] ?? ''));
  if (notice['event'] === 'approval.more')
    return `Agent ${said('agent')} waits for more answers than are told here: \`sallyport approvals list\``;
  const how =
    notice['url'] === undefined
      ? `sallyport approvals show ${String(notice['approval'])}`
      : `<${slackEscaped(String(notice['url']))}|Look at it>`;
  const what = slackCode(`${String(notice['action'])} ${String(notice['subject'])}`);
  return `Agent ${said('agent')} waits for a person: ${what} in workflow ${said('workflow')}, until ${String(notice['until'])}. ${how}`;
}

class Mailbox {
  readonly #target: NoticeTarget;
  readonly #outbox: Outbox<Letter>;

  constructor(target: NoticeTarget, { post, pause, log }: NoticeDeps) {
    this.#target = target;
    this.#outbox = new Outbox<Letter>({
      // No answer is worth another try as much as a bad one; why is of no use to anybody here.
      deliver: async ({ headers, body }) => deliveryOf(await post(target.url, headers, body).catch(() => 0)),
      retryAfterMs: RETRY_AFTER_MS,
      pause,
      onUndelivered: () => log('notice_undelivered', { target: target.name }),
    });
  }

  put(letter: Letter): void {
    this.#outbox.put(letter);
  }

  get report(): JsonObject {
    return { target: this.#target.name, kind: this.#target.kind, ...this.#outbox.counts };
  }
}
