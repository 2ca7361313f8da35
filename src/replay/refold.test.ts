import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentHeaders, send } from '../../test/support/call.ts';
import { startTestGateway, type TestGateway } from '../../test/support/gateway.ts';
import type { AuditLedger, ContentItem, StoredRecord } from '../audit/index.ts';
import { knownCapabilities } from '../code/index.ts';
import { callTool } from '../demo/model-server/index.ts';
import type { JsonObject } from '../domain/index.ts';
import { sha256 } from '../sha256.ts';
import { openEmbeddedLedger } from '../store/index.ts';
import type { LedgerSource } from './log-reader.ts';
import { refold } from './refold.ts';

const POLICY = `
policies:
  - {name: few, condition: {action_type: tool_call, tool_name: search}, decision: CONSTRAIN,
     action: {rate_limit: {limit: 2, within_seconds: 60, per: agent}}}
  - {name: no-mail, condition: {action_type: tool_call, tool_name: send_email}, decision: BLOCK}
`;

let directory: string;
let ledger: AuditLedger;
let gateway: TestGateway;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-refold-'));
  ledger = await openEmbeddedLedger({ directory, clock: Date.now });
  gateway = await startTestGateway({ directory, ledger, policy: POLICY });
});
afterEach(async () => {
  await gateway.close();
  await rm(directory, { recursive: true });
});

async function ask(tool: string, content: string, before: readonly JsonObject[] = []): Promise<void> {
  gateway.model.play(() => callTool(tool, { q: 'x' }));
  const headers = agentHeaders(gateway.key('coder'), 'x-workflow-id', 'w');
  await send({
    url: gateway.url,
    headers,
    body: { model: 'gpt-4o', messages: [...before, { role: 'user', content }] },
  });
}

const ports = { sha256, capabilities: knownCapabilities };

/** The ledger, with something in it told otherwise. */
function told(change: {
  record?: (record: StoredRecord) => StoredRecord;
  item?: (item: ContentItem) => ContentItem;
}): LedgerSource {
  const { record = (same) => same, item = (same) => same } = change;
  return {
    read: async (query) => {
      const page = await ledger.read(query);
      return { ...page, records: page.records.map(record) };
    },
    contents: async (index) => {
      const contents = await ledger.contents(index);
      return 'erased' in contents ? contents : contents.map(item);
    },
  };
}

describe('re-judging a ledger', () => {
  it('gives every decision again, also those that counted what others did at the same time', async () => {
    await Promise.all([1, 2, 3, 4].map((each) => ask('search', `question ${each}`)));
    await ask('send_email', 'and a mail');
    const report = await refold(ledger, ports);
    expect(report).toMatchObject({ judged: { request: 5, reply: 5 }, differing: 0, unjudged: [] });
    const blocked = await gateway.records({ decision: 'BLOCK', kind: 'exchange_completed' });
    expect(blocked).toHaveLength(3);
  });

  it('puts calls together that went on from the same one at the same time', async () => {
    await ask('search', 'question');
    const first = { role: 'user', content: 'question' };
    const both = ['one', 'two'].map((content) => ask('search', content, [first]));
    await Promise.all(both);
    await ask('search', 'three', [first]);
    const report = await refold(ledger, ports);
    expect(report).toMatchObject({ judged: { request: 4, reply: 4 }, differing: 0, unjudged: [] });
  });

  it('names the record whose decision does not follow', async () => {
    await ask('send_email', 'a mail');
    const lenient = told({
      record: (record) =>
        record.kind === 'exchange_completed'
          ? { ...record, body: { ...record.body, policy_decision: 'ALLOW' } }
          : record,
    });
    const { differing, differences } = await refold(lenient, ports);
    expect(differing).toBe(1);
    expect(differences).toMatchObject([{ field: 'policy_decision', recorded: 'ALLOW', found: 'BLOCK' }]);
  });

  it('needs what is on record of the moment: with other counters other decisions come out', async () => {
    for (const each of [1, 2, 3]) await ask('search', `question ${each}`);
    const blind = told({
      item: (item) => {
        if (item.name !== 'facts') return item;
        const facts = JSON.parse(Buffer.from(item.bytes).toString('utf8'));
        const judged = { ...facts.judged, through: -1, ahead: 0 };
        return { ...item, bytes: Buffer.from(JSON.stringify({ ...facts, judged })) };
      },
    });
    expect((await refold(blind, ports)).differing).toBeGreaterThan(0);
  });

  it('says which decisions it can not make again, and why', async () => {
    await ask('search', 'a question');
    await ledger.erase({ scope: 'workflow', name: 'w', reason: 'asked for', by: 'tester' });
    const { judged, unjudged } = await refold(ledger, ports);
    expect(judged).toEqual({ request: 0, part: 0, reply: 0, evaluation: 0 });
    expect(unjudged.map(({ why }) => why)).toEqual(['its contents were erased', 'its contents were erased']);
  });
});
