import { request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScanner } from '../../scanner.ts';
import { createScanServer } from './scan-server.ts';

const thread = openScanner();
let server: Server;
let port = 0;
beforeAll(async () => {
  server = createScanServer({ thread, newId: (prefix) => `${prefix}_1`, log: () => undefined });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await thread.close();
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

function ask(
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  options: { readonly path?: string; readonly method?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        port,
        host: '127.0.0.1',
        path: options.path ?? '/api/scan',
        method: options.method ?? 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, text, body: JSON.parse(text) });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const KEY = ['sk', 'abc123def456'].join('-');
const CODE = `config_list = [{"model": "gpt-4", "api_key": "${KEY}"}]  # nosec\n`;

describe('POST /api/scan', () => {
  it('answers with the names that the published guide reads, and without the secret', async () => {
    const { status, text, body } = await ask(
      JSON.stringify({ code: CODE, description: 'AutoGen two-agent coding workflow' }),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      scan_id: 'scan_1',
      score: 75,
      verdict: 'AT RISK',
      files_analyzed: 1,
      parse_complete: true,
      violations: [
        {
          id: expect.stringMatching(/^[0-9a-f]{32}:1$/),
          rule_id: 'SP101',
          owasp: expect.stringContaining('LLM06:2023'),
          cwe: 'CWE-798',
          severity: 'critical',
          title: expect.any(String),
          file: 'code.py',
          line: 1,
          code_snippet: expect.stringContaining('"api_key": ***'),
          explanation: expect.any(String),
          fix: expect.any(String),
          diff: { before: expect.stringContaining('***'), after: expect.stringContaining('os.environ') },
        },
      ],
    });
    expect(body['issues']).toEqual(body['violations']);
    expect(text).not.toContain(KEY);
  });

  it('lets no comment in the code suppress anything', async () => {
    const answer = await ask(JSON.stringify({ code: CODE }));
    expect(answer.body['violations']).toHaveLength(1);
  });

  it('says when code was not understood in full', async () => {
    const { body } = await ask(JSON.stringify({ code: 'def f(:\n' }));
    expect(body).toMatchObject({ score: 100, verdict: 'MONITORED', parse_complete: false });
  });

  it('reads archives in memory', async () => {
    const archive = zipSync({ 'a/w.py': strToU8(CODE), '../evil.py': strToU8('x'), 'b.png': strToU8('') });
    const { body } = await ask(archive, { 'content-type': 'application/zip' }, { path: '/api/scan/zip' });
    expect(body).toMatchObject({
      files_analyzed: 1,
      parse_complete: false,
      violations: [{ file: 'a/w.py' }],
    });
  });

  it('ends a hostile file of eight megabytes at its limit, with a notice', async () => {
    const { status, body } = await ask(JSON.stringify({ code: `x = ${'('.repeat(8 * 1024 * 1024)}` }));
    expect(status).toBe(200);
    expect(body).toMatchObject({ parse_complete: false, notices: [{ file: 'code.py' }] });
  });

  it.each([
    ['what is no JSON', '{', {}, {}, 400],
    ['another content type', '{}', { 'content-type': 'text/plain' }, {}, 400],
    ['another method', '', {}, { method: 'GET' }, 405],
    ['another path', '{}', {}, { path: '/admin/v1/status' }, 404],
    ['another host name', '{}', { host: 'evil.example' }, {}, 403],
    ['a page', '{}', { origin: 'https://evil.example' }, {}, 403],
    ['more than it reads', 'x'.repeat(11 * 1024 * 1024), {}, {}, 413],
  ])('refuses %s', async (...[, body, headers, options, status]) => {
    expect((await ask(body, headers, options)).status).toBe(status);
  });
});
