// The order of work in the store's thread: commits first, then one step of the oldest question, and again.

import type { LedgerHead } from '../audit/index.ts';
import { verifyLog } from './check-log.ts';
import { type CommitEntry, decodeCommit } from './commit-codec.ts';
import { faultOf, toFault } from './faults.ts';
import type {
  Answer,
  CommitRequest,
  Question,
  QuestionRequest,
  Reply,
  Request,
  WorkerInput,
} from './protocol.ts';
import { closeSession, openSession, reopenSession, type Session } from './session.ts';

type Post = (reply: Reply) => void;
/** A question under way: yields between steps, returns its answer. */
type Job = { readonly id: number; readonly steps: Iterator<Reply | undefined, Answer> };

export class StoreWorker {
  readonly #directory: string;
  readonly #post: Post;
  #session: Session | undefined;
  /** What is known to be durable, whatever becomes of the session. */
  #acknowledged: LedgerHead;
  #commits: CommitRequest[] = [];
  readonly #jobs: Job[] = [];
  #isComingAgain = false;
  #closed = false;

  private constructor(directory: string, post: Post, session: Session) {
    this.#directory = directory;
    this.#post = post;
    this.#session = session;
    this.#acknowledged = session.writer.head;
  }

  /** Opens the store and says how that went. Undefined when it could not be opened. */
  static start({ directory, now }: WorkerInput, post: Post): StoreWorker | undefined {
    try {
      const { session, lastTime, recovered } = openSession(directory, now);
      const { logId } = session.identity;
      post({ kind: 'opened', store: { logId, head: session.writer.head, lastTime, recovered } });
      return new StoreWorker(directory, post, session);
    } catch (error) {
      post({ kind: 'open_failed', fault: toFault(faultOf(error, directory)) });
      return undefined;
    }
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  take(request: Request): void {
    if (request.kind === 'commit') this.#commits.push(request);
    else this.#jobs.push({ id: request.id, steps: this.#steps(request) });
  }

  /** Commits all that has been taken, then does one step of a question; comes again for the next step. */
  turn(): void {
    if (this.#commits.length > 0) this.#commitAll();
    const job = this.#jobs[0];
    if (job === undefined || this.#closed) return;
    if (this.#step(job)) this.#jobs.shift();
    // Messages that arrive in between are handled first, so a long read holds the writer up for one step only.
    if (this.#jobs.length === 0 || this.#isComingAgain) return;
    this.#isComingAgain = true;
    setImmediate(() => {
      this.#isComingAgain = false;
      this.turn();
    });
  }

  #commitAll(): void {
    const requests = this.#commits;
    this.#commits = [];
    const sequence = requests.at(-1)?.sequence ?? 0;
    try {
      const session = this.#openSession();
      const entries: CommitEntry[] = [];
      for (const { fields, bytes } of requests) entries.push(...decodeCommit(fields, bytes));
      const first = session.writer.head.size;
      const hashes = session.writer.commit(entries);
      this.#acknowledged = session.writer.head;
      this.#post({ kind: 'committed', sequence, first, hashes });
    } catch (error) {
      this.#abandon();
      this.#post({ kind: 'commit_failed', sequence, fault: toFault(faultOf(error, this.#directory)) });
    }
  }

  /** After a failed write the connection is not believed any more; the next use opens it again and checks. */
  #abandon(): void {
    const session = this.#session;
    this.#session = undefined;
    try {
      session?.database.close();
    } catch {
      // The connection is given up either way; opening it again will say what is wrong.
    }
  }

  #openSession(): Session {
    this.#session ??= reopenSession(this.#directory, this.#acknowledged);
    return this.#session;
  }

  /** One step of a question; true when it is done. */
  #step(job: Job): boolean {
    try {
      const step = job.steps.next();
      if (step.done === true) this.#post({ kind: 'answer', id: job.id, answer: step.value });
      else if (step.value !== undefined) this.#post(step.value);
      return step.done === true;
    } catch (error) {
      this.#post({ kind: 'refused', id: job.id, fault: toFault(faultOf(error, this.#directory)) });
      return true;
    }
  }

  *#steps({ id, question }: QuestionRequest): Generator<Reply | undefined, Answer> {
    if (question.kind === 'close') return this.#close();
    const session = this.#openSession();
    return yield* answer(session, question, id);
  }

  #close(): Answer {
    this.#closed = true;
    if (this.#session !== undefined) closeSession(this.#session);
    return { kind: 'closed' };
  }
}

function* answer(
  session: Session,
  question: Exclude<Question, { kind: 'close' }>,
  id: number,
): Generator<Reply | undefined, Answer> {
  const { reader, writer } = session;
  switch (question.kind) {
    case 'page':
      return yield* reader.page(question.query, writer.head.size);
    case 'contents':
      return reader.contents(question.index);
    case 'recent':
      return reader.recent(question.since, question.limit, writer.head.size);
    case 'verify': {
      const steps = verifyLog(session, writer.head, question.options);
      let step = steps.next();
      while (step.done !== true) {
        yield { kind: 'progress', id, progress: step.value };
        step = steps.next();
      }
      return { kind: 'verify', report: step.value };
    }
  }
}
