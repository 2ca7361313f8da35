import { afterEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  type DestinationServer,
  destinationServer,
} from '../test/support/destination-server.ts';
import { createClassifier } from './external-classifier.ts';

const QUESTION = { agent: 'a', task: 'sum up', texts: [{ channel: 'tool_result', text: 'hello' }] };
const FOUND = { findings: [{ text: 0, confidence: 0.9, reason: 'jailbreak' }] };

let server: DestinationServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function answerTo(said: Answer, timeoutMs = 5_000) {
  server = await destinationServer(() => said);
  const classifier = createClassifier({ url: `${server.url}/classify`, key: 'k-1', timeoutMs });
  return classifier.classify(QUESTION);
}

describe('the external classifier', () => {
  it('is posted what it is to judge, with its key, and its findings come back', async () => {
    expect(await answerTo({ status: 200, body: JSON.stringify(FOUND) })).toMatchObject({
      kind: 'answered',
      findings: FOUND.findings,
    });
    const [arrived] = server?.arrived ?? [];
    expect(arrived).toMatchObject({ path: '/classify', headers: { authorization: 'Bearer k-1' } });
    expect(JSON.parse(arrived?.body ?? '')).toEqual(QUESTION);
  });

  it.each<[string, Answer, string]>([
    ['late', 'silence', 'timeout'],
    ['cut off', 'reset', 'unreachable'],
    ['not JSON', { status: 200, body: 'yes' }, 'bad_answer'],
    ['not of the contract', { status: 200, body: '{"findings": [{"confidence": 7}]}' }, 'bad_answer'],
    ['an error', { status: 500, body: JSON.stringify(FOUND) }, 'bad_answer'],
    ['too large', { status: 200, body: `{"findings": [${' '.repeat(70_000)}]}` }, 'bad_answer'],
  ])('that is %s gives no answer, and says so', async (_, said, why) => {
    expect(await answerTo(said, said === 'silence' ? 50 : 5_000)).toEqual({ kind: 'unavailable', why });
  });

  it('is not followed to another address', async () => {
    const elsewhere = await destinationServer(() => ({ status: 200, body: JSON.stringify(FOUND) }));
    const said = { status: 307, headers: { location: elsewhere.url }, body: JSON.stringify(FOUND) };
    expect(await answerTo(said)).toEqual({ kind: 'unavailable', why: 'bad_answer' });
    expect(elsewhere.arrived).toEqual([]);
    await elsewhere.close();
  });

  it('is not sent more than it could read in time', async () => {
    server = await destinationServer(() => ({ status: 200, body: JSON.stringify(FOUND) }));
    const classifier = createClassifier({ url: server.url, key: undefined, timeoutMs: 5_000 });
    const texts = [{ channel: 'tool_result', text: 'x'.repeat(1_100_000) }];
    expect(await classifier.classify({ ...QUESTION, texts })).toEqual({
      kind: 'unavailable',
      why: 'too_large',
    });
    expect(server.arrived).toEqual([]);
  });

  it('that nobody reaches is unreachable', async () => {
    const gone = await destinationServer(() => 'reset');
    await gone.close();
    const classifier = createClassifier({ url: gone.url, key: undefined, timeoutMs: 5_000 });
    expect(await classifier.classify(QUESTION)).toEqual({ kind: 'unavailable', why: 'unreachable' });
  });
});
