// Asks the operator's own classifier, with a deadline; whatever goes wrong is an answer that says so.

import { request } from 'undici';
import { type ExternalClassifier, readExternalAnswer } from './detect/index.ts';
import { boundedText } from './domain/index.ts';

export interface ClassifierSettings {
  readonly url: string;
  /** Sent as a bearer token. */
  readonly key: string | undefined;
  /** For the whole exchange with it, from the connection to the last byte. */
  readonly timeoutMs: number;
}

/** More than 64 findings never take so much. */
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_QUESTION_BYTES = 1024 * 1024;

/**
 * Never rejects. One attempt, no redirect followed: an answer that is late, larger than 64 KB, not JSON of the contract, or
 * not status 200 is no answer.
 */
export function createClassifier({ url, key, timeoutMs }: ClassifierSettings): ExternalClassifier {
  const headers = {
    'content-type': 'application/json',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  return {
    classify: async (question) => {
      const body = Buffer.from(JSON.stringify(question));
      if (body.byteLength > MAX_QUESTION_BYTES) return { kind: 'unavailable', why: 'too_large' };
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const response = await request(url, { method: 'POST', headers, body, signal });
        const answer = await boundedText(response.body, MAX_ANSWER_BYTES);
        if (response.statusCode !== 200 || answer === undefined)
          return { kind: 'unavailable', why: 'bad_answer' };
        return readExternalAnswer(jsonOf(answer));
      } catch {
        // Decided: policy says what a classifier without an answer means; why it gave none is all that is known.
        return { kind: 'unavailable', why: signal.aborted ? 'timeout' : 'unreachable' };
      }
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is an answer that does not fit the contract, which the reader says.
    return undefined;
  }
}
