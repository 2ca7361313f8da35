// An export to JSON lines: a file that can be taken up again at its last whole line, or a pipe.

import { type FileHandle, open } from 'node:fs/promises';
import { errnoOf, GatewayError } from '../domain/index.ts';
import { type ExportedRecord, indexInLine, jsonLine, type LineFormat } from '../exporters/index.ts';

const BUFFERED = 1024 * 1024;
/** No line is longer: a leaf has at most 65,535 bytes, and a view of it not ten times as many. */
const MAX_LINE = 1024 * 1024;

export class JsonLinesExport {
  readonly #file: FileHandle;
  readonly #format: LineFormat;
  readonly next: number;
  #waiting: string[] = [];
  #size = 0;

  private constructor(file: FileHandle, format: LineFormat, next: number) {
    this.#file = file;
    this.#format = format;
    this.next = next;
  }

  /** Throws GatewayError conflict where the file exists and `resume` is false. */
  static async to(path: string, format: LineFormat, resume: boolean): Promise<JsonLinesExport> {
    if (!resume) return new JsonLinesExport(await created(path), format, 0);
    const file = await open(path, 'a+', 0o600);
    try {
      return new JsonLinesExport(file, format, await afterLastLine(file, path));
    } catch (cause) {
      await file.close();
      throw cause;
    }
  }

  async add(exported: ExportedRecord): Promise<void> {
    const line = `${jsonLine(exported, this.#format)}\n`;
    this.#waiting.push(line);
    this.#size += line.length;
    if (this.#size >= BUFFERED) await this.#flush();
  }

  /** What was added is on disk when it resolves. */
  async close(): Promise<void> {
    await this.#flush();
    await this.#file.sync();
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#size = 0;
    await this.#file.appendFile(text);
  }
}

async function created(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'ax', 0o600);
  } catch (cause) {
    if (errnoOf(cause) === 'EEXIST') {
      throw new GatewayError('conflict', {
        publicMessage: `${path} exists: continue it with --resume, or name another file`,
        cause,
      });
    }
    throw cause;
  }
}

/** The index behind the last whole line; what an interrupted export left behind it is cut off. */
async function afterLastLine(file: FileHandle, path: string): Promise<number> {
  const { size } = await file.stat();
  const from = Math.max(0, size - MAX_LINE);
  const tail = Buffer.alloc(size - from);
  await file.read(tail, 0, tail.byteLength, from);
  const end = tail.lastIndexOf(0x0a) + 1;
  if (end === 0 && from > 0) throw notOurs(path);
  await file.truncate(from + end);
  if (end === 0) return 0;
  const start = tail.lastIndexOf(0x0a, end - 2) + 1;
  const index = indexInLine(tail.toString('utf8', start, end - 1));
  if (index === undefined) throw notOurs(path);
  return index + 1;
}

function notOurs(path: string): GatewayError {
  return new GatewayError('conflict', { publicMessage: `${path} does not end in a record of an export` });
}
