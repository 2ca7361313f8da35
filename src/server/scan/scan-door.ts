// POST /api/scan: hostile code comes in, findings go out. The body is read here, everything else happens on the scanner's thread.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../../domain/index.ts';
import type { ScanLimits, UploadRules } from '../../scan/index.ts';
import { readBody } from '../read-body.ts';
import { requireMethod } from '../require-method.ts';
import type { Mounted } from '../server-deps.ts';
import type { ScanThread } from './start-scan-thread.ts';

export interface ScanDoorDeps {
  readonly thread: ScanThread;
  readonly newId: (prefix: string) => string;
  /** Lets the caller in, or throws GatewayError. */
  readonly admit: (request: IncomingMessage) => void;
}

const MAX_BODY_BYTES = 10 * 1024 * 1024;
const DEADLINE_MS = 30_000;
const UPLOAD_LIMITS: UploadRules['limits'] = {
  maxEntries: 2_000,
  maxEntryBytes: 2 * 1024 * 1024,
  maxTotalBytes: 20 * 1024 * 1024,
};
const SCAN_LIMITS: ScanLimits = { maxFileBytes: 2 * 1024 * 1024, maxFileMs: 2_000, maxFindings: 1_000 };

/** `/api/scan`, and `/api/scan/zip` for clients that send archives there. */
export function scanDoor(deps: ScanDoorDeps): Mounted {
  return {
    owns: (pathname) => pathname === '/api/scan' || pathname === '/api/scan/zip',
    handle: (request, response) => handle(deps, request, response),
  };
}

async function handle(
  { thread, newId, admit }: ScanDoorDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  admit(request);
  requireMethod(request, 'POST', 'a scan is asked for by POST');
  // The thread gets the only copy: a body of its own, whatever buffer it was read into.
  const body = new Uint8Array(await readBody(request, MAX_BODY_BYTES));
  const contentType = request.headers['content-type'] ?? '';
  const end = await thread.run(
    {
      kind: 'upload',
      scanId: newId('scan'),
      contentType,
      body,
      limits: SCAN_LIMITS,
      uploadLimits: UPLOAD_LIMITS,
    },
    { deadlineMs: DEADLINE_MS, transfer: [body.buffer] },
  );
  if (end.kind === 'answer' && end.answer.kind === 'answered') return reply(response, end.answer.body);
  if (end.kind === 'refused') throw new GatewayError('invalid_request', { publicMessage: end.message });
  const why =
    end.kind === 'stopped' && end.why === 'time' ? `longer than ${DEADLINE_MS} ms` : 'more than it may have';
  throw new GatewayError('invalid_request', { publicMessage: `the scan was ended: it takes ${why}` });
}

function reply(response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}
