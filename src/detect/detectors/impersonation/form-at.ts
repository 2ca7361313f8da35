// Which known form of a claim stands around a name, if any.

import type { TextSpan } from '../../../domain/index.ts';
import { FORMS } from './claim-forms.ts';
import { closesAsSpeaker, opensAsSpeaker } from './frame-lines.ts';

const WINDOW = 64;

/** The form's name. `text` is in lower case; linear in a window of it. */
export function formAt(text: string, span: TextSpan): string | undefined {
  const before = text.slice(Math.max(0, span.start - WINDOW), span.start);
  const behind = text.slice(span.end, span.end + WINDOW);
  const form = FORMS.find((known) => known.after.test(behind) && known.before.test(before));
  return form?.name ?? frameAt(text, span);
}

/** What no known form is, but stands where a speaker's name stands. */
function frameAt(text: string, span: TextSpan): string | undefined {
  if (opensAsSpeaker(text, span)) return 'first line';
  return closesAsSpeaker(text, span) ? 'last line' : undefined;
}
