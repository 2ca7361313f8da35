import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BLOCKED, ledgerRows } from '../../test/support/ledger-rows.ts';
import { exporters } from './catalog.ts';
import { exportedRecord } from './exported-record.ts';

const home = new URL('.', import.meta.url);
const shared = new Set(['files', 'formats']);
const entries = readdirSync(home, { withFileTypes: true });
const folders = entries
  .filter((entry) => entry.isDirectory() && !shared.has(entry.name))
  .map((entry) => entry.name);

describe('the catalogue of exporters', () => {
  it('lists every folder once, sorted by kind', () => {
    const kinds = folders.map((folder) => folder.replaceAll('-', '_')).sort();
    expect(exporters.map((exporter) => exporter.kind)).toEqual(kinds);
  });

  it.each(folders)('%s has a test of its own', (folder) => {
    expect(existsSync(new URL(`${folder}/${folder}.test.ts`, home))).toBe(true);
  });
});

describe.each(exporters)('exporter $kind', (exporter) => {
  const settings = {
    name: 'sink',
    kind: exporter.kind,
    url: 'http://localhost',
    token: { reveal: () => 'T0KEN' },
    format: exporter.formats[0] ?? ('native' as const),
    target: undefined,
    headers: new Map<string, string>(),
  };

  it.each([301, 400, 401, 403, 404, 413, 429, 500, 503])(
    'does not call delivered what was answered with %i',
    (status) => {
      expect(exporter.outcome({ status, retryAfterMs: undefined, body: '' }, 2).kind).not.toBe('taken');
    },
  );

  it('keeps the token out of the body', () => {
    const items = ledgerRows([BLOCKED]).map((row) => exporter.item(exportedRecord(row), settings) ?? '');
    const sent = exporter.request(items, settings, { now: 0, batchId: 'b' });
    expect(`${sent.path}${sent.body}`).not.toContain('T0KEN');
  });

  it('carries the audit hash of every record that it sends', () => {
    const [row] = ledgerRows([BLOCKED]);
    const item = row === undefined ? undefined : exporter.item(exportedRecord(row), settings);
    expect(item).toContain(row?.hash);
  });
});
