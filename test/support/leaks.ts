// Looks for a canary in everything that left, in every form in which it could have left.

import { isJsonObject, type JsonValue } from '../../src/domain/index.ts';
import type { Answer } from './call.ts';
import { isStream, readEvents } from './chat.ts';

/** A made-up secret: twelve digits keep it out of every other text. */
export const CANARY = 'CANARY-384756102938';

/** The canary as it is and as the usual encodings write it, wherever it stands in the encoded text. */
function formsOf(canary: string): readonly string[] {
  const bytes = Buffer.from(canary);
  // The same text encodes differently at each of three offsets; the first and last group depend on the neighbours.
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return encoded.slice(offset === 0 ? 0 : 4, encoded.length - 4);
  });
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return [canary, ...base64, bytes.toString('hex'), percent, encodeURIComponent(canary)];
}

const FORMS = formsOf(CANARY).map((form) => form.toLowerCase());

/** True when the canary is in the text, in any form and any case. */
export function holdsCanary(text: string): boolean {
  const lower = text.toLowerCase();
  return FORMS.some((form) => lower.includes(form));
}

/** True when a client could have the canary from this answer: its head, its bytes, or the text that the bytes stand for. */
export function leaksTo(answer: Answer): boolean {
  return holdsCanary(answer.head) || holdsCanary(answer.text) || spokenTexts(answer).some(holdsCanary);
}

/** True when JSON bytes hold the canary, also behind escapes. */
export function leaksInJson(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('utf8');
  if (holdsCanary(text)) return true;
  const value = jsonOf(text);
  return value !== undefined && [...leavesOf(value, '')].some(([, leaf]) => holdsCanary(leaf));
}

/** Strings of the answer; those of a stream joined by the place that they belong to, so that no cut hides anything. */
function spokenTexts(answer: Answer): readonly string[] {
  const documents = isStream(answer)
    ? readEvents(answer.body).map(({ data }) => jsonOf(data) ?? null)
    : [jsonOf(answer.text) ?? null];
  const texts = new Map<string, string>();
  for (const document of documents) {
    for (const [place, leaf] of leavesOf(document, '')) texts.set(place, (texts.get(place) ?? '') + leaf);
  }
  return [...texts.values()];
}

function* leavesOf(value: JsonValue, place: string): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [place, value];
  else if (Array.isArray(value)) {
    // Choices and tool calls say which one they are; their position in a chunk does not.
    for (const [at, item] of value.entries()) {
      const named = isJsonObject(item) ? item['index'] : undefined;
      yield* leavesOf(item, `${place}/${String(named ?? at)}`);
    }
  } else if (isJsonObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      yield [`${place}#names`, name];
      yield* leavesOf(item, `${place}/${name}`);
    }
  }
}

function jsonOf(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: its plain text was looked at.
    return undefined;
  }
}
