// Contents at rest: one encrypted pack per record, one key per owner, so that destroying keys erases what they opened.

import { createCipheriv, createDecipheriv, randomBytes, randomFillSync } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ContentOwner } from '../audit/index.ts';
import { GatewayError } from '../domain/index.ts';
import { bytesOf, integerOf, type Row, textOf } from './columns.ts';
import { all, type Database, one, pagesOf, type Statement } from './database.ts';
import { damaged } from './faults.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
/** Below this a deflate costs more time than the bytes are worth. */
const DEFLATE_FROM = 2048;
const STORED = 0;
const DEFLATED = 1;
const CACHED_KEYS = 4096;
const POOL_BYTES = 16_384;
/** An upper bound of what one spooled chunk may hold when it is opened again. */
export const MAX_CHUNK_BYTES = 64 * 1024 * 1024;
/** Keys that are tried to tell a foreign master key from a damaged row. */
const TRIED_KEYS = 3;
/** Keys that are in memory at once while they are wrapped anew. */
const REWRAP_STEP = 1000;

interface ContentKey {
  readonly id: number;
  readonly key: Buffer;
}

interface OpenedKey {
  readonly owner: string;
  readonly key: Buffer;
}

export const FOREIGN_MASTER =
  'master.key opens no contents of this store: it is the key of another. Put the right one back; nothing was written';

/** Encrypted bytes and the row of the key that opens them. */
export interface Sealed {
  readonly key: number;
  /** A byte for the encoding, the nonce, the ciphertext, the tag. */
  readonly pack: Uint8Array;
}

/** Where a pack lies; bound to it as additional data, so that packs can not be exchanged. */
export interface PackPlace {
  /** `record:<index>` or `spool:<seq>`. */
  readonly place: string;
  readonly owner: ContentOwner;
}

/** Spooled text has the key of its workflow: it becomes part of a record soon, or is erased with it. */
export function spoolOwner(workflow: string): ContentOwner {
  return { workflow, agent: '', subject: '' };
}

export class Vault {
  #master: Buffer;
  readonly #logId: string;
  readonly #findKey: Statement;
  readonly #addKey: Statement;
  readonly #keyById: Statement;
  readonly #someKeys: Statement;
  readonly #putKey: Statement;
  readonly #newestKeys: Statement;
  /** Keys that seal, by owner. */
  readonly #cache = new Map<string, ContentKey>();
  /** Keys that have been opened to read, by row: a row says itself whose it is, so that nothing is ever sealed with these. */
  readonly #opened = new Map<number, OpenedKey>();
  readonly #pool = Buffer.alloc(POOL_BYTES);
  #pooled = 0;

  constructor(database: Database, master: Buffer, logId: string) {
    this.#master = master;
    this.#logId = logId;
    this.#findKey = database.prepare(
      'SELECT id, wrapped FROM keys WHERE workflow = ? AND agent = ? AND subject = ?',
    );
    this.#addKey = database.prepare(
      'INSERT INTO keys (workflow, agent, subject, wrapped) VALUES (?, ?, ?, ?)',
    );
    this.#keyById = database.prepare('SELECT workflow, agent, subject, wrapped FROM keys WHERE id = ?');
    this.#someKeys = database.prepare(
      `SELECT id, workflow, agent, subject, wrapped FROM keys WHERE id > ? AND wrapped IS NOT NULL ORDER BY id LIMIT ${REWRAP_STEP}`,
    );
    this.#newestKeys = database.prepare(
      `SELECT workflow, agent, subject, wrapped FROM keys WHERE wrapped IS NOT NULL ORDER BY id DESC LIMIT ${TRIED_KEYS}`,
    );
    this.#putKey = database.prepare('UPDATE keys SET wrapped = ? WHERE id = ?');
  }

  /** Fills `target` with chance. */
  fillRandom(target: Uint8Array): void {
    target.set(this.#random(target.byteLength));
  }

  /** Encrypts `plain` for its owner, compressed where that makes it smaller. Part of the caller's transaction. */
  seal(plain: Uint8Array, at: PackPlace): Sealed {
    const { id, key } = this.#keyFor(at.owner);
    const deflated = plain.byteLength < DEFLATE_FROM ? undefined : deflateRawSync(plain, { level: 1 });
    const isSmaller = deflated !== undefined && deflated.byteLength < plain.byteLength;
    const encoding = isSmaller ? DEFLATED : STORED;
    return { key: id, pack: encrypt(key, isSmaller ? deflated : plain, this.#sealing(encoding, at)) };
  }

  /**
   * The plain bytes of a pack, or undefined when its key has been destroyed. `size` bounds what decompression may yield.
   * Throws GatewayError store_damaged when the pack is not the one that was put there.
   */
  open(sealed: Sealed, at: PackPlace, size: number): Buffer | undefined {
    const key = this.#openKey(sealed.key, at.owner);
    if (key === undefined) return undefined;
    const encoding = sealed.pack[0];
    if (encoding !== STORED && encoding !== DEFLATED)
      throw damaged(`the contents of ${at.place} are not a pack`);
    const packed = decrypt(key, sealed.pack, this.#aad(encoding, at));
    if (packed === undefined) throw damaged(`the contents of ${at.place} have been changed`);
    return encoding === STORED ? packed : inflate(packed, size, at);
  }

  /** Whether this pack is the one that was put there; one whose key was destroyed may be. */
  holds(sealed: Sealed, at: PackPlace): boolean {
    try {
      this.open(sealed, at, MAX_CHUNK_BYTES);
      return true;
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'store_damaged') return false;
      throw error;
    }
  }

  /** Whether this is a content key of that owner, under this master key. */
  opensKey(wrapped: Uint8Array, owner: ContentOwner): boolean {
    return this.#tryUnwrap(wrapped, owner) !== undefined;
  }

  /** Whether this owner's contents have been erased: then nothing can be sealed for it any more. */
  isErased({ workflow, agent, subject }: ContentOwner): boolean {
    const row = one(this.#findKey, workflow, agent, subject);
    return row !== undefined && row['wrapped'] === null;
  }

  /** Whether there are content keys, and this master key opens none of those that were made last: then it is another store's. */
  isForeign(): boolean {
    const rows = all(this.#newestKeys);
    return (
      rows.length > 0 &&
      rows.every((row) => this.#tryUnwrap(bytesOf(row, 'wrapped'), ownerIn(row)) === undefined)
    );
  }

  /** None of the keys that are in memory is used again: they have been destroyed, or their rows are to be read. */
  forget(): void {
    for (const { key } of [...this.#cache.values(), ...this.#opened.values()]) key.fill(0);
    this.#cache.clear();
    this.#opened.clear();
  }

  /**
   * Wraps each content key under another master key, which is the vault's from then on. Part of the caller's transaction: where
   * that fails, the vault must not be used again. Throws GatewayError store_damaged for a key that the old one does not open.
   */
  rewrap(master: Buffer): void {
    for (const rows of pagesOf(this.#someKeys, 'id')) {
      for (const row of rows) {
        const owner = ownerIn(row);
        const key = this.#unwrap(bytesOf(row, 'wrapped'), owner);
        this.#putKey.run(this.#wrap(master, key, owner), integerOf(row, 'id'));
      }
    }
    this.#master = master;
  }

  #keyFor(owner: ContentOwner): ContentKey {
    const name = ownerName(owner);
    const cached = this.#cache.get(name);
    if (cached !== undefined) return cached;
    const row = one(this.#findKey, owner.workflow, owner.agent, owner.subject);
    const found = row === undefined ? this.#createKey(owner) : this.#reopen(row, owner);
    if (this.#cache.size >= CACHED_KEYS) this.#cache.delete(this.#cache.keys().next().value ?? '');
    this.#cache.set(name, found);
    return found;
  }

  #reopen(row: Readonly<Record<string, unknown>>, owner: ContentOwner): ContentKey {
    const id = integerOf(row, 'id');
    const key = this.#openKey(id, owner);
    if (key === undefined) throw damaged('the content key of this workflow has been destroyed');
    return { id, key };
  }

  #createKey(owner: ContentOwner): ContentKey {
    const key = randomBytes(KEY_BYTES);
    const { workflow, agent, subject } = owner;
    const wrapped = this.#wrap(this.#master, key, owner);
    const { lastInsertRowid } = this.#addKey.run(workflow, agent, subject, wrapped);
    return { id: Number(lastInsertRowid), key };
  }

  #wrap(master: Buffer, key: Buffer, owner: ContentOwner): Uint8Array {
    const aad = this.#keyAad(owner);
    return encrypt(master, key, { prefix: STORED, nonce: this.#random(NONCE_BYTES), aad });
  }

  #unwrap(wrapped: Uint8Array, owner: ContentOwner): Buffer {
    const key = this.#tryUnwrap(wrapped, owner);
    if (key === undefined) throw damaged('a content key does not open with this master.key');
    return key;
  }

  #tryUnwrap(wrapped: Uint8Array, owner: ContentOwner): Buffer | undefined {
    return wrapped[0] === STORED ? decrypt(this.#master, wrapped, this.#keyAad(owner)) : undefined;
  }

  #openKey(id: number, owner: ContentOwner): Buffer | undefined {
    const name = ownerName(owner);
    const opened = this.#opened.get(id);
    if (opened?.owner === name) return opened.key;
    const row = one(this.#keyById, id);
    if (row === undefined) throw damaged('a content key is missing');
    // INVARIANT: only its owner's erasure explains that something can not be opened; a key of another explains nothing.
    if (ownerName(ownerIn(row)) !== name) throw damaged("a content key is another owner's");
    if (row['wrapped'] === null) return undefined;
    const key = this.#unwrap(bytesOf(row, 'wrapped'), owner);
    if (this.#opened.size >= CACHED_KEYS) this.#opened.delete(this.#opened.keys().next().value ?? -1);
    this.#opened.set(id, { owner: name, key });
    return key;
  }

  #sealing(encoding: number, at: PackPlace): Sealing {
    return { prefix: encoding, nonce: this.#random(NONCE_BYTES), aad: this.#aad(encoding, at) };
  }

  #aad(encoding: number, at: PackPlace): Buffer {
    return Buffer.from(`sallyport pack v1\n${this.#logId}\n${at.place}\n${encoding}\n${ownerName(at.owner)}`);
  }

  #keyAad(owner: ContentOwner): Buffer {
    return Buffer.from(`sallyport key v1\n${this.#logId}\n${ownerName(owner)}`);
  }

  /** Chance from a pool, since a call into the generator costs more than it yields for a few bytes. Each byte is given out once. */
  #random(size: number): Buffer {
    if (this.#pooled < size) {
      randomFillSync(this.#pool);
      this.#pooled = POOL_BYTES;
    }
    this.#pooled -= size;
    return this.#pool.subarray(this.#pooled, this.#pooled + size);
  }
}

export function ownerIn(row: Row): ContentOwner {
  return {
    workflow: textOf(row, 'workflow'),
    agent: textOf(row, 'agent'),
    subject: textOf(row, 'subject'),
  };
}

/** Unambiguous: no name has a zero byte. */
function ownerName({ workflow, agent, subject }: ContentOwner): string {
  return `${workflow}\0${agent}\0${subject}`;
}

interface Sealing {
  readonly prefix: number;
  readonly nonce: Uint8Array;
  readonly aad: Buffer;
}

function encrypt(key: Buffer, plain: Uint8Array, { prefix, nonce, aad }: Sealing): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, nonce);
  cipher.setAAD(aad);
  const ciphertext = cipher.update(plain);
  cipher.final();
  const pack = Buffer.allocUnsafe(1 + NONCE_BYTES + ciphertext.byteLength + TAG_BYTES);
  pack[0] = prefix;
  pack.set(nonce, 1);
  pack.set(ciphertext, 1 + NONCE_BYTES);
  pack.set(cipher.getAuthTag(), pack.byteLength - TAG_BYTES);
  return pack;
}

function inflate(packed: Buffer, size: number, { place }: PackPlace): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch {
    throw damaged(`the contents of ${place} are not as large as the record says`);
  }
}

function decrypt(key: Buffer, pack: Uint8Array, aad: Buffer): Buffer | undefined {
  const end = pack.byteLength - TAG_BYTES;
  if (end < 1 + NONCE_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, pack.subarray(1, 1 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(aad);
  decipher.setAuthTag(pack.subarray(end));
  try {
    return Buffer.concat([decipher.update(pack.subarray(1 + NONCE_BYTES, end)), decipher.final()]);
  } catch {
    return undefined; // The tag does not match: the caller says which pack.
  }
}
