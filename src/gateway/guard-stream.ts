// The reply door for a stream: text flows while no policy could act on it; everything else is held, decided, recorded, released.

import { GatewayError } from '../domain/index.ts';
import {
  createReplyStream,
  type FencedBlock,
  type ReplyChoice,
  type ReplyStream,
  type StreamStep,
} from '../wire/index.ts';
import { type Exchange, exchangeHeaders, writeRefusal } from './exchange.ts';
import { unreadable } from './guard-buffered.ts';
import type { JudgedAction } from './judge-action.ts';
import type { UpstreamResponse } from './ports.ts';
import { codeReplacements } from './reply-plan.ts';
import {
  blockKey,
  type ReplyGuards,
  refusalText,
  type SettledReply,
  settleReply,
} from './reply-settlement.ts';
import type { StoredReply } from './retry-book.ts';
import { StreamSpool } from './stream-spool.ts';

/** Guards one streamed reply to its end; answers the released bytes, for a client that comes back. */
export function guardStream(
  exchange: Exchange,
  upstream: UpstreamResponse,
  guards: ReplyGuards,
): Promise<StoredReply> {
  return new StreamGuard(exchange, guards).run(upstream);
}

/** A text policy of this agent means that no text may flow before the whole is judged. */
function mustHoldText(exchange: Exchange): boolean {
  const { policy, agent, request } = exchange.decided;
  return request.kind !== 'normal' || policy.mayActOn(agent, 'reply');
}

function spoolOf({ id, decided, deps }: Exchange): StreamSpool {
  const workflow = decided.facts.workflow.id;
  return new StreamSpool({
    keep: (bytes) => deps.ledger.spool(id, workflow, bytes),
    maxBytes: deps.limits.spoolBytes,
    intervalMs: deps.limits.spoolIntervalMs,
    repeat: deps.repeat,
  });
}

class StreamGuard {
  readonly #exchange: Exchange;
  readonly #guards: ReplyGuards;
  readonly #stream: ReplyStream;
  readonly #spool: StreamSpool;
  readonly #decidedBlocks = new Set<string>();
  readonly #releasedBytes: Uint8Array[] = [];
  readonly #early: JudgedAction[] = [];
  /** All that the upstream sent, by reference: what a held reply is kept as. */
  readonly #upstreamBytes: Uint8Array[] = [];
  #upstream: AsyncIterator<Uint8Array> | undefined;
  #ended = false;
  #status = 200;
  #headers: Record<string, string> = {};
  #refusal: StoredReply | undefined;
  #firstByteMicros = 0;
  #replaced = false;

  constructor(exchange: Exchange, guards: ReplyGuards) {
    const { limits } = exchange.deps;
    this.#exchange = exchange;
    this.#guards = guards;
    this.#spool = spoolOf(exchange);
    this.#stream = createReplyStream({
      holdText: mustHoldText(exchange),
      choices: exchange.decided.request.choices,
      maxReplyBytes: limits.maxReplyBytes,
      maxActions: limits.maxActions,
      maxArgumentBytes: limits.maxArgumentBytes,
      maxEventBytes: limits.maxEventBytes,
    });
    exchange.flowed.text = () => this.#stream.releasedText;
  }

  async run(upstream: UpstreamResponse): Promise<StoredReply> {
    const body = upstream.body[Symbol.asyncIterator]();
    this.#upstream = body;
    try {
      while (await this.#pull()) {
        if (this.#firstByteMicros === 0) this.#firstByteMicros = this.#guards.elapsed();
        if (await this.#advance()) return this.#stored();
      }
      if (await this.#advance()) return this.#stored();
    } finally {
      this.#spool.end();
      await body.return?.();
    }
    throw new GatewayError('upstream_invalid', { publicMessage: 'the model provider broke off its stream' });
  }

  /** Takes in the next piece of the upstream's stream; false when it has ended. */
  async #pull(): Promise<boolean> {
    const next = this.#ended ? undefined : await this.#upstream?.next();
    if (next === undefined || next.done === true) {
      if (!this.#ended) this.#stream.end();
      this.#ended = true;
      return false;
    }
    this.#upstreamBytes.push(next.value);
    this.#stream.push(next.value);
    return true;
  }

  /** The whole reply, as it is kept for people: an upstream does not wait as long as they take. */
  async #takeAll(isLast: boolean): Promise<Uint8Array> {
    const { maxReplyBytes } = this.#exchange.deps.limits;
    let size = this.#upstreamBytes.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    while (await this.#pull()) {
      size += this.#upstreamBytes.at(-1)?.byteLength ?? 0;
      if (size > maxReplyBytes)
        throw unreadable({ why: `more than ${maxReplyBytes} bytes`, tooLarge: true }, 'a stream');
    }
    const [only] = this.#upstreamBytes;
    const isOnePiece = only !== undefined && this.#upstreamBytes.length === 1;
    const all = isOnePiece ? only : Buffer.concat(this.#upstreamBytes);
    // At the finish gate nobody asks again; before it, one piece costs less than the many small ones.
    this.#upstreamBytes.length = 0;
    // What is held of one piece are views of it already.
    if (!isOnePiece) this.#stream.compact();
    if (!isLast) this.#upstreamBytes.push(all);
    return all;
  }

  /** Handles what the stream has to say until it needs more bytes (false) or is finished (true). */
  async #advance(): Promise<boolean> {
    for (;;) {
      const step = this.#stream.next();
      if (step.kind === 'need_more') return false;
      if (step.kind === 'done') {
        this.#exchange.sink.end();
        return true;
      }
      if (await this.#take(step)) return true;
    }
  }

  /** Handles one step; true when an error answer took the stream's place. */
  async #take(step: Exclude<StreamStep, { kind: 'need_more' | 'done' }>): Promise<boolean> {
    switch (step.kind) {
      case 'release':
        if (!this.#write(step.bytes, step.text)) await this.#exchange.sink.drained();
        return false;
      case 'gate':
        if (step.gate.kind === 'finish') return this.#finishGate();
        await this.#codeGate(step.gate.choice, step.gate.blocks);
        return false;
      case 'upstream_error':
        throw new GatewayError('upstream_invalid', {
          publicMessage: 'the model provider reported an error within its stream',
        });
      case 'invalid':
        throw unreadable(step, 'a stream');
    }
  }

  #write(bytes: Uint8Array, text: string): boolean {
    this.#openHead();
    // Kept to the end: a client that leaves while its stream is held comes back for all of it.
    this.#releasedBytes.push(bytes);
    this.#spool.push(text);
    return this.#exchange.sink.write(bytes);
  }

  #openHead(): void {
    if (this.#exchange.sink.headSent) return;
    this.#headers = {
      ...exchangeHeaders(this.#exchange),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    };
    this.#exchange.sink.head(200, this.#headers);
  }

  /** Code that is complete is decided and recorded before it flows, in the middle of the stream. */
  async #codeGate(choice: number, blocks: readonly FencedBlock[]): Promise<void> {
    const part: ReplyChoice = {
      index: choice,
      text: '',
      otherText: '',
      toolCalls: [],
      blocks,
      finishReason: undefined,
    };
    const judged = (await this.#guards.judge([part])).filter(
      (verdict) => verdict.action.type === 'code_execution',
    );
    for (const block of blocks) this.#decidedBlocks.add(blockKey(choice, block.start));
    const verdicts = await this.#guards.settle(judged, () => this.#takeAll(false));
    await this.#guards.recordPart(verdicts);
    this.#early.push(...verdicts);
    const refusing = verdicts.find(
      (verdict) => verdict.decision.effect === 'BLOCK' && verdict.decision.onBlock === 'refuse_reply',
    );
    if (refusing !== undefined) return this.#refuseRest(refusing);
    const replacements = codeReplacements(verdicts);
    if (replacements.length === 0) {
      this.#stream.resolve({ kind: 'pass' });
      return;
    }
    this.#replaced = true;
    // A replacement that could not be placed safely has become a refusal of the rest, which is recorded before it leaves.
    if (!this.#stream.resolve({ kind: 'replace', replacements }))
      await this.#finishRefused(this.#stream.releasedText);
  }

  async #refuseRest(refusing: JudgedAction): Promise<void> {
    this.#exchange.upstreamAbort.abort();
    const text = refusalText(this.#exchange, refusing.decision);
    const flowed = this.#stream.releasedText;
    await this.#finishRefused(flowed === '' ? text : `${flowed}\n${text}`);
    this.#stream.resolve({ kind: 'refuse', text: flowed === '' ? text : `\n${text}` });
  }

  #finishRefused(text: string): Promise<void> {
    const released = [{ text, toolCalls: [] }];
    return this.#finish({ verdicts: this.#early, edits: [], released, form: 'refused', error: undefined });
  }

  /** The stream's end: all that is left is judged as a whole. Answers true when an error took the stream's place. */
  async #finishGate(): Promise<boolean> {
    const settled = await settleReply(this.#exchange, this.#guards, {
      choices: this.#stream.choices,
      held: () => this.#takeAll(true),
      decidedBlocks: this.#decidedBlocks,
    });
    await this.#finish({
      ...settled,
      ...this.#afterReplacements(settled),
      verdicts: [...this.#early, ...settled.verdicts],
    });
    if (settled.error !== undefined && !this.#exchange.sink.headSent) {
      this.#refusal = writeRefusal(this.#exchange, settled.error);
      return true;
    }
    const flowed = this.#stream.releasedText;
    if (settled.form === 'refused' && flowed !== '') {
      const text = settled.edits.find((edit) => edit.text !== undefined)?.text ?? '';
      this.#stream.resolve({ kind: 'refuse', text: `\n${text}` });
    } else if (settled.edits.length > 0) this.#stream.resolve({ kind: 'edit', edits: settled.edits });
    else this.#stream.resolve({ kind: 'pass' });
    return false;
  }

  /** Where code was replaced on the way, what flowed is what was released, not what the upstream sent. */
  #afterReplacements(settled: SettledReply): Partial<SettledReply> {
    const [first, ...rest] = settled.released;
    if (!this.#replaced || first === undefined) return {};
    const form = settled.form === 'verbatim' ? 'edited' : settled.form;
    return { form, released: [{ ...first, text: this.#stream.releasedText }, ...rest] };
  }

  #finish(settled: SettledReply): Promise<void> {
    this.#spool.end();
    return this.#guards.finish({
      verdicts: settled.verdicts,
      choices: this.#stream.choices,
      released: settled.released,
      usage: this.#stream.usage,
      form: settled.form,
      reportedModel: undefined,
      raw: undefined,
      latency: { first_byte: this.#firstByteMicros, total: this.#guards.elapsed() },
    });
  }

  #stored(): StoredReply {
    return (
      this.#refusal ?? {
        status: this.#status,
        headers: this.#headers,
        body: Buffer.concat(this.#releasedBytes),
      }
    );
  }
}
