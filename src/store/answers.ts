// The one kind of answer that a question has; another is a bug.

import type { Answer } from './protocol.ts';

/** Throws TypeError for an answer of another kind. */
export function expectAnswer<Kind extends Answer['kind']>(
  answer: Answer,
  kind: Kind,
): Extract<Answer, { kind: Kind }> {
  if (!isKind(answer, kind))
    throw new TypeError(`the store answered ${answer.kind} to a question for ${kind}`);
  return answer;
}

function isKind<Kind extends Answer['kind']>(
  answer: Answer,
  kind: Kind,
): answer is Extract<Answer, { kind: Kind }> {
  return answer.kind === kind;
}
