// The operator's own classifier: what it finds counts, what it does not answer is a failed detector, and its answer is on record.

import { afterEach, describe, expect, test } from 'vitest';
import { say } from '../../src/demo/model-server/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/domain/index.ts';
import { type Answer, agentHeaders, send } from '../support/call.ts';
import {
  type Answer as ClassifierAnswer,
  type DestinationServer,
  destinationServer,
} from '../support/destination-server.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const POLICY = '{detectors: {external: {block_at: 0.8}}, policies: []}';
const KEY = 'the-key-of-the-classifier';

let gateway: TestGateway;
let classifier: DestinationServer;
afterEach(async () => {
  await gateway.close();
  await classifier.close();
});

async function start(answer: (asked: JsonObject) => ClassifierAnswer, policy = POLICY): Promise<void> {
  classifier = await destinationServer((_, { body }) => answer(objectOf(JSON.parse(body))));
  gateway = await startTestGateway({
    policy,
    detection: { external: { url: `${classifier.url}/judge`, key_env: 'CLASSIFIER_KEY', timeout_ms: 300 } },
    env: { CLASSIFIER_KEY: KEY },
  });
}

/** Finds what says `bad`. */
function findsBad({ texts }: JsonObject): ClassifierAnswer {
  const list = Array.isArray(texts) ? texts : [];
  const findings = list.flatMap((each, text) =>
    JSON.stringify(each).includes('bad') ? [{ text, confidence: 0.9, reason: 'is_bad' }] : [],
  );
  return { status: 200, body: JSON.stringify({ findings }) };
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function ask(content: string, reply = 'Done.', stream = false): Promise<Answer> {
  gateway.model.play(() => say(reply));
  const headers = agentHeaders(gateway.key('coder'), 'x-workflow-id', 'w');
  const body = { model: 'gpt-4o', stream, messages: [{ role: 'user', content }] };
  return send({ url: gateway.url, headers, body });
}

async function givenTo(answer: Answer, kind: string): Promise<JsonObject> {
  const [record] = await gateway.records({ exchange: answer.exchange ?? '', kind });
  const contents = await gateway.contents(Number(record?.['index']));
  return objectOf(JSON.parse(contents.get('given') ?? '{}'));
}

describe('a classifier of the operator', () => {
  test('is asked once for each door that brings text, and its finding blocks', async () => {
    await start(findsBad);
    expect((await ask('a fine text')).text).toContain('Done.');
    const channels = classifier.arrived.map(({ body }) => /"channel":"(\w+)"/.exec(body)?.[1]);
    expect(channels).toEqual(['user_message', 'reply']);
    expect(classifier.arrived[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    const blocked = await ask('a bad text');
    expect(blocked.text).toContain('external found something');
    expect(await givenTo(blocked, 'exchange_requested')).toMatchObject({
      external: {
        places: ['message 0'],
        answer: { kind: 'answered', findings: [{ text: 0, confidence: 0.9, reason: 'is_bad' }] },
      },
    });
  });

  test.each([false, true])(
    'blocks a reply that it finds bad before any of it flows (stream: %s)',
    async (stream) => {
      await start(findsBad);
      const answer = await ask('say something', 'a bad word', stream);
      expect(answer.text).toContain('[blocked by policy]');
      expect(answer.text).not.toContain('a bad word');
      expect(await givenTo(answer, 'exchange_completed')).toMatchObject({
        external: { places: ['action r0'] },
      });
    },
  );

  test.each<[string, (asked: JsonObject) => ClassifierAnswer, string]>([
    ['is late', () => 'silence', 'timeout'],
    ['is gone', () => 'reset', 'unreachable'],
    ['says what it should not', () => ({ status: 200, body: '{"verdict": "fine"}' }), 'bad_answer'],
  ])('that %s is a failed detector: the policy says what then, the record why', async (_, answer, why) => {
    await start(answer);
    const blocked = await ask('a fine text');
    expect(blocked.text).toContain('[blocked by policy]');
    expect(gateway.model.requests).toHaveLength(0);
    expect(await givenTo(blocked, 'exchange_requested')).toMatchObject({
      external: { answer: { kind: 'unavailable', why } },
    });
    await gateway.admin('POST', '/policy/activate', {
      text: '{detectors: {external: {block_at: 0.8, on_failure: LOG}}, policies: []}',
      file_name: 'lenient.yaml',
    });
    expect((await ask('another fine text')).text).toContain('Done.');
    const records = await gateway.records({ kind: 'exchange_requested' });
    expect(JSON.stringify(records.at(-1))).toContain('"detectors_failed":[{"detector":"external"');
  });

  test('is not asked where the policy does not name it, and its key is nowhere', async () => {
    await start(findsBad, '{detectors: {runaway: {}}, policies: []}');
    expect((await ask('a bad text')).text).toContain('Done.');
    expect(classifier.arrived).toEqual([]);
    expect(JSON.stringify([gateway.log, await gateway.records()])).not.toContain(KEY);
  });
});

test('a policy that names a classifier that is not configured finds it failed', async () => {
  classifier = await destinationServer(() => ({ status: 200 }));
  gateway = await startTestGateway({ policy: POLICY });
  const blocked = await ask('a fine text');
  expect(blocked.text).toContain('[blocked by policy]');
  expect(await givenTo(blocked, 'exchange_requested')).toMatchObject({
    external: { answer: { kind: 'unavailable', why: 'not_configured' } },
  });
});
