// Plays rows of the bypass suite against real gateways, and asserts for each what every row promises.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { say } from '../../../src/demo/model-server/index.ts';
import { isJsonObject, type JsonObject, ownField, stringField } from '../../../src/domain/index.ts';
import { type Answer, agentHeaders, type Call, send } from '../../support/call.ts';
import { ask, told } from '../../support/chat.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { holdsCanary, leaksInJson, leaksTo } from '../../support/leaks.ts';
import type { Attempt, Mode } from './row.ts';

const AGENTS = ['coder', 'other'];
const MODES: readonly Mode[] = ['buffered', 'streamed'];
/** Small, so that what is too much can be sent quickly. */
const LIMITS = { max_body_bytes: 4 * 1024 * 1024 };

/** Declares the tests of a table. Rows of one policy are played one after the other against one gateway. */
export function playAll(theme: string, rows: readonly Attempt[]): void {
  for (const policy of new Set(rows.map((row) => row.policy))) {
    const own = rows.filter((row) => row.policy === policy);
    describe(`${theme}, ${/(?:name|tools): (\S+)/.exec(policy)?.[1] ?? 'any policy'}`, () => {
      let gateway: TestGateway;
      beforeAll(async () => {
        gateway = await startTestGateway({ policy, agents: AGENTS, limits: LIMITS });
      });
      afterAll(() => gateway.close());
      for (const row of own) {
        for (const mode of row.modes ?? MODES) {
          test(`${row.name} (${mode})`, () => playRow(gateway, row, mode));
        }
      }
      test('the ledger of all this verifies, and no record, no log line holds the canary', async () => {
        expect(await gateway.verify()).toMatchObject({ ok: true });
        expect(holdsCanary(JSON.stringify(await gateway.records()))).toBe(false);
        expect(holdsCanary(JSON.stringify(gateway.log))).toBe(false);
      });
    });
  }
}

async function playRow(gateway: TestGateway, row: Attempt, mode: Mode): Promise<void> {
  const { reply = say('Fine.') } = row;
  gateway.model.play(() => (typeof reply === 'function' ? reply(mode) : reply));
  const answer = await send(callOf(gateway, row, mode));
  expectAnswer(row, answer);
  expectUpstream(gateway, row);
  await expectRecord(gateway, row, answer);
}

function callOf(gateway: TestGateway, { name, send: sent = {} }: Attempt, mode: Mode): Call {
  const stream = mode === 'streamed';
  const workflow = `w-${name.replace(/[^a-z0-9]+/gi, '-')}-${mode}`;
  const own = agentHeaders(gateway.key('coder'), 'x-workflow-id', workflow);
  const fields = { ...ask('What is new?'), ...sent.fields, ...(stream ? { stream: true } : {}) };
  return {
    url: gateway.url,
    headers: sent.headers?.(gateway.keys) ?? own,
    ...(sent.method === 'GET' ? {} : { body: sent.bytes?.(mode) ?? fields }),
    ...(sent.path === undefined ? {} : { path: sent.path }),
    ...(sent.method === undefined ? {} : { method: sent.method }),
  };
}

function expectAnswer({ expected }: Attempt, answer: Answer): void {
  expect({ status: answer.status, body: answer.text }).toMatchObject({ status: expected.status });
  expect(leaksTo(answer), 'the canary came back to the client').toBe(false);
  if (expected.code !== undefined) {
    expect(stringField(ownField(answer.json(), 'error'), 'code')).toBe(expected.code);
  }
  if (answer.status !== 200) {
    expect(stringField(ownField(answer.json(), 'error'), 'message')).toEqual(expect.any(String));
    return;
  }
  const choices = told(answer);
  expect(choices.flatMap((choice) => choice.calls.map((call) => call.name))).toEqual(expected.calls ?? []);
  if (expected.says !== undefined)
    expect(choices.map(({ text }) => text).join('\n')).toContain(expected.says);
}

function expectUpstream(gateway: TestGateway, row: Attempt): void {
  const { requests } = gateway.model;
  expect(requests).toHaveLength(row.expected.asked ? 1 : 0);
  for (const { bytes, headers, path } of requests) {
    expect(leaksInJson(bytes), 'the canary went to the model').toBe(false);
    expect(holdsCanary(path + JSON.stringify(headers))).toBe(false);
  }
}

async function expectRecord(gateway: TestGateway, row: Attempt, answer: Answer): Promise<void> {
  const { expected } = row;
  const { exchange } = answer;
  if (expected.decision === 'none') {
    expect(exchange).toBeUndefined();
    return;
  }
  const records = await gateway.records({ exchange: exchange ?? '' });
  const kinds = records.map((record) => record['kind']);
  expect(kinds[0]).toBe('exchange_requested');
  const ends = expected.ends ?? 'exchange_completed';
  expect(kinds).toContain(ends);
  const last = records.findLast((record) => record['kind'] === ends);
  expect({ decision: last?.['policy_decision'], of: records }).toMatchObject({ decision: expected.decision });
  if (expected.policy !== undefined) expect(matchedPolicies(records)).toContain(expected.policy);
}

function matchedPolicies(records: readonly JsonObject[]): readonly string[] {
  return records
    .flatMap((record) => listOf(record['actions']))
    .flatMap((action) => listOf(action['policies']))
    .map((match) => stringField(match, 'policy') ?? '');
}

function listOf(value: JsonObject[string] | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
