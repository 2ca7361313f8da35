import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leafHash } from '../../src/audit/index.ts';
import { sallyport, serve } from './cli.ts';

let home = '';
let data = '';
let pack = '';
const PERIOD = ['--from', '2020-01-01', '--to', '2999-01-01'];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sallyport-evidence-'));
  data = join(home, 'data');
  pack = join(home, 'pack');
  await (await serve('--data', data)).stop();
  const made = await sallyport('evidence', '--framework', 'hipaa', ...PERIOD, '--out', pack, '--data', data);
  expect(made.code).toBe(0);
});
afterAll(() => rm(home, { recursive: true }));

const read = (name: string) => readFile(join(pack, name), 'utf8');

describe('sallyport evidence', () => {
  it('writes a manifest with the digest of every other file', async () => {
    const { sha256, framework } = JSON.parse(await read('manifest.json'));
    expect(framework).toBe('hipaa');
    expect(Object.keys(sha256)).toEqual(
      expect.arrayContaining(['VERIFY.md', 'population.csv', 'report.html']),
    );
    for (const [name, digest] of Object.entries(sha256)) {
      expect(
        createHash('sha256')
          .update(await readFile(join(pack, name)))
          .digest('hex'),
      ).toBe(digest);
    }
  });

  it('holds every record as it was hashed, chained from the first on', async () => {
    let prev = '0'.repeat(64);
    for (const [index, leaf] of (await read('proofs/records.jsonl')).trimEnd().split('\n').entries()) {
      expect(JSON.parse(leaf)).toMatchObject({ index, prev });
      prev = leafHash(leaf);
    }
    expect(await read('report.html')).toContain(`sha256:${prev}`);
  });

  it('holds the text of each policy that was in force', async () => {
    const policies = await read('policies.csv');
    expect(policies).toContain('first-start');
    const { sha256 } = JSON.parse(await read('manifest.json'));
    const [name] = Object.keys(sha256).filter((file) => file.startsWith('policies/'));
    expect(await read(name ?? '')).toContain('policies:');
  });

  it('keeps hashes of secrets out of its tables', async () => {
    expect(await read('changes.csv')).toContain('key_issued');
    expect(await read('changes.csv')).not.toContain('secret_hash');
  });

  it('mixes with nothing that is there already', async () => {
    const again = await sallyport(
      'evidence',
      '--framework',
      'gdpr',
      ...PERIOD,
      '--out',
      pack,
      '--data',
      data,
    );
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('is not empty') });
  });

  it.each([
    [['--framework', 'pci', ...PERIOD], 'one of: soc2, hipaa, gdpr, eu-ai-act, iso42001, nist-ai-rmf'],
    [['--framework', 'soc2', '--from', 'yesterday', '--to', '2027-01-01'], 'an ISO 8601 time is expected'],
    [['--framework', 'soc2', '--from', '2027-01-01', '--to', '2026-01-01'], '--from must lie before --to'],
  ])('refuses %j and says what is expected', async (argv, said) => {
    const ran = await sallyport('evidence', ...argv, '--out', join(home, 'never'), '--data', data);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(said);
  });
});
