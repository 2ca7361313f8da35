// Contents at rest: one encrypted pack per record, one key per workflow, so that destroying a key erases a workflow.

import { createCipheriv, createDecipheriv, randomBytes, randomFillSync } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { bytesOf, integerOf } from './columns.ts';
import { type Database, one, type Statement } from './database.ts';
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

interface WorkflowKey {
  readonly id: number;
  readonly key: Buffer;
}

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
  /** '' for what belongs to no workflow. */
  readonly workflow: string;
}

export class Vault {
  readonly #master: Buffer;
  readonly #logId: string;
  readonly #findKey: Statement;
  readonly #addKey: Statement;
  readonly #keyById: Statement;
  readonly #cache = new Map<string, WorkflowKey>();
  readonly #pool = Buffer.alloc(POOL_BYTES);
  #pooled = 0;

  constructor(database: Database, master: Buffer, logId: string) {
    this.#master = master;
    this.#logId = logId;
    this.#findKey = database.prepare('SELECT id, wrapped FROM keys WHERE workflow = ?');
    this.#addKey = database.prepare('INSERT INTO keys (workflow, wrapped) VALUES (?, ?)');
    this.#keyById = database.prepare('SELECT wrapped FROM keys WHERE id = ?');
  }

  /** Fills `target` with chance. */
  fillRandom(target: Uint8Array): void {
    target.set(this.#random(target.byteLength));
  }

  /** Encrypts `plain` for its workflow, compressed where that makes it smaller. Part of the caller's transaction. */
  seal(plain: Uint8Array, at: PackPlace): Sealed {
    const { id, key } = this.#keyFor(at.workflow);
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
    const key = this.#openKey(sealed.key, at.workflow);
    if (key === undefined) return undefined;
    const encoding = sealed.pack[0];
    if (encoding !== STORED && encoding !== DEFLATED)
      throw damaged(`the contents of ${at.place} are not a pack`);
    const packed = decrypt(key, sealed.pack, this.#aad(encoding, at));
    if (packed === undefined) throw damaged(`the contents of ${at.place} have been changed`);
    return encoding === STORED ? packed : inflate(packed, size, at);
  }

  /** After a rolled-back transaction keys may be cached that were never stored. */
  forget(): void {
    this.#cache.clear();
  }

  #keyFor(workflow: string): WorkflowKey {
    const cached = this.#cache.get(workflow);
    if (cached !== undefined) return cached;
    const row = one(this.#findKey, workflow);
    const found = row === undefined ? this.#createKey(workflow) : this.#reopen(row, workflow);
    if (this.#cache.size >= CACHED_KEYS) this.#cache.delete(this.#cache.keys().next().value ?? '');
    this.#cache.set(workflow, found);
    return found;
  }

  #reopen(row: Readonly<Record<string, unknown>>, workflow: string): WorkflowKey {
    const id = integerOf(row, 'id');
    const key = this.#openKey(id, workflow);
    if (key === undefined) throw damaged('the content key of this workflow has been destroyed');
    return { id, key };
  }

  #createKey(workflow: string): WorkflowKey {
    const key = randomBytes(KEY_BYTES);
    const aad = this.#keyAad(workflow);
    const { lastInsertRowid } = this.#addKey.run(
      workflow,
      encrypt(this.#master, key, { prefix: STORED, nonce: this.#random(NONCE_BYTES), aad }),
    );
    return { id: Number(lastInsertRowid), key };
  }

  #openKey(id: number, workflow: string): Buffer | undefined {
    const cached = this.#cache.get(workflow);
    if (cached?.id === id) return cached.key;
    const row = one(this.#keyById, id);
    if (row === undefined) throw damaged('a content key is missing');
    if (row['wrapped'] === null) return undefined;
    const key = decrypt(this.#master, bytesOf(row, 'wrapped'), this.#keyAad(workflow));
    if (key === undefined) throw damaged('a content key does not open with this master.key');
    return key;
  }

  #sealing(encoding: number, at: PackPlace): Sealing {
    return { prefix: encoding, nonce: this.#random(NONCE_BYTES), aad: this.#aad(encoding, at) };
  }

  #aad(encoding: number, at: PackPlace): Buffer {
    return Buffer.from(`sallyport pack v1\n${this.#logId}\n${at.place}\n${encoding}\n${at.workflow}`);
  }

  #keyAad(workflow: string): Buffer {
    return Buffer.from(`sallyport key v1\n${this.#logId}\n${workflow}`);
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
