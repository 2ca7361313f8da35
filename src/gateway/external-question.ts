// What the operator's own classifier is asked about one door, and how its answer finds the texts again when they are judged.

import type { DetectorInput, ExternalAnswer, ExternalQuestion, InspectedText } from '../detect/index.ts';

/** An answer with the places of the texts that it is about, in the order of the question. On record with the decision. */
export interface PlacedAnswer {
  readonly places: readonly string[];
  readonly answer: ExternalAnswer;
}

/** The question about the texts that no answer covers yet; undefined where there is nothing to ask. */
export function questionAbout(
  { agent, task, texts }: Pick<DetectorInput, 'agent' | 'task' | 'texts'>,
  known: PlacedAnswer | undefined,
): { readonly places: readonly string[]; readonly question: ExternalQuestion } | undefined {
  if (texts.length === 0 || covers(known, texts)) return undefined;
  return {
    places: texts.map(placeOf),
    question: { agent, task, texts: texts.map(({ channel, text }) => ({ channel, text })) },
  };
}

/**
 * The answer as the detector reads it: its findings by index into `texts`. A text that was not asked about makes it
 * no answer: state moved on while the classifier thought.
 */
export function answerFor(
  texts: readonly InspectedText[],
  known: PlacedAnswer | undefined,
): ExternalAnswer | undefined {
  if (known === undefined || texts.length === 0) return undefined;
  const { places, answer } = known;
  if (answer.kind === 'unavailable') return answer;
  if (!covers(known, texts)) return { kind: 'unavailable', why: 'unreachable' };
  const indexOf = new Map(texts.map((text, index) => [placeOf(text), index]));
  const findings = answer.findings.flatMap((finding) => {
    if (finding.text === undefined) return [finding];
    const index = indexOf.get(places[finding.text] ?? '');
    return index === undefined ? [] : [{ ...finding, text: index }];
  });
  return { kind: 'answered', findings };
}

function covers(known: PlacedAnswer | undefined, texts: readonly InspectedText[]): boolean {
  if (known === undefined) return false;
  const places = new Set(known.places);
  return texts.every((text) => places.has(placeOf(text)));
}

function placeOf({ place }: InspectedText): string {
  switch (place.kind) {
    case 'message':
      return `message ${place.messageIndex}`;
    case 'action':
      return `action ${place.actionId}`;
    case 'tool':
      return `tool ${place.tool}`;
    case 'exchange':
      return 'exchange';
  }
}
