import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leafHash } from '../../src/audit/index.ts';
import { sallyport, serve } from './cli.ts';

let home = '';
let data = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sallyport-export-'));
  data = join(home, 'data');
  await (await serve('--data', data)).stop();
});
afterAll(() => rm(home, { recursive: true }));

const exported = (...argv: readonly string[]) => sallyport('export', '--data', data, ...argv);

describe('sallyport export --to jsonl', () => {
  it('prints canonical leaves whose hashes are the audit hashes', async () => {
    const leaves = await exported('--to', 'jsonl', '--format', 'leaf');
    const records = await sallyport('audit', 'query', '--json', '--data', data);
    const hashes = leaves.out
      .trimEnd()
      .split('\n')
      .map((line) => `sha256:${leafHash(line)}`);
    expect(hashes).toEqual(records.objects.slice(0, hashes.length).map((record) => record['audit_hash']));
    expect(records.objects.at(-1)).toMatchObject({ kind: 'ledger_exported', by: 'local-operator', from: 0 });
  });

  it.each(['native', 'ecs', 'ocsf', 'leaf'])(
    'cuts off the torn end of a %s file and goes on without a gap',
    async (format) => {
      const out = join(home, `${format}.jsonl`);
      expect(
        (await exported('--to', 'jsonl', '--format', format, '--out', out, '--until-index', '3')).code,
      ).toBe(0);
      await appendFile(out, '{"index":3,"torn');
      expect(
        (await exported('--to', 'jsonl', '--format', format, '--out', out, '--resume', '--until-index', '6'))
          .code,
      ).toBe(0);
      const whole = await exported('--to', 'jsonl', '--format', format, '--until-index', '6');
      expect(await readFile(out, 'utf8')).toBe(whole.out);
    },
  );

  it('overwrites nothing, and takes up nothing that is not its own', async () => {
    const out = join(home, 'mine.txt');
    await writeFile(out, 'dear diary\n');
    const fresh = await exported('--to', 'jsonl', '--out', out);
    expect(fresh).toMatchObject({
      code: 2,
      err: expect.stringContaining('exists: continue it with --resume'),
    });
    const resumed = await exported('--to', 'jsonl', '--out', out, '--resume');
    expect(resumed).toMatchObject({
      code: 2,
      err: expect.stringContaining('does not end in a record of an export'),
    });
    expect(await readFile(out, 'utf8')).toBe('dear diary\n');
  });
});

describe('sallyport export --to parquet', () => {
  it('writes parts that others read, with leaves that prove each row', async () => {
    const out = join(home, 'parts');
    expect((await exported('--to', 'parquet', '--out', out, '--until-index', '4')).code).toBe(0);
    expect((await exported('--to', 'parquet', '--out', out, '--resume', '--until-index', '6')).code).toBe(0);
    const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
    expect(manifest.parts.map(({ first, last }: { first: number; last: number }) => [first, last])).toEqual([
      [0, 3],
      [4, 5],
    ]);
    const rows: Record<string, unknown>[] = [];
    for (const { file } of manifest.parts) {
      const buffer = await asyncBufferFromFile(join(out, file));
      rows.push(
        ...(await parquetReadObjects({
          file: buffer,
          compressors: { GZIP: (packed) => gunzipSync(packed) },
        })),
      );
      const { key_value_metadata: pairs } = await parquetMetadataAsync(buffer);
      expect(pairs).toContainEqual({ key: 'sallyport.log_id', value: manifest.log_id });
    }
    expect(rows.map((row) => row['index'])).toEqual([0n, 1n, 2n, 3n, 4n, 5n]);
    for (const row of rows) expect(`sha256:${leafHash(String(row['leaf']))}`).toBe(row['audit_hash']);
    expect(rows.at(-1)?.['audit_hash']).toBe(`sha256:${manifest.head}`);
    expect(rows[0]).toMatchObject({ kind: 'log_opened', time: expect.any(Date) });
  });

  it('begins no second export in the folder of a first one unasked', async () => {
    const out = join(home, 'twice');
    await exported('--to', 'parquet', '--out', out);
    expect(await exported('--to', 'parquet', '--out', out)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--resume'),
    });
  });

  it('does not mix two logs', async () => {
    const out = join(home, 'mixed');
    await exported('--to', 'parquet', '--out', out);
    const path = join(out, 'manifest.json');
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...manifest, log_id: 'another' }));
    expect(await exported('--to', 'parquet', '--out', out, '--resume')).toMatchObject({
      code: 2,
      err: expect.stringContaining('log another'),
    });
  });
});

describe('wrong input to sallyport export', () => {
  it.each([
    [['--to', 'csv'], 'expected one of: parquet, jsonl'],
    [['--to', 'parquet'], '--out names the folder'],
    [['--to', 'jsonl', '--format', 'xml'], 'one of: native, ecs, ocsf, leaf'],
    [['--to', 'jsonl', '--from-index', 'x'], "a record's index is expected"],
    [['--to', 'jsonl', '--from-index', '99999'], 'the log has'],
    [['--to', 'jsonl', '--resume', '--from-index', '1'], 'leave --from-index out'],
  ])('%j is refused with what is expected', async (argv, said) => {
    const ran = await exported(...argv);
    expect(ran.code).not.toBe(0);
    expect(ran.err).toContain(said);
  });
});
