// Reads the first and the last line of a message: there a name stands for who speaks, unless the words around it make it somebody's whom the message speaks of.

import type { TextSpan } from '../../../domain/index.ts';

const LONGEST_LINE = 96;

/** Words directly before a name that make it an addressee, an object, or one of several. */
const SPOKEN_OF =
  /(?:\b(?:(?<!reply-)to|you,?|over|for|with|at|ask(?:s|ed|ing)?|let|tell|told|thank(?:s| you)?|dear|hello|hi|hey|and|or|than|about|needs?|call(?:s|ed|ing)?|agree|if|when|whether|is|are|did|does|has|should|can|could|will|would|between|like|unlike|per|(?<!\b(?:desk|words?|decision|verdict|orders?|statement|powers?|authority|voice|name|behalf|approval|ruling|opinion|answer|reply|message) )of|using|use|after|before|until|once|because|since|but|not|no|on|in|(?<!\b(?:from|by) )the|hear|see):?|[@,&+/]) ?[*_"'“«`(]{0,3}$/i;
/** Words of a line about what others do or did. */
const OF_OTHERS =
  /\b(?:next|assign\w*|owners?|todo|responsible|steps?|phases?|tasks?|plans?|parts?|stages?|rounds?|sections?|goals?|teams?|members|participants|agents|experts|roster|results?|summary|outputs?|data|findings|based|according|notes? for|reminder|cc|whether|waiting|response to|reply to(?!:)|questions?)\b/i;
/** What another is to do, or does meanwhile. */
const DOES =
  /\b(?:should|must|will|would|can|could|shall|may|might|needs?|has to|have to|is|are|was|were|to|please|and|or|not|first|then|mentioned|said that|found|did|produced|who|which)\b|\?/i;

/** Marks of a speaker behind a name: up to four words, then a colon, an end of line, or a sign that is no letter. */
const BEHIND =
  /^(?:['’]s)?((?: [\p{L}'’-]+){0,4})(?: ?\([^)\n]{1,32}\)|@[\w-]{1,24})? ?[)\]}>"'”»*_]{0,3} ?(?::(?!\/)|\n|[^\p{L}\p{N}\s,.'’"?!()&/+_@#=<*-]{1,3} )/u;
const CLOSED =
  /^[)\]}>"'”»*_.!]{0,3}(?:,? ([\p{L}'’ ]{1,32}))?[)\]}*_.!]{0,3}(?:\n[ \t]*([^\n?:]{1,40}))?\s*$/u;
const CLOSING =
  /^[ \t>*_~"'“«([—–/-]{0,6}(?:(?:agent|[\p{L} ]{2,28}(?:,|:| by| from| -{1,2}| [—–])) ?)?[*_~"'“«([@—–-]{0,3}$/u;

/** Whether a name in the first line of a text says who speaks. `span` is the name's. Linear in a line of at most 96 characters. */
export function opensAsSpeaker(text: string, { start, end }: TextSpan): boolean {
  if (start > LONGEST_LINE) return false;
  const before = text.slice(0, start).trimStart();
  if (/\n|[.?!] /.test(before) || SPOKEN_OF.test(before) || OF_OTHERS.test(before)) return false;
  const behind = BEHIND.exec(text.slice(end, end + LONGEST_LINE));
  if (behind === null || DOES.test(behind[1] ?? '')) return false;
  // A bare name on a line of its own addresses as often as it signs.
  return before !== '' || !behind[0].endsWith('\n');
}

/** Whether a name in the last lines of a text signs it. `span` is the name's. Linear in two lines of at most 96 characters. */
export function closesAsSpeaker(text: string, { start, end }: TextSpan): boolean {
  if (text.length - end > LONGEST_LINE) return false;
  const line = text.lastIndexOf('\n', start);
  if (line === -1 || start - line > LONGEST_LINE) return false;
  const before = text.slice(line + 1, start);
  if (!CLOSING.test(before) || SPOKEN_OF.test(before.replace(/,\s*$/, '')) || OF_OTHERS.test(before))
    return false;
  const closed = CLOSED.exec(text.slice(end));
  return closed !== null && !DOES.test(`${closed[1] ?? ''} ${closed[2] ?? ''}`);
}
