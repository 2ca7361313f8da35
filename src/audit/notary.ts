// Takes the log's checkpoints to people outside: witnesses sign them, anchors keep them where the operator can not take them back.

import type { JsonObject } from '../domain/index.ts';
import { readCheckpoint, type SignedCheckpoint, withSignatures } from './tlog/checkpoint.ts';
import { writeNote } from './tlog/note.ts';
import { isMet, type PolicyWitness, quorumDetail, type TlogPolicy } from './tlog/tlog-policy.ts';
import { askWitness, type Cosigned, type WitnessAnswer } from './tlog/witness.ts';
import type { TransparencyLog } from './transparency.ts';

/** A place that keeps checkpoints. Each is written once and never again. */
export interface Anchor {
  readonly name: string;
  /** Rejects when the checkpoint could not be kept. */
  put(checkpoint: { readonly size: number; readonly origin: string; readonly text: string }): Promise<void>;
}

export interface NotaryPorts {
  readonly log: TransparencyLog;
  /** Records that are durable now. */
  readonly size: () => number;
  readonly record: (body: JsonObject) => Promise<void>;
  /** POST to a witness; rejects when it can not be reached in time. */
  readonly post: (url: string, body: string) => Promise<WitnessAnswer>;
  readonly policy: TlogPolicy | undefined;
  readonly anchors: readonly Anchor[];
}

export interface NotaryRound {
  readonly size: number;
  readonly quorum: boolean;
  /** The quorum where a policy asks for one, and every anchor. */
  readonly complete: boolean;
  /** One sentence: who signed, and what the policy asks for. */
  readonly detail: string;
  readonly witnesses: readonly { readonly name: string; readonly outcome: string }[];
  readonly anchors: readonly { readonly name: string; readonly outcome: string }[];
}

const KEPT = 'kept';

export class Notary {
  readonly #ports: NotaryPorts;
  /** What each witness signed last. */
  readonly #sizes = new Map<string, number>();
  /** The log's size after the own record of the last round: a log that grew by it alone is not new. */
  #seen = 0;

  constructor(ports: NotaryPorts) {
    this.#ports = ports;
  }

  /** One round, unless nothing was recorded since the last. */
  async due(): Promise<NotaryRound | undefined> {
    return this.#ports.size() === this.#seen ? undefined : this.round();
  }

  /** One round. A witness or anchor that fails is an outcome, not an error. */
  async round(): Promise<NotaryRound> {
    const { log, policy } = this.#ports;
    const checkpoint = readCheckpoint(await log.checkpoint(true));
    if (checkpoint === undefined) throw new TypeError('an opened log has a checkpoint');
    const asked = (policy?.witnesses ?? []).filter((witness) => witness.url !== undefined);
    const answers = await Promise.all(asked.map((witness) => this.#ask(witness, checkpoint)));
    const signatures = answers.flatMap(({ answer }) =>
      answer.kind === 'cosigned' ? [answer.signature] : [],
    );
    if (signatures.length > 0) await log.addCosignatures(checkpoint.size, signatures);
    const text = writeNote(withSignatures(checkpoint.note, signatures));
    const anchors = await Promise.all(
      this.#ports.anchors.map((anchor) =>
        keep(anchor, { size: checkpoint.size, origin: checkpoint.origin, text }),
      ),
    );
    const witnesses = answers.map(({ name, answer }) => ({ name, outcome: outcomeOf(answer) }));
    const signed = new Set(answers.flatMap(({ name, answer }) => (answer.kind === 'cosigned' ? [name] : [])));
    const quorum = policy !== undefined && isMet(policy, signed);
    const isKept = anchors.every(({ outcome }) => outcome === KEPT);
    const complete = isKept && (quorum || policy === undefined);
    const detail = policy === undefined ? 'no witnesses are asked' : quorumDetail(policy, signed);
    const round = { size: checkpoint.size, quorum, complete, detail, witnesses, anchors };
    await this.#ports.record({ ...round, root: Buffer.from(checkpoint.root).toString('hex') });
    this.#seen = this.#ports.size();
    return round;
  }

  async #ask(
    { name, key, url = '' }: PolicyWitness,
    checkpoint: SignedCheckpoint,
  ): Promise<{ readonly name: string; readonly answer: Cosigned }> {
    const ports = {
      post: (body: string) => this.#ports.post(`${url.replace(/\/$/, '')}/add-checkpoint`, body),
      prove: (from: number) => this.#ports.log.consistency(from, checkpoint.size),
    };
    const answer = await askWitness(key, checkpoint, ports, this.#sizes.get(name) ?? 0);
    if (answer.kind === 'cosigned') this.#sizes.set(name, checkpoint.size);
    return { name, answer };
  }
}

function outcomeOf(answer: Cosigned): string {
  return answer.kind === 'cosigned' ? 'cosigned' : `${answer.kind}: ${answer.why}`;
}

async function keep(
  anchor: Anchor,
  checkpoint: Parameters<Anchor['put']>[0],
): Promise<{ readonly name: string; readonly outcome: string }> {
  try {
    await anchor.put(checkpoint);
    return { name: anchor.name, outcome: KEPT };
  } catch (error) {
    return {
      name: anchor.name,
      outcome: `failed: ${error instanceof Error ? error.message : 'unknown error'}`,
    };
  }
}
