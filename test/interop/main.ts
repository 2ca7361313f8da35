// npm run test:interop — programs that others wrote judge our log: a witness of Debian, and the log checker of transparency-dev.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, hash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  askWitness,
  type Cosigned,
  noteKeyLine,
  readCheckpoint,
  readNoteKey,
  signCheckpoint,
} from '../../src/audit/index.ts';
import { openEmbeddedLedger, type ProvableLedger } from '../../src/store/index.ts';
import { sallyport } from '../cli/cli.ts';
import { programsOf } from './debian.ts';

/** Pinned: what is judged by may not change under our feet. */
const FSCK = 'github.com/transparency-dev/tessera/cmd/fsck@v1.0.4';

/** The checker does not end by itself where it finds damage. */
const FSCK_MS = 8000;

const scratch = mkdtempSync(join(tmpdir(), 'sallyport-interop-'));
let failures = 0;
let missing = 0;

function verdict(isRight: boolean, what: string, detail = ''): void {
  if (!isRight) failures++;
  process.stdout.write(
    `${isRight ? 'ok' : 'NOT OK'} - ${what}${isRight || detail === '' ? '' : `: ${detail}`}\n`,
  );
}

function notHere(what: string, why: string): void {
  missing++;
  process.stdout.write(`missing - ${what}: ${why}\n`);
}

async function open(directory: string): Promise<ProvableLedger> {
  return openEmbeddedLedger({ directory, clock: Date.now });
}

async function grow(directory: string, records: number, mark: string): Promise<void> {
  const ledger = await open(directory);
  const draft = (number: number) => ({ kind: 'exchange_requested' as const, body: { mark, number } });
  await ledger.append(Array.from({ length: records }, (_, number) => draft(number)));
  await ledger.close();
}

/** Asks the witness about the log in `directory` as it is now, under the origin that sigsum gives a log. */
async function ask(directory: string, witness: Witness): Promise<Cosigned> {
  const ledger = await open(directory);
  try {
    const { size, root } = readCheckpoint(await ledger.checkpoint(true)) ?? {
      size: 0,
      root: Buffer.alloc(32),
    };
    const key = createPrivateKey(readFileSync(join(directory, 'signing.key')));
    const origin = originOf(directory);
    const signer = { name: origin, keyId: readNoteKey(noteKeyLine(origin, key, 'ed25519'))?.id ?? '', key };
    const checkpoint = readCheckpoint(signCheckpoint({ origin, size, root }, signer));
    const witnessKey = readNoteKey(witness.line);
    if (checkpoint === undefined || witnessKey === undefined)
      throw new Error('no checkpoint, or no witness key');
    const post = async (body: string) => {
      const response = await fetch(`${witness.url}/add-checkpoint`, { method: 'POST', body });
      return { status: response.status, body: await response.text() };
    };
    const prove = (from: number) => ledger.consistency(from, size);
    return await askWitness(witnessKey, checkpoint, { post, prove }, 0);
  } finally {
    await ledger.close();
  }
}

function rawKeyOf(directory: string): Buffer {
  const key = createPublicKey(createPrivateKey(readFileSync(join(directory, 'signing.key'))));
  return key.export({ format: 'der', type: 'spki' }).subarray(12);
}

function originOf(directory: string): string {
  return `sigsum.org/v1/tree/${hash('sha256', rawKeyOf(directory), 'hex')}`;
}

function openSshLine(raw: Buffer): string {
  const field = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    return Buffer.concat([length, bytes]);
  };
  const blob = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(raw)]);
  return `ssh-ed25519 ${blob.toString('base64')} log\n`;
}

interface Witness {
  readonly url: string;
  readonly line: string;
  stop(): void;
}

async function startWitness(bin: string, logDirectory: string): Promise<Witness> {
  const keyFile = join(scratch, 'witness.key');
  execFileSync(join(bin, 'sigsum-key'), ['generate', '-o', keyFile]);
  const raw = Buffer.from(readFileSync(`${keyFile}.pub`, 'utf8').split(' ')[1] ?? '', 'base64').subarray(-32);
  const key = createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]),
    format: 'der',
    type: 'spki',
  });
  writeFileSync(join(scratch, 'log.pub'), openSshLine(rawKeyOf(logDirectory)));
  const port = await freePort();
  const child = spawn(
    join(bin, 'sigsum-witness'),
    [
      '-k',
      keyFile,
      '--log-key',
      join(scratch, 'log.pub'),
      '--state-file',
      join(scratch, 'state'),
      `127.0.0.1:${port}`,
    ],
    // Debian builds it without its module file, so that it would route as Go 1.21 did and find none of its own paths.
    { stdio: 'ignore', env: { ...process.env, GODEBUG: 'httpmuxgo121=0' } },
  );
  const url = `http://127.0.0.1:${port}`;
  for (let left = 100; left > 0; left--) {
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const name = `sigsum.org/v1/witness/${hash('sha256', raw, 'hex')}`;
  return { url, line: noteKeyLine(name, key, 'cosignature'), stop: () => child.kill() };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** For the right reason: a witness that does not know the log refuses everything. */
function isRefused(answer: Cosigned, status: number): boolean {
  return answer.kind === 'refused' && answer.status === status;
}

async function withWitness(log: string): Promise<void> {
  const programs = programsOf('sigsum-go', join(scratch, 'debian'));
  if ('missing' in programs) return notHere('sigsum-witness', programs.missing);
  const early = join(scratch, 'early');
  const rewritten = join(scratch, 'rewritten');
  const forked = join(scratch, 'forked');
  cpSync(log, early, { recursive: true });
  for (const copy of [rewritten, forked]) cpSync(log, copy, { recursive: true });
  const witness = await startWitness(programs.bin, log);
  try {
    const first = await ask(log, witness);
    verdict(first.kind === 'cosigned', 'sigsum-witness cosigns our log', JSON.stringify(first));
    await grow(log, 600, 'honest');
    const second = await ask(log, witness);
    verdict(second.kind === 'cosigned', 'sigsum-witness cosigns honest growth', JSON.stringify(second));
    const same = await ask(log, witness);
    verdict(
      same.kind === 'cosigned',
      'sigsum-witness cosigns the same checkpoint again',
      JSON.stringify(same),
    );
    const back = await ask(early, witness);
    verdict(isRefused(back, 409), 'sigsum-witness refuses a rollback', JSON.stringify(back));
    await grow(rewritten, 600, 'rewritten');
    const rewrite = await ask(rewritten, witness);
    verdict(
      isRefused(rewrite, 422),
      'sigsum-witness refuses a rewrite of the same size',
      JSON.stringify(rewrite),
    );
    await grow(forked, 900, 'forked');
    const fork = await ask(forked, witness);
    verdict(isRefused(fork, 422), 'sigsum-witness refuses a fork that is longer', JSON.stringify(fork));
    await grow(log, 10, 'honest');
    const last = await ask(log, witness);
    verdict(last.kind === 'cosigned', 'sigsum-witness goes on with the honest log', JSON.stringify(last));
  } finally {
    witness.stop();
  }
}

async function withFsck(log: string): Promise<void> {
  const bin = join(scratch, 'go');
  const built = spawnSync('go', ['install', FSCK], { env: { ...process.env, GOBIN: bin }, encoding: 'utf8' });
  if (built.error !== undefined) return notHere('fsck', 'there is no Go (go) on this machine');
  if (built.status !== 0)
    return notHere('fsck', `${FSCK} could not be built: ${built.stderr.trim().split('\n').at(-1)}`);
  const exported = join(scratch, 'export');
  const ran = await sallyport('ledger', 'export', exported, '--data', log);
  verdict(ran.code === 0, 'our export is written', ran.err);
  const check = (directory: string): string => {
    const args = ['--storage_url', `file://${directory}/`, '--public_key', join(exported, 'signing.pub')];
    const result = spawnSync(join(bin, 'fsck'), [...args, '--ui=false', '--v=1'], {
      encoding: 'utf8',
      timeout: FSCK_MS,
    });
    return `${result.stderr}${result.stdout}`;
  };
  const honest = check(exported);
  verdict(
    !honest.includes('failed') && honest.includes('Completed ranges'),
    'fsck and x/mod note accept our export',
    honest,
  );
  const damaged = join(scratch, 'damaged');
  cpSync(exported, damaged, { recursive: true });
  const bundle = join(damaged, 'tile/entries/000');
  const bytes = readFileSync(bundle);
  bytes[200] = (bytes[200] ?? 0) ^ 1;
  writeFileSync(bundle, bytes);
  const found = check(damaged);
  verdict(!found.includes('Completed ranges'), 'fsck does not accept an export with one flipped bit', found);
}

try {
  const log = join(scratch, 'log');
  await grow(log, 300, 'honest');
  await withWitness(log);
  await withFsck(log);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(`${failures} failed, ${missing} missing\n`);
process.exitCode = failures > 0 ? 1 : 0;
