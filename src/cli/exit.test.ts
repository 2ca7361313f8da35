import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ConfigRejected } from '../config/index.ts';
import { FAULTS, GatewayError } from '../domain/index.ts';
import { reportFault } from './exit.ts';
import { createTerminal } from './terminal.ts';

function reported(cause: unknown): { readonly code: number; readonly text: string } {
  let text = '';
  const stderr = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString('utf8');
      done();
    },
  });
  const terminal = createTerminal({ json: false, color: false, stdout: process.stdout, stderr });
  return { code: reportFault(terminal, cause), text };
}

describe('reportFault', () => {
  it('says what happened and what to do, and nothing that was meant for a log', () => {
    const { code, text } = reported(
      new GatewayError('store_locked', { publicMessage: 'in use', detail: 'internal detail' }),
    );
    expect(code).toBe(2);
    expect(text).toBe(`error: in use\n       ${FAULTS.store_locked.advice}\n`);
  });

  it('adds no advice to a message that names what is wrong', () => {
    const fault = new GatewayError('not_found', { publicMessage: 'there is no agent anna' });
    expect(reported(fault)).toEqual({ code: 2, text: 'error: there is no agent anna\n' });
  });

  it('shows every problem of a file with its place', () => {
    const problem = { severity: 'error', file: 'a.yaml', line: 2, column: 3, code: 'x' } as const;
    const { code, text } = reported(
      new ConfigRejected([
        { ...problem, message: 'one' },
        { ...problem, line: 9, message: 'two', hint: 'did you mean it?' },
      ]),
    );
    expect(code).toBe(2);
    expect(text).toBe('a.yaml:2:3 error one (x)\na.yaml:9:3 error two (x)\n    did you mean it?\n');
  });

  it('shows the stack of a bug, and of a bug only', () => {
    const bug = reported(new TypeError('boom'));
    expect(bug.code).toBe(70);
    expect(bug.text).toContain('TypeError: boom\n    at ');
    expect(reported('thrown text')).toEqual({ code: 70, text: 'internal error: thrown text\n' });
    expect(reported(new GatewayError('internal', { publicMessage: 'internal error (rq_1)' })).code).toBe(70);
  });
});
