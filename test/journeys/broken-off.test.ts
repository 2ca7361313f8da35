// Clients that close, leave in the middle of what they say, or say what is no call: told in one line each, and never as a bug of ours.

import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

describe('a client', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ policy: 'default_decision: ALLOW', agents: ['coder'] });
  });
  afterAll(() => gateway.close());

  /** Sends these bytes; answers everything that came back once the gateway has closed. */
  function talk(head: readonly string[], body: string): Promise<string> {
    const { hostname, port } = new URL(gateway.url);
    return new Promise((resolve, reject) => {
      let heard = '';
      const socket = connect(Number(port), hostname, () =>
        socket.write([...head, `host: ${hostname}`, '', body].join('\r\n')),
      );
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(heard));
    });
  }

  test('that asks for the connection to be closed has it closed, also after a refusal', async () => {
    const answer = await talk(['GET /nowhere HTTP/1.1', 'connection: close'], '');
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer.toLowerCase()).toContain('connection: close');
  });

  test('hears what is wrong in whole sentences, each with one stop', async () => {
    const key = `authorization: Bearer ${gateway.key('coder')}`;
    const head = ['POST /v1/chat/completions HTTP/1.1', 'connection: close', key, 'content-length: 2'];
    const answer = await talk(head, '[]');
    expect(answer).toContain('The body must be a JSON object. Correct the named field.');
  });

  test('that breaks off inside its body is no bug of the gateway', async () => {
    const { hostname, port } = new URL(gateway.url);
    const key = `authorization: Bearer ${gateway.key('coder')}`;
    const lines = ['POST /v1/chat/completions HTTP/1.1', `host: ${hostname}`, key, 'content-length: 100'];
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${lines.join('\r\n')}\r\nexpect: 100-continue\r\n\r\n{`),
    );
    // The gateway has begun to read once it lets the client go on.
    socket.once('data', () => socket.destroy());
    await until(() => gateway.log.find((entry) => JSON.stringify(entry).includes('the body broke off')));
    expect(gateway.log.filter(({ event }) => event === 'bug')).toEqual([]);
  });
});
