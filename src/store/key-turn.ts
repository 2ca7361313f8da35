// New keys for an open store: made beside the old ones, taken over by the transaction that records it, put in their place after it.

import { type KeyObject, randomBytes } from 'node:crypto';
import {
  type NoteSigner,
  readVerifierLine,
  rotationBody,
  TURN_KIND,
  type TurnedKey,
} from '../audit/index.ts';
import { isJsonObject, type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import type { Database } from './database.ts';
import { damaged } from './faults.ts';
import {
  createSigningKey,
  layNextKey,
  masterKeyId,
  rememberKey,
  type StoreKeys,
  verifierOf,
} from './key-files.ts';
import type { Vault } from './vault.ts';

interface Prepared {
  readonly which: TurnedKey;
  /** What the record must say for the keys to turn. */
  readonly to: string;
  readonly take: () => void;
}

export interface TurnParts {
  readonly directory: string;
  readonly database: Database;
  readonly vault: Vault;
  readonly keys: StoreKeys;
  readonly logId: string;
}

/**
 * A change of keys in three steps: `prepare` puts the new key on disk beside the old one, `apply` takes it over in the
 * transaction of the record that says so, and a new session finds the new key in the old one's place (see `keysOf`).
 * INVARIANT: whenever it is cut off, the store says which of the two key files is its own.
 */
export class KeyTurn {
  readonly #parts: Omit<TurnParts, 'keys'>;
  #keys: StoreKeys;
  #prepared: Prepared | undefined;
  #signer: NoteSigner | undefined;

  constructor(parts: TurnParts) {
    this.#parts = parts;
    this.#keys = parts.keys;
  }

  /** Who signs once the transaction at hand is committed; undefined where that does not change. */
  get nextSigner(): NoteSigner | undefined {
    return this.#signer;
  }

  /** Makes the new key, durable beside the old one. Answers what the record of the change must say. */
  prepare(which: TurnedKey): JsonObject {
    return which === 'master' ? this.#prepareMaster() : this.#prepareSigning();
  }

  /** Part of the transaction that writes the record. Throws GatewayError store_damaged for a change that was not prepared. */
  apply(kind: string, body: string): void {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    const value = JSON.parse(body) as JsonValue;
    const to = isJsonObject(value) ? ownField(value, 'to') : undefined;
    if (prepared === undefined || TURN_KIND[prepared.which] !== kind || prepared.to !== to)
      throw damaged('a change of keys is recorded that was not prepared');
    prepared.take();
  }

  #prepareMaster(): JsonObject {
    const { directory, database, vault } = this.#parts;
    const { master } = this.#keys;
    const next = randomBytes(32);
    layNextKey(directory, 'master.key', `${next.toString('hex')}\n`);
    const to = masterKeyId(next);
    const take = (): void => {
      vault.rewrap(next);
      rememberKey(database, 'master.key', to);
      this.#keys = { ...this.#keys, master: next };
    };
    this.#prepared = { which: 'master', to, take };
    return { from: masterKeyId(master), to };
  }

  #prepareSigning(): JsonObject {
    const { directory, database, logId } = this.#parts;
    const { signing } = this.#keys;
    const { key, pem } = createSigningKey();
    layNextKey(directory, 'signing.key', pem);
    const previous = { key: signing, line: verifierOf(signing, logId) };
    const next = { key, line: verifierOf(key, logId) };
    const body = rotationBody(previous, next);
    const signer = signerOf(key, next.line);
    const take = (): void => {
      this.#signer = signer;
      rememberKey(database, 'signing.key', next.line);
      this.#keys = { ...this.#keys, signing: key };
    };
    this.#prepared = { which: 'signing', to: signer.keyId, take };
    return body;
  }
}

function signerOf(key: KeyObject, line: string): NoteSigner {
  const verifier = readVerifierLine(line);
  if (verifier === undefined) throw damaged('the new signing key has no verifier key line');
  return { name: verifier.name, keyId: verifier.id, key };
}
