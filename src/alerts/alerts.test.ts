import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AlertDesk, type AlertSink } from './desk.ts';
import type { Alert, AlertEvent } from './event.ts';
import { AlertFates } from './fates.ts';
import { eventsOf } from './from-record.ts';
import { Grouping } from './grouping.ts';
import { type Delivery, deliveryOf, Outbox } from './outbox.ts';
import { concerns, RateGate } from './routing.ts';
import { alertFields, httpLetter } from './sinks/http-letters.ts';

const event = (part: Partial<AlertEvent> = {}): AlertEvent => ({
  kind: 'BLOCK',
  severity: 'warning',
  at: 5_000,
  subject: 'no-shell',
  agent: 'coder',
  summary: 'no-shell blocked run of agent coder',
  record: 7,
  ...part,
});
const alert = (part: Partial<Alert> = {}): Alert => ({
  ...event(),
  alertId: 'al_1',
  count: 1,
  first: true,
  ...part,
});

describe('a record', () => {
  const record = (body: object, part: object = {}) =>
    eventsOf({
      index: 3,
      time: 9,
      kind: 'exchange_requested',
      agent: 'coder',
      workflow: 'w',
      body: JSON.parse(JSON.stringify(body)),
      ...part,
    });

  it('tells of each policy that blocked, once, and not of those in shadow', () => {
    const shadow = { policy: 'quiet', decision: 'BLOCK', mode: 'shadow', because: [] };
    const blocked = {
      type: 'tool_call',
      tool: 'run',
      decision: 'BLOCK',
      policies: [shadow, { policy: 'no-shell', decision: 'BLOCK' }],
    };
    const events = record(
      { actions: [blocked, blocked, { decision: 'ALLOW', policies: [shadow] }] },
      { decision: 'BLOCK' },
    );
    expect(events).toEqual([
      {
        kind: 'BLOCK',
        severity: 'warning',
        subject: 'no-shell',
        summary: 'no-shell blocked run of agent coder',
        at: 9,
        record: 3,
        agent: 'coder',
        workflow: 'w',
      },
    ]);
  });

  it('tells of limits, of the default decision, of findings and of divergence by their names', () => {
    const by = (policies: object[]) => ({ actions: [{ type: 'llm_call', decision: 'BLOCK', policies }] });
    const kinds = (body: object) =>
      record(body, { decision: 'BLOCK' }).map(({ kind, subject }) => [kind, subject]);
    expect(kinds(by([{ policy: 'limits.workflow.max_turns', decision: 'BLOCK' }]))).toEqual([
      ['limit', 'limits.workflow.max_turns'],
    ]);
    expect(kinds(by([]))).toEqual([['BLOCK', 'the default decision']]);
    const refused = (reason: string, policies: object[]) =>
      kinds({ actions: [{ type: 'llm_call', decision: 'BLOCK', reason, policies }] });
    expect(refused('no upstream serves this model', [])).toEqual([['BLOCK', 'the gateway']]);
    const held = [{ policy: 'pay', decision: 'CONSTRAIN' }];
    expect(refused('a person denied this', held)).toEqual([['BLOCK', 'pay']]);
  });

  it('tells of what detectors are sure of, of what policy flags, and of those that gave no answer', () => {
    const action = {
      type: 'tool_result',
      tool: 'fetch',
      decision: 'ALLOW',
      policies: [{ policy: 'detectors.hijacked_action.flag_at', decision: 'LOG' }],
      findings: [
        { detector: 'prompt_injection', confidence: 0.83 },
        { detector: 'semantic_divergence', confidence: 0.5 },
        { detector: 'hijacked_action', confidence: 0.3 },
        { detector: 'exfiltration', confidence: 0.3 },
      ],
      detectors_failed: [{ detector: 'dangerous_code', why: 'too_slow' }],
    };
    const events = record({ actions: [action] }, { decision: 'ALLOW' });
    expect(events.map(({ kind, subject, summary }) => [kind, subject, summary])).toEqual([
      ['finding', 'prompt_injection', 'prompt_injection (0.83) in fetch of agent coder'],
      ['divergence', 'semantic_divergence', 'semantic_divergence (0.5) in fetch of agent coder'],
      ['finding', 'hijacked_action', 'hijacked_action (0.3) in fetch of agent coder'],
      [
        'finding',
        'dangerous_code failed',
        'dangerous_code gave no answer (too_slow) about fetch of agent coder',
      ],
    ]);
  });

  it('says how bad it is as the log level of the policy does, and keeps the worst', () => {
    const constrained = { type: 'tool_call', tool: 'run', decision: 'CONSTRAIN', policies: [] };
    const actions = [constrained, { ...constrained, log_level: 'critical' }, { ...constrained }];
    expect(record({ actions }, { decision: 'CONSTRAIN' })).toMatchObject([{ severity: 'critical' }]);
    expect(
      record({ actions: [{ type: 'llm_call', decision: 'LOG', log_level: 'error' }] }, { decision: 'LOG' }),
    ).toMatchObject([{ kind: 'LOG', severity: 'warning' }]);
  });

  it('shows a name that a model chose on one line and cut', () => {
    const tool = `pay\nApproved\u202e${'x'.repeat(500)}`;
    const [event] = record({ approval_id: 'ap_1', subject: tool }, { kind: 'approval_requested' });
    expect(event?.summary).toContain('pay\\nApproved\\u{202e}');
    expect(event?.summary.length).toBeLessThan(200);
  });

  it('tells of somebody who waits, and of nothing where nothing happened', () => {
    const waits = record({ approval_id: 'ap_1', subject: 'pay' }, { kind: 'approval_requested' });
    expect(waits).toMatchObject([
      { kind: 'approval_waiting', subject: 'ap_1', summary: 'Agent coder waits for a person: pay' },
    ]);
    expect(record({ actions: [{ decision: 'ALLOW' }] }, { decision: 'ALLOW' })).toEqual([]);
  });
});

describe('grouping', () => {
  it('tells a matter at once, counts while it goes on, tells the count after the window, and forgets', () => {
    const grouping = new Grouping(100);
    expect(grouping.add(event(), 0)).toMatchObject([{ count: 1, first: true }]);
    expect([grouping.add(event(), 1), grouping.add(event({ record: 9 }), 2), grouping.due(99)]).toEqual([
      [],
      [],
      [],
    ]);
    expect(grouping.due(100)).toMatchObject([{ count: 2, first: false, event: { record: 9 } }]);
    expect([grouping.due(199), grouping.due(200)]).toEqual([[], []]);
    expect(grouping.add(event(), 201)).toMatchObject([{ first: true }]);
  });

  it('keeps agents, kinds and subjects apart, and only so many of them', () => {
    const grouping = new Grouping(100);
    for (const other of [{}, { agent: 'b' }, { kind: 'finding' as const }, { subject: 's' }]) {
      expect(grouping.add(event(other), 0)).toHaveLength(1);
    }
    grouping.add(event(), 0);
    let early = 0;
    for (let n = 0; n < 5_000; n += 1)
      early += grouping.add(event({ subject: `s${n}` }), 0).filter(({ first }) => !first).length;
    expect(early).toBe(1);
  });
});

describe('routing', () => {
  it('gives a sink what it asks for', () => {
    const all = { on: [], minSeverity: 'info', agents: [] } as const;
    expect(concerns(all, event())).toBe(true);
    expect(concerns({ ...all, on: ['export'] }, event())).toBe(false);
    expect(concerns({ ...all, minSeverity: 'critical' }, event())).toBe(false);
    expect(concerns({ ...all, agents: ['other'] }, event())).toBe(false);
    expect(concerns({ ...all, on: ['dangerous_code'] }, event({ detector: 'dangerous_code' }))).toBe(true);
    // LOG says of every call that somebody looked: it is told to those alone who ask for it.
    expect(concerns(all, event({ kind: 'LOG' }))).toBe(false);
    expect(concerns({ ...all, on: ['LOG'] }, event({ kind: 'LOG' }))).toBe(true);
  });

  it('lets so many through in a minute', () => {
    const gate = new RateGate(2);
    expect([0, 1, 2, 59_999, 60_000].map((now) => gate.pass(now))).toEqual([true, true, false, false, true]);
  });
});

const settle = async () => {
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
};

describe('an outbox', () => {
  it('tries again where that helps, gives up in the end, and says so', async () => {
    const answers: Delivery[] = ['later', 'delivered', 'refused', 'later', 'later', 'later'];
    const pauses: number[] = [];
    const lost: string[] = [];
    const outbox = new Outbox<string>({
      deliver: () => Promise.resolve(answers.shift() ?? 'later'),
      retryAfterMs: [1, 5],
      pause: (ms) => Promise.resolve(void pauses.push(ms)),
      onUndelivered: (letter) => lost.push(letter),
    });
    for (const letter of ['a', 'b', 'c']) outbox.put(letter);
    await settle();
    expect(outbox.counts).toEqual({ waiting: 0, delivered: 1, failed: 2, dropped: 0 });
    expect([lost, pauses]).toEqual([
      ['b', 'c'],
      [1, 1, 5],
    ]);
  });

  it('knows from a status whether trying again helps', () => {
    expect([200, 204, 400, 404, 408, 429, 500, 0].map(deliveryOf)).toEqual([
      'delivered',
      'delivered',
      'refused',
      'refused',
      'later',
      'later',
      'later',
      'later',
    ]);
  });
});

describe('the desk', () => {
  function world(part: Partial<AlertSink> = {}, before: AlertFates = new AlertFates()) {
    const got: Alert[] = [];
    const recorded: (readonly string[])[] = [];
    const sink: AlertSink = {
      name: 'ops',
      kind: 'webhook',
      interests: [{ on: [], minSeverity: 'info', agents: [] }],
      maxPerMinute: 3,
      deliver: (each) => Promise.resolve(got.push(each) > 0 ? 'delivered' : 'later'),
      ...part,
    };
    const fates = new AlertFates();
    let ids = 0;
    const desk = new AlertDesk(
      {
        clock: () => 0,
        newId: (prefix) => `${prefix}_${++ids}`,
        pause: () => Promise.resolve(),
        record: (alert, sinks) => {
          recorded.push(sinks);
          fates.apply({ kind: 'alert_raised', body: { ...alertFields(alert), sinks }, time: 0 });
          return Promise.resolve();
        },
        recordSettled: (settled) => {
          for (const { alert, sink: to, delivered } of settled) {
            const kind = delivered ? 'alert_delivered' : 'alert_undelivered';
            fates.apply({ kind, body: { alert_id: alert.alertId, sink: to }, time: 0 });
          }
          return Promise.resolve();
        },
      },
      before,
    );
    desk.setSinks([sink]);
    return { desk, got, recorded, fates, sink };
  }

  it('keeps a bounded number of events, the newest, and counts what it dropped', async () => {
    const { desk, got } = world();
    for (let n = 0; n < 1_030; n += 1) desk.note(event({ subject: `s${n}` }));
    expect(desk.report).toMatchObject({ queued: 1_024, droppedEvents: 6 });
    await desk.turn();
    await settle();
    expect(got[0]?.subject).toBe('s6');
  });

  it('holds back what is beyond the rate, and puts on record what it told', async () => {
    const { desk, got, recorded } = world();
    for (let n = 0; n < 5; n += 1) desk.note(event({ subject: `s${n}` }));
    await desk.turn();
    await settle();
    expect([got.length, recorded]).toEqual([3, [['ops'], ['ops'], ['ops']]]);
    expect(desk.report.sinks).toMatchObject([{ delivered: 3, heldBack: 2 }]);
  });

  it('tells new destinations, and no longer those that are gone, but still delivers what waits there', async () => {
    let open = (_: Delivery): void => undefined;
    const slow = world({ deliver: () => new Promise((resolve) => (open = resolve)) });
    slow.desk.note(event());
    await slow.desk.turn();
    const other: Alert[] = [];
    const deliver = (each: Alert): Promise<Delivery> =>
      Promise.resolve(other.push(each) > 0 ? 'delivered' : 'later');
    slow.desk.setSinks([{ ...slow.sink, name: 'other', deliver }]);
    slow.desk.note(event({ subject: 'next' }));
    await slow.desk.turn();
    open('delivered');
    await settle();
    expect([slow.recorded, other.map(({ subject }) => subject)]).toEqual([[['ops'], ['other']], ['next']]);
    expect(slow.desk.report.sinks).toMatchObject([
      { name: 'ops', delivered: 1 },
      { name: 'other', delivered: 1 },
    ]);
    slow.desk.setSinks([]);
    expect(slow.desk.isDeaf).toBe(true);
  });

  it('goes on after a restart where it was stopped, and still knows what it gave up', async () => {
    const hangs = world({ deliver: () => new Promise(() => undefined) });
    for (const subject of ['a', 'b']) hangs.desk.note(event({ subject }));
    await hangs.desk.turn();
    await hangs.desk.stop();
    const refuses = world({ deliver: () => Promise.resolve('refused') }, hangs.fates);
    refuses.desk.resume();
    await settle();
    await refuses.desk.turn();
    expect(refuses.desk.report.undelivered.map(({ alert: { subject } }) => subject)).toEqual(['a', 'b']);
    expect(hangs.fates.open).toEqual([]);
  });

  it('says of what waited for a destination that is gone that it is lost', async () => {
    const hangs = world({ deliver: () => new Promise(() => undefined) });
    hangs.desk.note(event());
    await hangs.desk.turn();
    const renamed = world({ name: 'new' }, hangs.fates);
    renamed.desk.resume();
    expect(renamed.desk.report.undelivered).toMatchObject([{ sink: 'ops', alert: { subject: 'no-shell' } }]);
  });

  it('goes on where a destination hangs, and shows what was not delivered', async () => {
    const hangs = world({ deliver: () => new Promise(() => undefined) });
    for (const subject of ['a', 'b']) hangs.desk.note(event({ subject }));
    await hangs.desk.turn();
    expect(hangs.desk.report.sinks).toMatchObject([{ waiting: 1, delivered: 0 }]);
    const refuses = world({ deliver: () => Promise.resolve('refused') });
    expect([await refuses.desk.test('ops'), await refuses.desk.test('nobody')]).toEqual([true, false]);
    await settle();
    expect(refuses.desk.report.undelivered).toMatchObject([{ sink: 'ops', alert: { kind: 'test' } }]);
  });
});

describe('letters', () => {
  const key = { reveal: () => 'k3' };
  const said = (kind: Parameters<typeof httpLetter>[0], part: Partial<Alert> = {}) =>
    httpLetter(kind, alert(part), { key, now: 9_000 });

  it('to a webhook are signed as Standard Webhooks says', () => {
    const { headers, body } = said('webhook');
    const mac = createHmac('sha256', 'k3').update(`al_1.9.${body}`).digest('base64');
    expect(headers).toMatchObject({
      'webhook-id': 'al_1',
      'webhook-timestamp': '9',
      'webhook-signature': `v1,${mac}`,
    });
    expect(JSON.parse(body)).toMatchObject({
      type: 'sallyport.alert',
      data: { kind: 'BLOCK', record: 7, count: 1 },
    });
  });

  it('to PagerDuty have one incident for one matter', () => {
    const first = JSON.parse(said('pagerduty').body);
    const again = JSON.parse(said('pagerduty', { alertId: 'al_2', first: false, count: 4 }).body);
    expect(first).toMatchObject({
      routing_key: 'k3',
      event_action: 'trigger',
      payload: { severity: 'warning', source: 'sallyport' },
    });
    expect(again.dedup_key).toBe(first.dedup_key);
    expect(again.payload.summary).toContain('(4 more)');
  });

  it('let nothing that an agent chose become a mention, a link or a function', () => {
    const evil = { summary: '<!channel> [x](http://e.test) {{DATE()}}' };
    expect(said('slack', evil).body).not.toContain('<!channel>');
    const card = JSON.parse(said('teams', evil).body).attachments[0].content.body[0].text;
    expect(card).not.toMatch(/\](?=\()|\{\{/);
    expect(card).toContain('\\[x\\]');
  });
});
