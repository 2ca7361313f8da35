// The order of work in the store's thread: commits first, then one step of the oldest question, and again.

import { verifyLog } from './check-log.ts';
import { decodeCommit } from './commit-codec.ts';
import { faultOf, toFault, unavailable } from './faults.ts';
import type { Signatures } from './limits.ts';
import { prove } from './proofs.ts';
import type {
  Answer,
  CommitRequest,
  OpenedStore,
  Question,
  QuestionRequest,
  Reply,
  Request,
  WorkerInput,
} from './protocol.ts';
import { pastBounds } from './retention.ts';
import {
  closeSession,
  type OpenedSession,
  openForReading,
  openSession,
  reopenSession,
  type Session,
  turned,
  verifierOfSession,
} from './session.ts';

/** The thread's way out. */
export interface WorkerPort {
  post(reply: Reply): void;
  /** Nothing more will be done: the store was closed, or a write failed. */
  end(): void;
}

/** Between two steps of indexing while others use the store: about 6,000 records a second are indexed even then. */
const INDEX_PAUSE_MS = 10;

/** A question under way: yields between steps, returns its answer. */
interface Job {
  readonly id: number;
  readonly steps: Iterator<Reply | undefined, Answer>;
}

export class StoreWorker {
  readonly #directory: string;
  readonly #port: WorkerPort;
  #session: Session;
  readonly #jobs: Job[] = [];
  #indexing: Iterator<undefined, void> | undefined;
  #commits: CommitRequest[] = [];
  #isComingAgain = false;
  #pause: NodeJS.Timeout | undefined;
  /** When somebody last asked or appended something, and when a step was last given to the index. */
  #usedAt = 0;
  #indexedAt = 0;
  #isOver = false;

  private constructor(directory: string, session: Session, port: WorkerPort) {
    this.#directory = directory;
    this.#session = session;
    this.#port = port;
  }

  /** Opens the store and says how that went. Undefined when it could not be opened. */
  static start(input: WorkerInput, port: WorkerPort): StoreWorker | undefined {
    try {
      const { session, store } = openFor(input);
      port.post({ kind: 'opened', store });
      return new StoreWorker(input.directory, session, port);
    } catch (error) {
      port.post({ kind: 'open_failed', fault: toFault(faultOf(error, input.directory)) });
      return undefined;
    }
  }

  /** Whoever closes does not wait for readers: what they asked before is refused. */
  take(request: Request): void {
    this.#usedAt = performance.now();
    if (request.kind === 'commit') {
      this.#commits.push(request);
      return;
    }
    if (request.question.kind === 'close') {
      const fault = toFault(unavailable('the ledger is closed'));
      for (const { id } of this.#jobs.splice(0)) this.#port.post({ kind: 'refused', id, fault });
    }
    this.#jobs.push({ id: request.id, steps: this.#steps(request) });
  }

  /** A checkpoint, when records have come since the last one, and their place in the index. Called every two seconds. */
  checkpoint(): void {
    const { writer } = this.#session;
    if (this.#isOver || writer === undefined || writer.isOpen) return;
    try {
      writer.checkpoint();
      this.#indexing ??= this.#session.reader.index(writer.head.size);
      this.#comeAgain();
    } catch (error) {
      // Everything that was sent before has been answered; what follows is refused until the store is open again.
      this.#fail(0, error);
    }
  }

  /** Commits all that has been taken, then does one step of a question; comes again for the next step. */
  turn(): void {
    if (this.#commits.length > 0) this.#commitAll();
    const job = this.#jobs[0];
    // INVARIANT: nobody reads what is not committed. The rest of an open turn is on its way, and comes here.
    if (this.#isOver || this.#session.writer?.isOpen === true) return;
    if (job === undefined) this.#index();
    else if (this.#step(job)) this.#jobs.shift();
    if (this.#jobs.length > 0 || this.#indexing !== undefined) this.#comeAgain();
  }

  /** Messages that arrive in between are handled first, so a long read holds the writer up for one step only. */
  #comeAgain(): void {
    if (this.#jobs.length === 0 && this.#isInUse()) {
      this.#pause ??= setTimeout(() => {
        this.#pause = undefined;
        this.#come();
      }, INDEX_PAUSE_MS).unref();
      return;
    }
    if (this.#isComingAgain) return;
    this.#isComingAgain = true;
    setImmediate(() => {
      this.#isComingAgain = false;
      this.#come();
    });
  }

  #come(): void {
    if (!this.#isOver) this.turn();
  }

  #isInUse(): boolean {
    return performance.now() - this.#usedAt < INDEX_PAUSE_MS;
  }

  /** One block more into the index, while nobody asks anything; seldom, while somebody has just asked. */
  #index(): void {
    if (this.#indexing === undefined) return;
    if (this.#isInUse() && performance.now() - this.#indexedAt < INDEX_PAUSE_MS) return;
    this.#indexedAt = performance.now();
    try {
      if (this.#indexing.next().done === true) this.#indexing = undefined;
    } catch (error) {
      this.#fail(0, error);
    }
  }

  #fail(sequence: number, error: unknown): void {
    this.#port.post({ kind: 'commit_failed', sequence, fault: toFault(faultOf(error, this.#directory)) });
    this.#end();
  }

  /** The driver lets go of a connection and its lock only with its thread: that must end before the store is opened again. */
  #end(): void {
    this.#isOver = true;
    this.#port.end();
  }

  /**
   * All whole turns become one commit; a part of one that is still under way is written, and committed with its rest.
   * After a failed write the connection is not believed any more, whatever the failure was.
   */
  #commitAll(): void {
    const requests = this.#commits;
    this.#commits = [];
    const lastWhole = requests.findLastIndex(({ isPart }) => !isPart);
    const { writer } = this.#session;
    let sequence = 0;
    try {
      if (writer === undefined) throw unavailable('the ledger is open for reading only');
      for (const [at, request] of requests.entries()) {
        sequence = request.sequence;
        writer.add(decodeCommit(request.fields, request.bytes));
        if (at === lastWhole) this.#port.post({ kind: 'committed', sequence, ...writer.commit() });
      }
    } catch (error) {
      this.#fail(sequence, error);
    }
  }

  /** One step of a question; true when it is done. */
  #step(job: Job): boolean {
    try {
      const step = job.steps.next();
      if (step.done === true) this.#port.post({ kind: 'answer', id: job.id, answer: step.value });
      else if (step.value !== undefined) this.#port.post(step.value);
      return step.done === true;
    } catch (error) {
      this.#port.post({ kind: 'refused', id: job.id, fault: toFault(faultOf(error, this.#directory)) });
      return true;
    } finally {
      if (this.#isOver) this.#port.end();
    }
  }

  *#steps({ id, question }: QuestionRequest): Generator<Reply | undefined, Answer> {
    if (question.kind === 'settle_turn') {
      this.#session = turned(this.#session);
      return { kind: 'text', text: verifierOfSession(this.#session) };
    }
    if (question.kind !== 'close') return yield* answer(this.#session, question, id);
    this.#isOver = true;
    closeSession(this.#session);
    return { kind: 'closed' };
  }
}

function openFor({ directory, purpose }: WorkerInput): {
  readonly session: Session;
  readonly store: OpenedStore;
} {
  switch (purpose.kind) {
    case 'serve':
      return signing(openSession(directory, purpose.now), purpose.signatures);
    case 'resume':
      return signing(reopenSession(directory, purpose.acknowledged), purpose.signatures);
    case 'inspect':
      return openForReading(directory);
  }
}

function signing(opened: OpenedSession, signatures: Signatures): OpenedSession {
  if (signatures === 'each') opened.session.writer?.signEach();
  return opened;
}

function* answer(
  session: Session,
  question: Exclude<Question, { readonly kind: 'settle_turn' | 'close' }>,
  id: number,
): Generator<Reply | undefined, Answer> {
  const { reader, writer } = session;
  const size = writer?.head.size ?? 0;
  switch (question.kind) {
    case 'page':
      return yield* reader.page(question.query, size);
    case 'contents':
      return reader.contents(question.index);
    case 'leaves':
      return reader.leaves(question.from, question.limit, size);
    case 'recent':
      return reader.recent(question.since, question.limit, size);
    case 'verify': {
      const steps = verifyLog(session, writer?.head, question.options);
      let step = steps.next();
      while (step.done !== true) {
        yield { kind: 'progress', id, progress: step.value };
        step = steps.next();
      }
      return { kind: 'verify', report: step.value };
    }
    case 'prepare_erasure':
      return { kind: 'workflows', workflows: session.eraser.prepare(question.scope) };
    case 'past_bounds':
      return { kind: 'past', past: yield* pastBounds(session.database, question.bounds, question.now) };
    case 'settle_erasure':
      session.eraser.settle();
      return { kind: 'settled' };
    case 'prepare_seal':
      return { kind: 'segment', prepared: yield* session.sealer.prepare(question.before, proven(session)) };
    case 'settle_seal':
      yield* session.sealer.settle();
      return { kind: 'settled' };
    case 'prepare_turn':
      return { kind: 'turn', body: session.turn.prepare(question.key) };
    default:
      return prove(session, question);
  }
}

/** Only what a signed checkpoint covers is sealed. */
function proven({ writer }: Session): number {
  return writer?.checkpoint()?.size ?? 0;
}
