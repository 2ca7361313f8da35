// The folder that becomes a pack of evidence: files are written once, and a manifest names the digest of each.

import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GatewayError } from '../domain/index.ts';
import { makeDirectories } from '../store/index.ts';
import { makeUserFolder } from './user-folder.ts';

const FLUSH_AT = 1024 * 1024;

/** A file of the pack while it is written. */
export class PackFile {
  readonly #file: FileHandle;
  readonly #hash: Hash = createHash('sha256');
  #waiting: string[] = [];
  #size = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  add(text: string): void {
    this.#waiting.push(text);
    this.#size += text.length;
  }

  async flushWhenLarge(): Promise<void> {
    if (this.#size >= FLUSH_AT) await this.#flush();
  }

  /** Answers the file's SHA-256. */
  async close(): Promise<string> {
    await this.#flush();
    await this.#file.close();
    return this.#hash.digest('hex');
  }

  async #flush(): Promise<void> {
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#size = 0;
    this.#hash.update(text);
    await this.#file.appendFile(text);
  }
}

export class Pack {
  readonly #directory: string;
  readonly #open = new Map<string, PackFile>();
  readonly #digests: Record<string, string> = {};

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Throws GatewayError conflict for a folder with something in it: a pack is never mixed with another. */
  static async in(directory: string): Promise<Pack> {
    makeUserFolder(directory);
    if ((await readdir(directory)).length > 0) {
      throw new GatewayError('conflict', { publicMessage: `${directory} is not empty: name another folder` });
    }
    return new Pack(directory);
  }

  get fileCount(): number {
    return Object.keys(this.#digests).length + 1;
  }

  async file(name: string): Promise<PackFile> {
    const path = join(this.#directory, name);
    makeDirectories(dirname(path));
    const file = new PackFile(await open(path, 'ax', 0o600));
    this.#open.set(name, file);
    return file;
  }

  async text(name: string, text: string): Promise<void> {
    const file = await this.file(name);
    file.add(text);
    await this.#end(name, file);
  }

  /** Ends all files, then writes what each of them is. */
  async close(about: Readonly<Record<string, string | number>>): Promise<void> {
    for (const [name, file] of this.#open) await this.#end(name, file);
    const sha256 = Object.fromEntries(Object.entries(this.#digests).sort());
    const manifest = await open(join(this.#directory, 'manifest.json'), 'ax', 0o600);
    await manifest.writeFile(`${JSON.stringify({ ...about, sha256 }, null, 2)}\n`);
    await manifest.close();
  }

  async #end(name: string, file: PackFile): Promise<void> {
    this.#open.delete(name);
    this.#digests[name] = await file.close();
  }
}
