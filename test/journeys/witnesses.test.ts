// Checkpoints leave the gateway: a witness signs them, a webhook and a file keep them; on demand, on record, and seen by verification.

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cosign, noteKeyLine, readCheckpoint, readNoteKey } from '../../src/audit/index.ts';
import { openEmbeddedLedger } from '../../src/store/index.ts';
import { sallyport } from '../cli/cli.ts';
import { agentHeaders, send } from '../support/call.ts';
import { ask } from '../support/chat.ts';
import { type DestinationServer, destinationServer } from '../support/destination-server.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Witness {
  readonly line: string;
  readonly server: DestinationServer;
}

/** Signs whatever it is sent: what a witness checks first is tried against Debian's own (test:interop). */
async function witness(name: string, answers: () => boolean): Promise<Witness> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const line = noteKeyLine(name, privateKey, 'cosignature');
  const server = await destinationServer((_, { body }) => {
    const checkpoint = readCheckpoint(body.split('\n\n').slice(1).join('\n\n'));
    if (!answers() || checkpoint === undefined) return { status: 503 };
    return { status: 200, body: signatureOn(checkpoint.note.text, { name, line, privateKey }) };
  });
  closing.push(() => server.close());
  return { line, server };
}

function signatureOn(
  text: string,
  {
    name,
    line,
    privateKey,
  }: { readonly name: string; readonly line: string; readonly privateKey: KeyObject },
): string {
  const signature = cosign(
    { name, keyId: readNoteKey(line)?.id ?? '', key: privateKey },
    text,
    1_700_000_000,
  );
  const bytes = Buffer.concat([Buffer.from(signature.keyId, 'hex'), signature.bytes]);
  return `— ${name} ${bytes.toString('base64')}\n`;
}

async function gatewayWith(settings: Parameters<typeof startTestGateway>[0]): Promise<TestGateway> {
  const gateway = await startTestGateway(settings);
  closing.push(() => gateway.close());
  return gateway;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sallyport-witness-'));
  closing.push(async () => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe('a checkpoint on demand', () => {
  it('goes to witnesses, webhook and file; their answers are on record, and verification shows the quorum', async () => {
    const out = folder();
    const directory = join(out, 'data');
    const ledger = await openEmbeddedLedger({ directory, clock: Date.now });
    const logKey = ledger.verifier;
    await ledger.close();
    let isTwoUp = false;
    const [one, two] = [await witness('w1.example', () => true), await witness('w2.example', () => isTwoUp)];
    const hook = await destinationServer(() => ({ status: 204, body: '' }));
    closing.push(() => hook.close());
    const policy = join(out, 'witnesses.policy');
    writeFileSync(
      policy,
      `log ${logKey}\nwitness one ${one.line} ${one.server.url}\nwitness two ${two.line} ${two.server.url}\ngroup both all one two\nquorum both\n`,
    );
    const file = join(out, 'checkpoints.jsonl');
    const gateway = await gatewayWith({
      directory,
      ledgerSettings: {
        witness_policy: policy,
        witness_interval_ms: 86_400_000,
        anchors: [
          { kind: 'webhook', url: `${hook.url}/checkpoints` },
          { kind: 'file', path: file },
        ],
      },
    });
    await send({
      url: gateway.url,
      headers: agentHeaders(gateway.key('coder')),
      body: ask('hello'),
    });

    const half = await sallyport('ledger', 'witness', '--data', directory);
    expect(half.code).toBe(1);
    expect(half.out).toContain('one cosigned; the quorum is both, 2 of 2 (one, two)');
    expect(half.out).toMatch(/two +refused: .*503/);
    expect(await sallyport('verify', directory, '--witness-policy', policy)).toMatchObject({ code: 1 });

    isTwoUp = true;
    const whole = await sallyport('ledger', 'witness', '--data', directory, '--json');
    expect(whole.code).toBe(0);
    expect(whole.objects[0]).toMatchObject({ quorum: true, complete: true });
    const verified = await sallyport('verify', directory, '--witness-policy', policy);
    expect(verified.code).toBe(0);
    expect(verified.out).toMatch(/witnessed up to record \d+: one, two cosigned; the quorum is both, 2 of 2/);
    expect(verified.out).toMatch(/\n {4}one at \d{4}-\d\d-\d\dT[\d:.]+Z\n {4}two at /);

    const arrived = hook.arrived.map(({ path, body }) => ({ path, ...JSON.parse(body) }));
    expect(arrived).toHaveLength(2);
    const kept = readCheckpoint(arrived[1]?.text);
    expect(arrived[1]).toMatchObject({ path: '/checkpoints', size: kept?.size });
    expect(kept?.note.signatures.map(({ name }) => name)).toEqual([kept?.origin, 'w1.example', 'w2.example']);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
    const [, record] = await gateway.records({ kind: 'checkpoint_witnessed' });
    expect(record).toMatchObject({ size: kept?.size, quorum: true });
    // What the webhook keeps is enough to verify the log by, for somebody who keeps nothing else.
    writeFileSync(join(out, 'kept.txt'), String(arrived[1]?.text));
    expect(await sallyport('verify', directory, '--checkpoint', join(out, 'kept.txt'))).toMatchObject({
      code: 0,
    });
  });

  it('says which anchor did not keep it, and where nobody is configured', async () => {
    const hook = await destinationServer(() => ({ status: 500 }));
    closing.push(() => hook.close());
    const gateway = await gatewayWith({
      ledgerSettings: { anchors: [{ kind: 'webhook', url: hook.url }], witness_interval_ms: 86_400_000 },
    });
    const failed = await sallyport('ledger', 'witness', '--data', gateway.directory);
    expect(failed.code).toBe(1);
    expect(failed.out).toContain('failed: the webhook answered 500');
    const alone = await gatewayWith({});
    const nobody = await sallyport('ledger', 'witness', '--data', alone.directory);
    expect(nobody.code).toBe(2);
    expect(nobody.err).toContain('ledger.witness_policy, ledger.anchors');
  });
});

describe('ledger.retention', () => {
  it('drops and seals by itself when the gateway starts', async () => {
    const directory = join(folder(), 'data');
    const day = 86_400_000;
    const ledger = await openEmbeddedLedger({ directory, clock: () => Date.now() - 50 * day });
    const draft = {
      kind: 'exchange_requested' as const,
      workflow: 'old',
      body: {},
      contents: [{ name: 'messages/0', bytes: Buffer.from('text') }],
    };
    await ledger.append(Array.from({ length: 300 }, () => draft));
    await ledger.close();
    const gateway = await startTestGateway({
      directory,
      ledgerSettings: { retention: { contents_max_age_days: 30, seal_after_days: 30 } },
    });
    // Whatever a run has begun is done when the gateway has stopped.
    await gateway.close();
    const again = await gatewayWith({ directory });
    expect(await again.records({ kind: 'retention_applied' })).toMatchObject([
      { workflows: ['old'], reason: 'age', by: 'ledger.retention' },
    ]);
    expect(await again.verify()).toMatchObject({ ok: true, contentsErased: 300 });
  });
});
