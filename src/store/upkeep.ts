// What an operator asks of the store now and then: each prepares, goes on record, and is carried out by the record's transaction.

import {
  type Erasure,
  type ErasureRequest,
  erasureBody,
  type KeyTurned,
  type KeyTurnRequest,
  type LedgerKeeper,
  type Receipt,
  type RecordDraft,
  type Retained,
  type RetentionRequest,
  readRetention,
  retentionBodies,
  type Sealed,
  type SealRequest,
  segmentBody,
  TURN_KIND,
} from '../audit/index.ts';
import { type Clock, GatewayError, stringField } from '../domain/index.ts';
import { expectAnswer } from './answers.ts';
import type { Answer, Question } from './protocol.ts';

const DAY_MS = 86_400_000;

export interface UpkeepPorts {
  readonly clock: Clock;
  readonly ask: (question: Question) => Promise<Answer>;
  readonly append: (drafts: readonly RecordDraft[]) => Promise<readonly Receipt[]>;
  /** From now on these workflows take no contents. */
  readonly close: (workflows: readonly string[]) => void;
  /** Another key signs now. */
  readonly turned: (verifier: string) => void;
}

export class Upkeep implements LedgerKeeper {
  readonly #ports: UpkeepPorts;
  readonly #underWay = new Set<'keys' | 'sealing'>();

  constructor(ports: UpkeepPorts) {
    this.#ports = ports;
  }

  /** See AuditLedger.erase. */
  async erase(request: ErasureRequest): Promise<Erasure> {
    const { scope, name } = request;
    const question: Question = { kind: 'prepare_erasure', scope: { scope, name } };
    const { workflows } = expectAnswer(await this.#ports.ask(question), 'workflows');
    if (workflows.length === 0)
      throw new GatewayError('not_found', { publicMessage: `no contents are stored for this ${scope}` });
    this.#ports.close(workflows);
    const index = await this.#record({ kind: 'contents_erased', body: erasureBody(request) });
    expectAnswer(await this.#ports.ask({ kind: 'settle_erasure' }), 'settled');
    return { index, workflows: workflows.length };
  }

  turnKey({ key, reason, by }: KeyTurnRequest): Promise<KeyTurned> {
    return this.#alone('keys', 'a change of keys is under way', async () => {
      const { body } = expectAnswer(await this.#ports.ask({ kind: 'prepare_turn', key }), 'turn');
      const index = await this.#record({ kind: TURN_KIND[key], body: { ...body, reason, by } });
      this.#ports.turned(expectAnswer(await this.#ports.ask({ kind: 'settle_turn' }), 'text').text);
      return { index, to: stringField(body, 'to') ?? '' };
    });
  }

  async retain(request: RetentionRequest): Promise<Retained> {
    const now = Math.trunc(this.#ports.clock());
    const question: Question = { kind: 'past_bounds', bounds: request, now };
    const { past } = expectAnswer(await this.#ports.ask(question), 'past');
    const records: number[] = [];
    for (const body of retentionBodies(past, request)) {
      this.#ports.close(readRetention(body) ?? []);
      records.push(await this.#record({ kind: 'retention_applied', body }));
    }
    if (records.length > 0) expectAnswer(await this.#ports.ask({ kind: 'settle_erasure' }), 'settled');
    return { workflows: past.length, records };
  }

  seal({ olderThanDays, by }: SealRequest): Promise<Sealed> {
    const now = Math.trunc(this.#ports.clock());
    const before = olderThanDays === undefined ? now + 1 : now - olderThanDays * DAY_MS;
    return this.#alone('sealing', 'a sealing is under way', async () => {
      const sealed = { segments: 0, records: 0, leafBytes: 0, fileBytes: 0 };
      // What an interrupted sealing left in the database goes first.
      expectAnswer(await this.#ports.ask({ kind: 'settle_seal' }), 'settled');
      for (;;) {
        const answer = await this.#ports.ask({ kind: 'prepare_seal', before });
        const { prepared } = expectAnswer(answer, 'segment');
        if (prepared === undefined) return sealed;
        const { segment, leafBytes } = prepared;
        await this.#record({ kind: 'segment_sealed', body: segmentBody(segment, by) });
        expectAnswer(await this.#ports.ask({ kind: 'settle_seal' }), 'settled');
        sealed.segments++;
        sealed.records += segment.last - segment.first + 1;
        sealed.leafBytes += leafBytes;
        sealed.fileBytes += segment.bytes;
      }
    });
  }

  async #record(draft: RecordDraft): Promise<number> {
    const [receipt] = await this.#ports.append([draft]);
    if (receipt === undefined) throw new TypeError('a record was appended without a receipt');
    return receipt.index;
  }

  async #alone<T>(what: 'keys' | 'sealing', refusal: string, run: () => Promise<T>): Promise<T> {
    if (this.#underWay.has(what)) throw new GatewayError('conflict', { publicMessage: refusal });
    this.#underWay.add(what);
    try {
      return await run();
    } finally {
      this.#underWay.delete(what);
    }
  }
}
