// What went wrong in the store, in words that an operator can act upon, and across a thread boundary.

import { type FaultCode, GatewayError } from '../domain/index.ts';

/** A GatewayError as plain data. */
export interface Fault {
  readonly code: FaultCode;
  readonly publicMessage: string;
  readonly detail: string | undefined;
}

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const ERROR = 1;
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const CORRUPT = 11;
const CANTOPEN = 14;
const NOTADB = 26;

const UNWRITABLE_ERRNO: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'EISDIR',
  'ENOENT',
]);

export function damaged(publicMessage: string, cause?: unknown): GatewayError {
  return new GatewayError('store_damaged', { publicMessage, ...(cause === undefined ? {} : { cause }) });
}

export function unavailable(publicMessage: string, detail?: string): GatewayError {
  return new GatewayError('ledger_unavailable', {
    publicMessage,
    ...(detail === undefined ? {} : { detail }),
  });
}

/** The fault in an error of SQLite or the file system that opening or reading met; a GatewayError stays what it is. */
export function faultOf(error: unknown, directory: string): GatewayError {
  if (error instanceof GatewayError) return error;
  const message = error instanceof Error ? error.message : 'unknown error';
  const code = codeOf(error);
  const options = { detail: message, cause: error };
  switch (code) {
    case 'store_locked':
      return new GatewayError(code, { publicMessage: `another process has ${directory} open`, ...options });
    case 'store_damaged':
      return new GatewayError(code, {
        publicMessage: `${directory}/ledger.db is damaged: ${damageIn(message) ?? message}`,
        ...options,
      });
    case 'store_unwritable':
      return new GatewayError(code, {
        publicMessage: `cannot write in ${directory}: ${message}`,
        ...options,
      });
    default:
      return new GatewayError('ledger_unavailable', {
        publicMessage: 'the store could not be read or written',
        ...options,
      });
  }
}

function codeOf(error: unknown): FaultCode {
  if (typeof error !== 'object' || error === null) return 'ledger_unavailable';
  const result = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
  if (result === BUSY || result === LOCKED) return 'store_locked';
  // Our statements are constants: one that cannot be prepared misses a table or column of our layout.
  if (result === ERROR || result === CORRUPT || result === NOTADB || saysDamaged(error))
    return 'store_damaged';
  if (result === READONLY || result === CANTOPEN) return 'store_unwritable';
  return 'code' in error && UNWRITABLE_ERRNO.has(error.code) ? 'store_unwritable' : 'ledger_unavailable';
}

/**
 * How messages begin that the driver gives without a result code, where a statement fails in the middle of its rows. Our columns
 * hold no number beyond those that JavaScript has, and none that goes into JSON is a blob.
 */
const DAMAGE: readonly (readonly [string, string])[] = [
  ['database disk image is malformed', 'a page of it is not as the engine wrote it'],
  ['JSON cannot hold BLOB values', 'a row holds bytes where the layout has text or a number'],
  ['Value is too large to be represented', 'a row holds a number that none of its columns can have'],
];

function damageIn(message: string): string | undefined {
  return DAMAGE.find(([beginning]) => message.startsWith(beginning))?.[1];
}

function saysDamaged(error: object): boolean {
  return 'message' in error && typeof error.message === 'string' && damageIn(error.message) !== undefined;
}

/** What `read` answers; undefined where it meets damage. Throws what is not that. */
export function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const fault = faultOf(error, '');
    if (fault.code !== 'store_damaged') throw fault;
    return undefined;
  }
}

export function toFault(error: GatewayError): Fault {
  return { code: error.code, publicMessage: error.publicMessage, detail: error.detail };
}

export function fromFault(fault: Fault): GatewayError {
  const { code, publicMessage, detail } = fault;
  return new GatewayError(code, detail === undefined ? { publicMessage } : { publicMessage, detail });
}
