import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callTool, say } from '../../src/demo/model-server/index.ts';
import { type Answer, agentHeaders, send } from '../support/call.ts';
import { ask, told, tool } from '../support/chat.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { begun, sallyport, serve, temporaryDirectory } from './cli.ts';

const POLICY = `
policies:
  - name: people-decide
    condition: { tool_name: pay }
    decision: CONSTRAIN
    action: { require_approval: true }
`;
/** Tries to write lines of its own into what the approver reads. */
const NOTE = 'rent\n  tool  harmless\u001b[2K\u202e';

let gateway: TestGateway;
let data: readonly [string, string];

beforeAll(async () => {
  gateway = await startTestGateway({ policy: POLICY });
  gateway.model.play(() => callTool('pay', { amount: 5, note: NOTE }));
  data = ['--data', gateway.directory];
});
afterAll(() => gateway.close());

function call(workflow: string): Promise<Answer> {
  return send({
    url: gateway.url,
    headers: agentHeaders(gateway.key('coder'), 'x-workflow-id', workflow),
    body: ask('Pay the rent.', { tools: [tool('pay', { amount: {}, note: {} })] }),
  });
}

/** An agent's call that the model answers with the tool, and the id of the question that it raises. */
async function held(workflow: string): Promise<{ readonly id: string; readonly answer: Promise<Answer> }> {
  const answer = call(workflow);
  const id = await until(async () => {
    const { objects } = await sallyport('approvals', 'list', ...data, '--json');
    const found = objects.find((approval) => approval['workflow'] === workflow);
    return found === undefined ? undefined : String(found['approval_id']);
  });
  return { id, answer };
}

describe('approvals', () => {
  it('name who may not approve, and not the operator, whom nothing bars', async () => {
    const file = join(gateway.directory, 'own.yaml');
    await writeFile(file, POLICY);
    await sallyport('policy', 'activate', file, ...data);
    const { id, answer } = await held('w-barred');
    const shown = await sallyport('approvals', 'show', id, ...data, '--json');
    expect(shown.objects[0]?.['barred']).toEqual(['coder', 'tester']);
    expect((await sallyport('approvals', 'approve', id, ...data)).code).toBe(0);
    await answer;
  });

  it('show exactly what would be released, on lines that the action can not write', async () => {
    const { id, answer } = await held('w-show');
    const listed = await sallyport('approvals', 'list', ...data);
    expect(listed.out).toContain(id);
    expect(listed.out).toContain('people-decide');
    const shown = await sallyport('approvals', 'show', id, ...data);
    expect(shown.out.split('\n').filter((line) => /^ {2}tool /.test(line))).toEqual(['  tool       pay']);
    expect(shown.out).toContain('\\u{202e}');
    expect(shown.out).not.toContain('\u001b');
    await sallyport('approvals', 'deny', id, ...data);
    await answer;
  });

  it('release what is approved, once', async () => {
    const { id, answer } = await held('w-yes');
    const approved = await sallyport('approvals', 'approve', id, '--reason', 'known payee', ...data);
    expect(approved).toMatchObject({ code: 0, err: '' });
    expect(approved.out).toContain(`approved ${id}`);
    expect(told(await answer)[0]?.calls).toEqual([
      { name: 'pay', arguments: JSON.stringify({ amount: 5, note: NOTE }) },
    ]);
    const again = await sallyport('approvals', 'approve', id, ...data);
    expect(again.code).toBe(2);
    expect(again.err).toContain('error');
  });

  it('tell the agent why what was denied is refused', async () => {
    const { id, answer } = await held('w-no');
    const denied = await sallyport('approvals', 'deny', id, '--reason', 'ask finance', ...data, '--json');
    expect(denied.objects.at(-1)).toMatchObject({ status: 'denied' });
    const [choice] = told(await answer);
    expect(choice?.calls).toEqual([]);
    expect(choice?.text).toContain('ask finance');
  });
});

describe('audit tail --follow', () => {
  it('prints records as they come, and says so when the gateway stops', async () => {
    const own = await startTestGateway({ policy: 'policies: []' });
    own.model.play(() => say('Fine.'));
    const tail = await begun('audit', 'tail', '-f', '--data', own.directory);
    await send({ url: own.url, headers: agentHeaders(own.key('coder')), body: ask('Hello') });
    await own.close();
    const ran = await tail.ended;
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('has stopped');
    expect(ran.err).not.toContain('internal error');
  });

  it('does not wait where no gateway runs to write any', async () => {
    const own = await temporaryDirectory();
    await (await serve('--data', own.path)).stop();
    const ran = await sallyport('audit', 'tail', '-f', '--data', own.path);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('policy_activated');
    expect(ran.err).toContain('no gateway runs');
    await own.remove();
  });

  it('answer all that differ in nothing but their workflow, when asked to', async () => {
    const both = [await held('w-same-1'), await held('w-same-2')];
    const ran = await sallyport('approvals', 'approve', both[0]?.id ?? '', '--alike', ...data);
    expect(ran).toMatchObject({ code: 0, err: '' });
    for (const { id, answer } of both) {
      expect(ran.out).toContain(`approved ${id}`);
      expect(told(await answer)[0]?.calls).toHaveLength(1);
    }
    const other = await held('w-same-3');
    const mixed = await gateway.admin('POST', '/approvals', {
      decision: 'approve',
      alike: 'another digest',
      approvals: [{ approval_id: other.id, shown: 'x' }],
    });
    expect(mixed.status).toBe(409);
    await sallyport('approvals', 'deny', other.id, ...data);
    await other.answer;
  });

  it('stand for the next ones of a workflow where that is said, on record, until revoked', async () => {
    const { id, answer } = await held('w-next');
    const approve = ['approvals', 'approve', id, '--next-for', '1h', '--uses', '5', '--reason', 'month end'];
    expect(await sallyport(...approve, ...data)).toMatchObject({ code: 0, err: '' });
    await answer;
    const next = await call('w-next');
    expect(told(next)[0]?.calls).toHaveLength(1);
    const used = await gateway.records({ kind: 'grant_used' });
    expect(used).toHaveLength(1);
    const [grant] = (await sallyport('approvals', 'grants', ...data, '--json')).objects;
    expect(grant).toMatchObject({
      workflow: 'w-next',
      subject: 'pay',
      uses: 1,
      max_uses: 5,
      by: 'local-operator',
    });
    const revoked = await sallyport('approvals', 'revoke', String(grant?.['grant_id']), ...data);
    expect(revoked.out).toContain('revoked');
    const again = await held('w-next');
    await sallyport('approvals', 'deny', again.id, ...data);
    await again.answer;
    expect((await sallyport('approvals', 'grants', ...data)).out).toContain('no standing approvals');
  });
});
