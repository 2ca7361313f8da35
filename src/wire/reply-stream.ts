// A streamed reply under decision: what may flow flows as it came, what policy must see first is held, and nothing overtakes.

import { createByteRun } from './byte-run.ts';
import type { ChoiceEdit } from './chat-reply-edit.ts';
import { createFenceScanner, type FencedBlock, findFences } from './code-fences.ts';
import { createHeldEvents, type HeldEvent, reopen, type TextReplacement } from './held-events.ts';
import type { ReplyChoice, TokenUsage } from './reply-choice.ts';
import { editHeldEvents, writeChunk } from './stream-edit.ts';
import {
  createStreamIntake,
  type IntakeStep,
  type InvalidStream,
  type ReplyStreamOptions,
  type UpstreamError,
} from './stream-intake.ts';
import { CODE_REMOVED, placeReplacement } from './stream-replacement.ts';

export type StreamGate =
  /** Blocks that were just completed; they end at the same place. Only where text flows: else they wait for the finish gate. */
  | { readonly kind: 'code'; readonly choice: number; readonly blocks: readonly FencedBlock[] }
  /** The upstream is done: `choices` is complete. */
  | { readonly kind: 'finish' };

/** After `upstream_error` and `invalid` nothing more is released: what was held is gone. */
export type StreamStep =
  /** These bytes may go to the client now; `text` is the content of the first choice in them. */
  | { readonly kind: 'release'; readonly bytes: Uint8Array; readonly text: string }
  /** Comes again until `resolve` is called. */
  | { readonly kind: 'gate'; readonly gate: StreamGate }
  | { readonly kind: 'need_more' }
  /** All is released, `[DONE]` included. */
  | { readonly kind: 'done' }
  | UpstreamError
  | InvalidStream;

export type GateOutcome =
  | { readonly kind: 'pass' }
  /** Code gate: each replacement covers a whole block of the gate. Where it can not be done safely, it becomes a refusal. */
  | { readonly kind: 'replace'; readonly replacements: readonly TextReplacement[] }
  /** Nothing held is released; every choice ends with `text` and `stop`. */
  | { readonly kind: 'refuse'; readonly text: string }
  /** Finish gate. A text that begins with what was released already goes on from there; any other is put behind it. */
  | { readonly kind: 'edit'; readonly edits: readonly ChoiceEdit[] };

/**
 * INVARIANT: the released bytes, and what is known at each gate, do not depend on how the upstream's bytes were split.
 * INVARIANT: where nothing is edited and nothing had to be made unambiguous, the released bytes are the upstream's up to
 * `[DONE]` (but comments are dropped while something is held).
 */
export interface ReplyStream {
  /** The bytes are kept, not copied. */
  push(bytes: Uint8Array): void;
  /** The upstream closed cleanly. */
  end(): void;
  /** Pulled until `need_more`; `done`, `upstream_error` and `invalid` are final. */
  next(): StreamStep;
  /** False where a replacement became a refusal: nothing of it is released before the next call of `next`. */
  resolve(outcome: GateOutcome): boolean;
  /** Keeps what is held in as little memory as it needs: for a hold that may last. */
  compact(): void;
  /** What was read so far; complete at the finish gate. */
  readonly choices: readonly ReplyChoice[];
  readonly usage: TokenUsage | undefined;
  readonly bytesSeen: number;
  /** Content of the first choice that was released so far. */
  readonly releasedText: string;
}

export function createReplyStream(options: ReplyStreamOptions): ReplyStream {
  return new Stream(options);
}

/** A chunk whose text is being searched for code. */
interface ChunkUnderWay {
  readonly events: readonly HeldEvent[];
  readonly text: string;
  searched: number;
}

const NEED_MORE: StreamStep = { kind: 'need_more' };
const DONE_EVENT = Buffer.from('data: [DONE]\n\n');
const DONE: StreamStep = { kind: 'done' };

class Stream implements ReplyStream {
  releasedText = '';
  readonly #options: ReplyStreamOptions;
  /** Whether text may be released before the finish gate. */
  readonly #flows: boolean;
  readonly #intake;
  readonly #scanner = createFenceScanner();
  readonly #held = createHeldEvents();
  readonly #out = createByteRun();
  #outText = '';
  #roleIsReleased = false;
  #underWay: ChunkUnderWay | undefined;
  #gatedBlocks = 0;
  #gate: StreamGate | undefined;
  #doneEvent: Uint8Array = DONE_EVENT;
  #last: StreamStep | undefined;
  #snapshot: readonly ReplyChoice[] | undefined;

  constructor(options: ReplyStreamOptions) {
    this.#options = options;
    this.#flows = !options.holdText && options.choices === 1;
    this.#intake = createStreamIntake(options);
  }

  push(bytes: Uint8Array): void {
    this.#intake.push(bytes);
  }

  end(): void {
    this.#intake.end();
  }

  get usage(): TokenUsage | undefined {
    return this.#intake.usage;
  }

  get bytesSeen(): number {
    return this.#intake.bytesSeen;
  }

  get choices(): readonly ReplyChoice[] {
    this.#snapshot ??= this.#intake.assemblies.map((assembly) => {
      const blocks = this.#flows ? [...this.#scanner.blocks] : findFences(assembly.text);
      return assembly.read(blocks, this.#options.maxArgumentBytes);
    });
    return this.#snapshot;
  }

  next(): StreamStep {
    while (this.#gate === undefined && this.#last === undefined) {
      if (this.#underWay !== undefined) this.#search(this.#underWay);
      else if (!this.#take(this.#intake.next())) break;
    }
    const bytes = this.#out.take();
    if (bytes !== undefined) {
      const text = this.#outText;
      this.#outText = '';
      return { kind: 'release', bytes, text };
    }
    if (this.#gate !== undefined) return { kind: 'gate', gate: this.#gate };
    return this.#last ?? NEED_MORE;
  }

  compact(): void {
    this.#held.compact();
    // A view of the piece that it came in, which would stay as a whole.
    this.#doneEvent = Buffer.from(this.#doneEvent);
  }

  resolve(outcome: GateOutcome): boolean {
    const gate = this.#gate;
    if (gate === undefined) throw new Error('there is no gate to resolve');
    this.#gate = undefined;
    if (outcome.kind === 'refuse') this.#refuse(outcome.text, gate.kind === 'finish');
    else if (gate.kind === 'finish') this.#finish(outcome);
    else if (outcome.kind === 'replace') return this.#replace(gate.blocks, outcome.replacements);
    else if (outcome.kind === 'edit') throw new Error('a code gate takes no edits');
    return true;
  }

  /** False where there is nothing to read yet. */
  #take(step: IntakeStep): boolean {
    switch (step.kind) {
      case 'wait':
        return false;
      case 'comment':
        if (this.#flows && this.#held.isEmpty) this.#out.add(step.bytes);
        return true;
      case 'chunk':
        this.#snapshot = undefined;
        this.#underWay = { events: step.events, text: this.#flows ? step.text : '', searched: 0 };
        return true;
      case 'end':
        this.#doneEvent = step.done;
        this.#reachFinish();
        return true;
      case 'upstream_error':
      case 'invalid':
        this.#last = step;
        return true;
    }
  }

  /** Looks for code in the chunk's text, up to the next gate; then lets the chunk's events go as far as they may. */
  #search(chunk: ChunkUnderWay): void {
    const { text } = chunk;
    while (chunk.searched < text.length) {
      chunk.searched += this.#scanner.pushToBlock(chunk.searched === 0 ? text : text.slice(chunk.searched));
      const { blocks } = this.#scanner;
      if (blocks.length === this.#gatedBlocks) continue;
      this.#snapshot = undefined;
      if (this.#hasTooManyActions(blocks.length)) return;
      this.#gate = { kind: 'code', choice: 0, blocks: blocks.slice(this.#gatedBlocks) };
      this.#gatedBlocks = blocks.length;
      return;
    }
    this.#underWay = undefined;
    if (this.#hasTooManyActions(this.#gatedBlocks)) return;
    for (const event of chunk.events) this.#passOrHold(event);
    if (!this.#held.isEmpty) this.#releaseSafe();
  }

  #hasTooManyActions(blocks: number): boolean {
    const { maxActions } = this.#options;
    let actions = blocks;
    for (const assembly of this.#intake.assemblies) actions += assembly.callCount;
    if (actions <= maxActions) return false;
    this.#last = { kind: 'invalid', why: `more than ${maxActions} actions`, tooLarge: true };
    return true;
  }

  #passOrHold(event: HeldEvent): void {
    const isSafe = !event.sticky && event.start + event.text.length <= this.#scanner.safeUntil;
    if (isSafe && this.#held.isEmpty) this.#release(event);
    else this.#held.add(event);
  }

  #releaseSafe(): void {
    for (const event of this.#held.takeSafe(this.#scanner.safeUntil)) this.#release(event);
  }

  #release({ bytes, text, hasChoice }: HeldEvent): void {
    this.#out.add(bytes);
    this.#roleIsReleased ||= hasChoice;
    if (text === '') return;
    this.#outText += text;
    this.releasedText += text;
  }

  #reachFinish(): void {
    if (this.#flows) {
      this.#scanner.end();
      this.#releaseSafe();
    } else {
      const blocks = this.choices.reduce((sum, choice) => sum + choice.blocks.length, 0);
      if (this.#hasTooManyActions(blocks)) return;
    }
    this.#gate = { kind: 'finish' };
  }

  #replace(blocks: readonly FencedBlock[], replacements: readonly TextReplacement[]): boolean {
    const placed = placeReplacement(blocks, replacements);
    if (placed === undefined || !this.#scanner.replaceFrom(placed.start, placed.fenced)) {
      this.#refuse(placed?.fenced === false ? placed.text : CODE_REMOVED, false);
      return false;
    }
    this.#held.replace(placed);
    return true;
  }

  #finish(outcome: GateOutcome): void {
    if (outcome.kind === 'replace') throw new Error('the finish gate takes edits, no replacements');
    const events = this.#held.takeAll();
    if (outcome.kind === 'pass') {
      for (const event of events) this.#release(event);
    } else if (outcome.kind === 'edit') {
      this.#releaseEdited(events, outcome.edits);
    }
    this.#out.add(this.#doneEvent);
    this.#last = DONE;
  }

  #releaseEdited(events: readonly HeldEvent[], edits: readonly ChoiceEdit[]): void {
    const rest = edits.map((edit) => (edit.index === 0 ? this.#afterReleased(edit) : edit));
    const { choices } = this;
    const edited = editHeldEvents({ events, choices, edits: rest, template: this.#intake.template });
    for (const bytes of edited) this.#out.add(bytes);
    const text = rest.find(({ index }) => index === 0)?.text ?? events.map((event) => event.text).join('');
    this.#outText += text;
    this.releasedText += text;
  }

  /** The part of a new text that the client does not have yet. */
  #afterReleased(edit: ChoiceEdit): ChoiceEdit {
    const { text } = edit;
    if (text?.startsWith(this.releasedText) !== true) return edit;
    return { ...edit, text: text.slice(this.releasedText.length) };
  }

  #refuse(text: string, keepsUsage: boolean): void {
    const { template } = this.#intake;
    const usage = keepsUsage
      ? this.#held.takeAll().filter((event) => reopen(event.bytes).hasUsage && !event.hasChoice)
      : [];
    const role = this.#roleIsReleased ? {} : { role: 'assistant' };
    const indexes = Array.from({ length: this.#options.choices }, (_, index) => index);
    for (const index of indexes) this.#out.add(writeChunk(template, index, { ...role, content: text }));
    for (const index of indexes) this.#out.add(writeChunk(template, index, {}, 'stop'));
    for (const { bytes } of usage) this.#out.add(bytes);
    this.#out.add(this.#doneEvent);
    this.#outText += text;
    this.releasedText += text;
    this.#last = DONE;
  }
}
