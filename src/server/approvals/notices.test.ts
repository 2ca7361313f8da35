import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Approval } from '../../approvals/index.ts';
import { escapeHtml } from '../html-page.ts';
import { createLinks } from './links.ts';
import { ApprovalNotices, type NoticeTarget } from './notices.ts';

const LINKS = createLinks(Buffer.alloc(32, 7));
const CLAIMS = { approval: 'ap_1', shown: 'd1', target: 'ops', expires: 1000 };

function asked(part: Partial<Approval['request']> = {}, status: Approval['status'] = 'pending'): Approval {
  return {
    request: {
      approval_id: 'ap_1',
      exchange_id: 'ex_1',
      action_id: 'r0',
      action_digest: 'd1',
      action_type: 'tool_call',
      subject: '<!channel> & pay',
      agent: 'a',
      workflow: 'w',
      policies: ['ask'],
      policy_version: 'v1',
      shown: 'd1',
      timeout_at: 1000,
      approvers: [],
      quorum: 1,
      ...part,
    },
    status,
    decisions: [],
  };
}

const target = (part: Partial<NoticeTarget> = {}): NoticeTarget => ({
  name: 'ops',
  kind: 'webhook',
  url: 'https://hooks.test/x',
  secret: undefined,
  voice: { name: 'link:ops', groups: ['security'], kind: 'link' },
  ...part,
});

/** Notices whose destination answers what the test says. */
function world(targets: readonly NoticeTarget[], answers: Record<string, (number | 'hang')[]> = {}) {
  const sent: { url: string; headers: Readonly<Record<string, string>>; body: string }[] = [];
  const logged: string[] = [];
  const notices = new ApprovalNotices({
    links: LINKS,
    clock: () => 5000,
    post: (url, headers, body) => {
      sent.push({ url, headers, body });
      const answer = answers[url]?.shift() ?? 200;
      return answer === 'hang' ? new Promise(() => undefined) : Promise.resolve(answer);
    },
    pause: () => Promise.resolve(),
    log: (event) => logged.push(event),
  });
  notices.start({ publicUrl: 'https://gate.test/', targets });
  const settle = async () => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  return { notices, sent, logged, settle };
}

describe('links', () => {
  it('open what they were signed for, until their time, and nothing that was changed', () => {
    const token = LINKS.sign(CLAIMS);
    expect(LINKS.open(token, 999)).toEqual(CLAIMS);
    expect(LINKS.open(token, 1000)).toBeUndefined();
    for (let at = 0; at < token.length; at += 1) {
      const other = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      const opened = LINKS.open(other, 0);
      // The last character of base64url may carry bits that no byte has: the same bytes are the same link.
      if (opened !== undefined) expect(opened).toEqual(CLAIMS);
    }
    expect(createLinks(Buffer.alloc(32, 8)).open(token, 0)).toBeUndefined();
    for (const none of ['', '.', 'a.b.c', 'x'.repeat(5000)]) expect(LINKS.open(none, 0)).toBeUndefined();
  });
});

describe('notices', () => {
  it('tell names and times with a link, signed, and when it is over', async () => {
    const { notices, sent, settle } = world([target({ secret: 's3' })]);
    notices.tell(asked());
    notices.tell(asked({}, 'expired'));
    await settle();
    const [first, last] = sent;
    expect(JSON.parse(first?.body ?? '')).toMatchObject({
      event: 'approval.requested',
      agent: 'a',
      approval: 'ap_1',
    });
    const url: string = JSON.parse(first?.body ?? '').url;
    expect(LINKS.open(url.slice('https://gate.test/approvals/'.length), 0)?.approval).toBe('ap_1');
    const mac = createHmac('sha256', 's3').update(`5.${first?.body}`).digest('hex');
    expect(first?.headers['x-sallyport-signature']).toBe(`t=5,v1=${mac}`);
    expect(JSON.parse(last?.body ?? '')).toMatchObject({ event: 'approval.settled', status: 'expired' });
  });

  it('let nothing that an agent chose become a mention in a chat', async () => {
    const { notices, sent, settle } = world([target({ kind: 'slack' })]);
    notices.tell(asked());
    await settle();
    expect(sent[0]?.body).not.toContain('<!channel>');
    expect(sent[0]?.body).toContain('&lt;!channel&gt; &amp; pay');
  });

  it('go to those who may answer', async () => {
    const { notices, sent, settle } = world([target()]);
    notices.tell(asked({ approvers: ['finance'] }));
    notices.tell(asked({ approvers: ['security'] }));
    await settle();
    expect(sent).toHaveLength(1);
  });

  it('are tried again where that helps, and counted', async () => {
    const answers = { 'https://hooks.test/x': [503, 429, 200, 404, 500, 500, 500, 500] };
    const { notices, sent, logged, settle } = world([target()], answers);
    for (let n = 0; n < 3; n += 1) notices.tell(asked());
    await settle();
    expect(sent).toHaveLength(8);
    expect(notices.report).toMatchObject([{ delivered: 1, failed: 2, waiting: 0, dropped: 0 }]);
    expect(logged).toEqual(['notice_undelivered', 'notice_undelivered']);
  });

  it('are bounded, and hold up nobody, where a destination hangs', async () => {
    const other = target({ name: 'other', url: 'https://hooks.test/y' });
    const { notices, sent, settle } = world([target(), other], { 'https://hooks.test/x': ['hang'] });
    for (let n = 0; n < 1_010; n += 1) notices.tell(asked({ agent: `a${n}` }));
    for (let n = 0; n < 200; n += 1) await settle();
    expect(notices.report[0]).toMatchObject({ waiting: 1_000, dropped: 9 });
    expect(sent.filter(({ url }) => url === 'https://hooks.test/y').length).toBeGreaterThan(900);
  });

  it('of an agent that asks too often stand back for those of others, and say that there are more', async () => {
    const { notices, sent, settle } = world([target()]);
    for (let n = 0; n < 100; n += 1) notices.tell(asked({ approval_id: `ap_${n}` }));
    notices.tell(asked({ agent: 'quiet' }));
    for (let n = 0; n < 40; n += 1) await settle();
    const said = sent.map(({ body }) => JSON.parse(body));
    expect(said.filter(({ event, agent }) => agent === 'a' && event === 'approval.requested')).toHaveLength(
      30,
    );
    expect(said.filter(({ event }) => event === 'approval.more')).toHaveLength(1);
    expect(said.at(-1)).toMatchObject({ agent: 'quiet', event: 'approval.requested' });
  });
});

it('pages show what misleads as escapes', () => {
  expect(escapeHtml('<b>\u202e"&\n')).toBe('&lt;b&gt;\\u{202e}&quot;&amp;\\n');
});
