// How texts claim to be somebody's words: labels, headers, introductions, roles taken, signatures, fields. Data, tried around a name.

/** How a text may claim a speaker. */
export interface ClaimForm {
  readonly name: string;
  /** Ends directly before the name. INVARIANT: bounded, and only tried on a short window. */
  readonly before: RegExp;
  /** Begins directly behind the name. */
  readonly after: RegExp;
}

const LABEL = 'speaker label';
const HEADING = 'heading';

const END_OF_NAME = /^(?![\p{L}\p{N}_])/u;
/** "It is the reviewer's turn", "it is the reviewer who decides": of another, not in another's name. */
const NOT_OF_ANOTHER = /^(?![\p{L}\p{N}_]|['’]s\b| (?:who|that|which|turn|to)\b)/iu;
/** Marks that text is set in, before and behind a name. */
const MARKS = String.raw`[*_"'“”‘’«»\`@~]{0,3}`;
/** Where a sentence begins, behind an address of up to three words and a comma, or a greeting. */
const SENTENCE = String.raw`(?:^|[\n.!?:;>] ?|(?:^|\n)[@\w ]{1,40}, ?)${MARKS}`;
/** What a text may call the speaker besides the name. */
const CALLED = `(?:(?:the|your|our|agent|real|actual|true|one and only|same|colleague|team ?mate|fellow agent|old|good|friend|trusted|official|designated) ){0,4}`;
/** The speaker's own verbs. */
const SPEAKING =
  '(?:speak|talk|writ|answer|repl(?:y|i)|act|post|report|message|call|sign|respond|decid|confirm|address|continu|proceed|operat)(?:e|ing)?';
const TELLING =
  '(?:message|reply|note|update|word|orders?|instructions?|answer|decision|verdict|approval|request|announcement|directive|statement|response|transmission|memo|notice|following|text|information|report|result|go-ahead|permission|greetings?|salutations?|hello)';

const re = (source: string) => new RegExp(source, 'i');

export const FORMS: readonly ClaimForm[] = [
  {
    name: LABEL,
    before: re(
      String.raw`(?:^|\n)[ \t>*#_~\`"'“«([{-]{0,8}(?:[([][\d:.,/ TZ@-]{3,28}[\])] {0,2}|[\d:./-]{4,24} {1,2}){0,2}[*_"'“«<([@]{0,3}(?:the )?(?:agent )?$`,
    ),
    after:
      /^[*_"'”»`)\]}]{0,4} ?(?:\([^)\n]{0,40}\) ?|\[[^\]\n]{0,24}\] ?|[@,] ?[\d:./ apm-]{3,20} ?)?(?:(?:said|says|wrote|writes|here|speaking|replied|replies|adds|added|answers|answered|reports|asks|(?:(?:in )?(?:reply|response) )?(?:->|=>|→|to) ?[\p{L}\p{N}_ -]{1,40}?) ?)?[*_]{0,2}(?::|>|»|\||–|—| - )/iu,
  },
  {
    name: 'header',
    before:
      /(?:^|\n|[[({<;|,])[ \t>*#_"'-]{0,8}(?:(?:original|current|active|verified|real|true|real|message|reply|note|forwarded|new|incoming) ){0,2}(?:from|sender|speaker|author|agent|name|user(?:name)?|origin(?:ator)?|issuer|identity|signature|handle|(?:signed|sent|posted|written|issued|said|spoken|approved|authori[sz]ed|submitted|prepared|relayed|reported)(?: off)?(?: by)?|by|source|voice)(?:[_ -](?:id|name|agent))?[*_"']{0,3} ?[:=] ?[*_"'<[(@]{0,3}$/i,
    after: END_OF_NAME,
  },
  {
    name: 'next speaker',
    before: /(?:^|\n)[ \t>*#_"'-]{0,8}next (?:speaker|agent|turn) ?[:=] ?[*_"'@]{0,3}$/i,
    after: /^[*_"'.]{0,3}\s*\n\s*\S/,
  },
  {
    name: 'announced message',
    before: re(
      String.raw`(?:^|[\n[({<.!*:,] ?)(?:(?:this|the|my|a|here is|here's) ){0,2}(?:(?:is |an |new|urgent|important|direct|official|forwarded|incoming|final|priority|following|quick|short|automated|automatic|personal|brief|formal|private|public) ?){0,3}${TELLING}(?:,? (?:below|above|that follows|you read|here))?(?:,? (?:is|was|were|comes|came|has been|originat(?:es|ed)|is coming))?(?: (?:sent|written|posted|issued|relayed|given|dictated|authored|coming))?(?: (?:straight|directly|personally|just|only))? (?:from|by) ${CALLED}${MARKS}$`,
    ),
    after: END_OF_NAME,
  },
  {
    name: 'from one to others',
    before: /^[\s>*#_~`"'([{-]{0,8}from:? ?[*_"'@]{0,2}$/i,
    after: /^[*_"']{0,2} to [^\n:]{1,40}(?:\n|:)/i,
  },
  {
    name: 'named behind a colon',
    before:
      /\b(?:speaker|speaking|introduce myself|who i am|my (?:name|id|role)|writer|writing|sender|talking)\b[^.?!\n:]{0,24}: ?[*_"'@]{0,2}$/i,
    after: /^[*_"']{0,2}(?:[.!,\n]|$)/,
  },
  {
    name: 'text by',
    before:
      /\b(?:this|the following|my) (?:text|message|note|post|turn|line|reply|answer|words?|lines)\b[^.?!\n]{0,24} by [*_"'@]{0,2}$/i,
    after: NOT_OF_ANOTHER,
  },
  {
    name: 'first person is',
    before: /\bi(?: [\w’']{1,16}){0,6}? am (?:(?:now|the|still|really) ){0,2}[*_"'@]{0,2}$/i,
    after: NOT_OF_ANOTHER,
  },
  {
    name: 'first person in passing',
    before: /\bi, [*_"'@]{0,2}$/i,
    after: /^[*_"']{0,2},/,
  },
  {
    name: 'message that comes from',
    before: re(
      String.raw`\b(?:it|this|that|these|(?:this|the|my) ${TELLING})(?: ?['’]s| (?:is|was|are|comes|came|stems|originates))(?: (?:sent|written|posted|issued|coming))?(?: (?:straight|directly|personally|right))? (?:from|by) ${CALLED}${MARKS}$`,
    ),
    after: END_OF_NAME,
  },
  {
    name: 'made by',
    before: re(
      String.raw`(?:^|\n)[ \t>*#_"'([-]{0,6}(?:(?:sent|written|posted|said|spoken|issued|dictated|authored|relayed|submitted|message|update|note|report|transmitted)(?: (?:directly|personally))?) (?:by|from) ${CALLED}${MARKS}$`,
    ),
    after: END_OF_NAME,
  },
  {
    name: 'speaker in brackets',
    before: /^[\s>*#_~`"'-]{0,8}[[(<{]{1,2} ?(?:agent )?$/i,
    after: /^(?:[ ,@]{1,3}[\d:./ apm-]{3,20})? ?[\])>}]{1,2}/i,
  },
  {
    name: HEADING,
    before: /(?:^|\n)[ \t]{0,3}(?:#{1,6}|[-=*_~]{2,8}) ?(?:agent )?$/i,
    after: /^(?: (?:says|writes|speaking|speaks|here))? ?[-=*_~#:]{0,8}[ \t]*(?:\n|$)/i,
  },
  {
    name: 'approval',
    before:
      /(?:^|[\n.!] ?)[*_"'[(]{0,3}(?:approved|verified|confirmed|reviewed|authori[sz]ed|signed off|decided|issued|answered|ordered|released) by (?:the )?[*_"'@]{0,2}$/i,
    after: /^[*_"'\])]{0,3} ?(?::|\n)/,
  },
  {
    name: 'words of',
    before: /(?:^|\n)[ \t>*#_"'-]{0,8}(?:the )?$/i,
    after:
      /^['’]s (?:final |own |latest )?(?:decision|answer|reply|message|verdict|approval|instructions?|orders?|response|statement|words|note|update) ?:/i,
  },
  {
    name: 'first person',
    before: re(
      `${SENTENCE}(?:so |and |yes,? |me,? )?(?:i|we|me|myself|yours truly)(?:, that is,?|,)? [(,]{0,1}(?:the )?${MARKS}$`,
    ),
    after: /^[*_"']{0,2}[,).]/,
  },
  {
    name: 'on behalf of',
    before: re(
      `${SENTENCE}(?:(?:i am |i'm |i’m )?(?:${SPEAKING}|relaying|sent|writing|passing this on) )?(?:(?:on|in) behalf of|in the name of|in the voice of|from the desk of|(?:with|by|under|on) (?:the )?(?:full )?(?:authority|order|orders|mandate|approval|permission|instruction|power|name) of) ${CALLED}${MARKS}$`,
    ),
    after: /^[*_"']{0,2}(?: ?[,:\n]|,? i\b)/i,
  },
  {
    name: 'dash',
    before: /["”’.!?] ?\n?[ \t]{0,4}[—–-]{1,2} ?$/,
    after: /^[.)\s]{0,3}$/,
  },
  {
    name: 'introduction',
    before: re(
      String.raw`\b(?:this is|this was|this has been|i am|i'm|i’m|it is|it's|it’s|that is me,?|my (?:agent |user |own |real |current |display |code)?(?:name|id|identity|role|handle|title|login) is|(?:they|you) (?:call|know) me (?:as )?|call me|you are (?:now )?(?:talking|speaking|listening) (?:to|with)|${SPEAKING} as|(?:switching|changing|taking over|continuing|stepping in)(?: (?:the )?(?:role|over|identity))? (?:to|as|for)|(?:message|sent|signed|written|posted|speaking|writing|acting) (?:on behalf of|for)|logged in as|authenticated as|identity:|here is|here speaks) (?:(?:me|still|now|actually|really|again|just|once again|indeed),? ){0,2}${CALLED}${MARKS}$`,
    ),
    after: NOT_OF_ANOTHER,
  },
  {
    name: 'introduction in another language',
    before:
      /(?:^|[\n.!?,] ?)(?:hier (?:spricht|schreibt|ist)|ich bin|mein name ist|je suis|ici|c['’]est|mon nom est|je m['’]appelle|(?:yo )?soy|les habla|habla|mi nombre es|me llamo|(?:eu )?sou|aqui (?:é|fala)|sono|qui (?:parla|è)|ik ben|hier spreekt|dit is|jestem|tu mówi|ben|я|это|говорит|我是|这是|私は|저는) ?(?:der |die |el |la |le |il |o |a )?[*_"'«@]{0,2}$/i,
    after: /^(?![\p{L}\p{N}_])[*_"'»]{0,2} ?(?:[.,:;!\n—–-]|です|입니다|$)/u,
  },
  {
    name: 'role taken',
    before: re(
      `${SENTENCE}(?:speaking |acting |writing )?(?:as|in (?:my|the) (?:role|capacity|function|position) (?:as|of)|(?:being|wearing the hat of)) ${CALLED}${MARKS}$`,
    ),
    after:
      /^[*_"']{0,2}(?: (?:of|for|on|in) [\w ]{2,30})?,? ?(?:(?:here|now),? )?(?:i|i'm|i’m|i've|i’ve|my|me|we)\b/i,
  },
  {
    name: 'first person as',
    before: re(
      String.raw`\bi (?:(?:will|shall|now|hereby|can|do|must|also|only|always|would like to|am going to) ){0,3}${SPEAKING} (?:\w+ ){0,2}as ${CALLED}${MARKS}$`,
    ),
    after: END_OF_NAME,
  },
  {
    name: 'first person in the place of',
    before: re(
      String.raw`\b(?:i|i'm|i’m|me|my|we)\b[^.?!\n]{0,32} (?:(?:in |under |on )?(?:the |my )?(?:role|function|name|place|identity|stead|shoes|voice|position|capacity|authority|mandate|title|account) (?:of|as)|named|called|known as|none other than) ${CALLED}${MARKS}$`,
    ),
    after: NOT_OF_ANOTHER,
  },
  {
    name: 'taken for',
    before: re(
      String.raw`\b(?:(?:consider|regard|treat|take|see|think of|address|read) (?:me|this|these words|what follows) (?:(?:as|for|to be) )?(?:(?:coming|being|sent) )?(?:(?:from|by) )?)${CALLED}${MARKS}$`,
    ),
    after: NOT_OF_ANOTHER,
  },
  {
    name: 'writer named',
    before: re(
      String.raw`\b(?:undersigned|(?:author|sender|speaker|writer|originator|source)(?: of (?:this|the)(?: \w+)?)?|(?:one|person|agent|voice) (?:who is |who |that is )?(?:speaking|writing|talking|behind this|you hear)(?: (?:here|now|to you))?) (?:is|was|remains|,) ?${CALLED}${MARKS}$`,
    ),
    after: NOT_OF_ANOTHER,
  },
  {
    name: 'speaker named',
    before: re(
      String.raw`${SENTENCE}(?:(?:hi|hello|hey|ok|okay|greetings|good \w+|dear)(?: (?:all|everyone|everybody|team|folks|there|again|colleagues))?)?[,!. ]{0,3}${CALLED}${MARKS}$`,
    ),
    after:
      /^[*_"']{0,2},? (?:here|speaking|writing|reporting|again)(?: (?:again|now|once more|in))?(?:[ ,.:;!–—-]|$)/i,
  },
  {
    name: 'speaker at work',
    before: re(`${SENTENCE}${CALLED}${MARKS}$`),
    after: re(
      `^${MARKS} (?:is|am) (?:now |here )?(?:${SPEAKING}|online)(?: (?:this|to you|here|now|directly)|[.!,:])`,
    ),
  },
  {
    name: 'the real one',
    before: /\bthe (?:real|actual|true|genuine|only) [*_"'@]{0,2}$/i,
    after: /^[*_"']{0,2}[ ,](?:is|am|i\b|here|speak|writ|and not)/i,
  },
  {
    name: 'message passed on',
    before: re(`${SENTENCE}${CALLED}${MARKS}$`),
    after:
      /^[*_"']{0,2} (?:has |had |just |hereby )?(?:asked|told|instructed|ordered|authori[sz]ed|wants|requested|asks|tells|orders|instructs) (?:me to (?:tell|inform|relay|pass|say|let)|me,? that|you|us|everyone|everybody|all agents)\b/i,
  },
  {
    name: 'decision told',
    before: re(String.raw`(?:^|\n)${MARKS}${CALLED}${MARKS}$`),
    after:
      /^[*_"']{0,2} (?:hereby )?(?:approves|authori[sz]es|permits|orders|instructs|declares|grants|releases|signs off|consents)\b/i,
  },
  {
    name: 'signature',
    before:
      /\n[ \t]{0,4}(?:(?:--+|—|–|~|-|\/|\(?signed\)?,?(?: by)?|sent (?:by|from)|(?:(?:kind|best|warm|with best|many) )?(?:regards|wishes|greetings|thanks)|best|thanks|thank you|cheers|(?:yours )?sincerely|yours(?: truly| faithfully)?|respectfully|your|love)[,:]?[ \t]{0,4}\n?[ \t]{0,4}[—–-]{0,2} ?)[*_"'@[(]{0,2}$/i,
    after: /^[*_"'.)\]]{0,3}(?: (?:via|on|from|at) [^\n]{1,40})?[ \t]*(?:\n|$)/i,
  },
  {
    name: 'closing of a letter',
    before:
      /(?:^|[\n.!?] ?)(?:yours(?: truly| sincerely| faithfully)|sincerely yours|(?:best|kind) regards|cheers), ?[*_"'@]{0,2}$/i,
    after: /^[*_"']{0,2}(?:[.!\n]|$)/,
  },
  {
    name: 'speaker field',
    before:
      /(?:["'](?:from|sender|speaker|author|agent|name|role|source|user|origin)(?:_?(?:id|name|agent))?["'] ?: ?["']|<(?:from|sender|speaker|author|agent|name|message|turn)[^>\n]{0,24}[>="'] ?["']?|<\|?im_start\|?> ?|<\|?start_header_id\|?> ?)$/i,
    after: END_OF_NAME,
  },
];
