// The links of one action to earlier ones: by call id and digest where the whole was resent, by prints where parts were.

import type { Action, Sha256Hex, TextOrigin, TextSpan } from '../domain/index.ts';
import { textDigest } from '../gateway/index.ts';
import type { LineageView, SourcePart } from '../lineage/index.ts';
import { argumentText } from '../wire/index.ts';
import type { TracedAction, TraceEvidence, TraceLink } from './trace-report.ts';

/** An action with what it says, as later ones are held against it. */
export interface Spoken {
  readonly traced: TracedAction;
  readonly text: string;
}

/** Everything that was said in a workflow so far. */
export class SpokenSoFar {
  readonly #byPlace = new Map<string, Spoken[]>();
  readonly #byDigest = new Map<string, Spoken>();
  readonly #byCall = new Map<string, Spoken>();
  readonly #sha256: Sha256Hex;

  constructor(sha256: Sha256Hex) {
    this.#sha256 = sha256;
  }

  add(spoken: Spoken, action: Action): void {
    // Nothing is traced to the call as a whole: its messages are said one by one.
    if (action.type === 'llm_call') return;
    const place = placeOf(spoken.traced.exchange, 'messageIndex' in action ? action.messageIndex : undefined);
    const there = this.#byPlace.get(place) ?? [];
    there.push(spoken);
    this.#byPlace.set(place, there);
    if (action.door !== 'reply') return;
    if (spoken.text !== '') this.#byDigest.set(textDigest(this.#sha256, spoken.text), spoken);
    if (action.type === 'tool_call' && action.callId !== undefined) this.#byCall.set(action.callId, spoken);
  }

  /** The links of an action whose words are about to be said. */
  linksTo({ traced, text }: Spoken, action: Action, view: LineageView): readonly TraceLink[] {
    const whole = this.#whole(action, text);
    const links: TraceLink[] = [];
    if (whole !== undefined) {
      const origin: TextOrigin = { kind: 'agent', name: whole.traced.agent };
      links.push({ from: whole.traced, to: traced, evidence: 'exact', origin, labels: [], spans: [] });
    }
    for (const parts of bySource(view.parts(text)))
      links.push(...this.#linksOfParts(parts, { traced, text }));
    if (action.door === 'reply') links.push(...this.#context(traced, view, links));
    return strongest(links);
  }

  #whole(action: Action, text: string): Spoken | undefined {
    if (action.type === 'tool_result' && action.callId !== undefined) return this.#byCall.get(action.callId);
    if (action.door === 'reply' || text === '') return undefined;
    return this.#byDigest.get(textDigest(this.#sha256, text));
  }

  #linksOfParts(parts: readonly SourcePart[], { traced, text }: Spoken): readonly TraceLink[] {
    const [first] = parts;
    if (first === undefined) return [];
    const { origin, labels, place } = first;
    const spans = parts.map(({ span }) => span);
    return (this.#byPlace.get(placeOf(place.exchange, place.message)) ?? []).flatMap(
      (source): TraceLink[] => {
        const evidence = evidenceOf(parts, text, source.text);
        if (evidence === undefined) return [];
        return [{ from: source.traced, to: traced, evidence, origin, labels, spans }];
      },
    );
  }

  /** What the agent had been given, where its words do not show it. */
  #context(traced: TracedAction, view: LineageView, links: readonly TraceLink[]): readonly TraceLink[] {
    const told = new Set(links.map(({ from }) => from));
    return view.behind(traced.agent).flatMap(({ origin, labels, place }): readonly TraceLink[] => {
      const [source] = this.#byPlace.get(placeOf(place.exchange, place.message)) ?? [];
      if (source === undefined || told.has(source.traced)) return [];
      told.add(source.traced);
      return [{ from: source.traced, to: traced, evidence: 'context', origin, labels, spans: [] }];
    });
  }
}

export function spokenText(action: Action): string {
  switch (action.type) {
    case 'tool_call':
      return argumentText(action.rawArguments);
    case 'code_execution':
      return action.code;
    case 'handoff':
      return '';
    default:
      return action.text;
  }
}

const STRENGTH: readonly TraceEvidence[] = ['exact', 'verbatim', 'decoded', 'value', 'context'];

/** One link for each source: the strongest evidence that there is. */
function strongest(links: readonly TraceLink[]): readonly TraceLink[] {
  const best = new Map<TracedAction, TraceLink>();
  for (const link of links) {
    const known = best.get(link.from);
    if (known === undefined || STRENGTH.indexOf(link.evidence) < STRENGTH.indexOf(known.evidence))
      best.set(link.from, { ...link, labels: known?.labels ?? link.labels });
    else if (known.labels.length === 0) best.set(link.from, { ...known, labels: link.labels });
  }
  return [...best.values()];
}

function placeOf(exchange: string, message: number | undefined): string {
  return `${exchange} ${message ?? 'reply'}`;
}

function bySource(parts: readonly SourcePart[]): Iterable<readonly SourcePart[]> {
  const groups = new Map<string, SourcePart[]>();
  for (const part of parts) {
    const key = `${part.match} ${placeOf(part.place.exchange, part.place.message)}`;
    const group = groups.get(key) ?? [];
    group.push(part);
    groups.set(key, group);
  }
  return groups.values();
}

/** Undefined for an action of the same reply that does not hold the words. */
function evidenceOf(parts: readonly SourcePart[], text: string, source: string): TraceEvidence | undefined {
  if (parts[0]?.match === 'value') return 'value';
  const [longest] = [...parts].sort((a, b) => lengthOf(b.span) - lengthOf(a.span));
  if (longest === undefined) return undefined;
  const run = letters(text.slice(longest.span.start, longest.span.end));
  return run !== '' && letters(source).includes(run) ? 'verbatim' : 'decoded';
}

function lengthOf({ start, end }: TextSpan): number {
  return end - start;
}

/** The text as prints read it: letters and digits, in one case and one form. */
function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
