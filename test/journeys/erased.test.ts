// What a call leaves in the ledger can be erased by the person whom it is about; afterwards its workflow goes on no more.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { say } from '../../src/demo/model-server/index.ts';
import type { JsonObject } from '../../src/domain/index.ts';
import { type Answer, agentHeaders, send } from '../support/call.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const POLICY = 'policies: [{ name: log-all, condition: {}, decision: LOG }]';

describe('contents of a call', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ policy: POLICY, agents: ['coder'] });
    gateway.model.play(() => say('Understood.'));
  });
  afterAll(() => gateway.close());

  function call(
    workflow: string,
    subject: string | undefined,
    messages: readonly JsonObject[],
  ): Promise<Answer> {
    const own = agentHeaders(gateway.key('coder'), 'x-workflow-id', workflow);
    const headers = subject === undefined ? own : [...own, 'x-sallyport-data-subject', subject];
    return send({ url: gateway.url, headers, body: { model: 'gpt-4o', messages: [...messages] } });
  }

  test('are kept for a call with thousands of new messages, as one array', async () => {
    const messages = Array.from({ length: 3000 }, (_, at) => ({ role: 'user', content: `line ${at}` }));
    const answer = await call('long', undefined, messages);
    expect(answer.status).toBe(200);
    const [record] = await gateway.records({ exchange: answer.exchange ?? '', kind: 'exchange_requested' });
    const contents = await gateway.contents(Number(record?.['index']));
    expect(JSON.parse(contents.get('messages/0') ?? '')).toEqual(messages);
  });

  test('are erased by their data subject, and the workflow takes no more calls', async () => {
    const words = [{ role: 'user', content: 'My knee hurts since May.' }];
    const answer = await call('visit', 'patient-17', words);
    expect(answer.status).toBe(200);
    const tagged = await gateway.records({ subject: 'patient-17' });
    expect(tagged.map(({ kind }) => kind)).toEqual(['exchange_requested', 'exchange_completed']);
    const body = { scope: 'subject', name: 'patient-17', reason: 'article 17' };
    expect(await gateway.admin('POST', '/ledger/erasures', body)).toMatchObject({
      status: 201,
      body: { workflows_closed: 1 },
    });
    const shown = await gateway.admin('GET', `/records/${String(tagged[0]?.['index'])}?contents=true`);
    expect(shown.body['contents']).toBe('erased');
    const again = await call('visit', undefined, [...words, { role: 'user', content: 'And now?' }]);
    expect(again.status).toBe(403);
    expect(again.text).toContain('workflow_erased');
    // It is refused as it should be: nobody is alerted that the ledger fails.
    expect(gateway.log.filter(({ event }) => event === 'not_recorded')).toEqual([]);
    expect((await call('next-visit', 'patient-17', words)).status).toBe(200);
    expect(await gateway.admin('GET', '/verify')).toMatchObject({ body: { report: { ok: true } } });
  });

  test('with a name that is no pseudonym are not taken', async () => {
    const answer = await call('mail', 'ann@example.org', [{ role: 'user', content: 'Hi' }]);
    expect(answer.status).toBe(400);
  });
});
