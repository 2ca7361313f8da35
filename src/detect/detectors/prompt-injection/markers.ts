// Marks in a text that only somebody needs who wants it to be read as something else than data.

import type { TextSpan } from '../../../domain/index.ts';

/** A mark, how much it adds to the score of the text (in log-odds), and what it is called. */
interface Marker {
  readonly name: string;
  readonly pattern: RegExp;
  readonly weight: number;
}

/** INVARIANT: alternatives begin with fixed characters and repeat a bounded number of times: linear in any text. */
const MARKERS: readonly Marker[] = [
  {
    name: 'chat template token',
    pattern:
      /<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|begin_of_text)\|>|\[\/?INST\]|<<\/?SYS>>/gi,
    weight: 4,
  },
  {
    name: 'section of a prompt',
    pattern:
      /(?:^|\n) {0,3}#{2,4} ?(?:system|instructions?|new instructions?|response|task|human|assistant) ?:? ?(?:\n|$)/gi,
    weight: 1.5,
  },
  {
    name: 'turn of a conversation',
    pattern: /(?:^|\n)[ \t>*-]{0,4}\[?(?:system|human|assistant|ai|user)\]? ?: ?\S/gi,
    weight: 1,
  },
  {
    name: 'tag that frames a message',
    pattern:
      /<\/?(?:system|important|information|instructions?|admin|assistant|user|task|urgent|override|prompt|notice)>/gi,
    weight: 2,
  },
  {
    name: 'voids what was said before',
    pattern:
      /\b(?:ignore|disregard|forget|override|neglect|overlook)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|preceding|former|all|any|your|these|those)\b[^.\n]{0,24}\b(?:i\w{1,4}structions?|prompts?|directions?|directives?|commands?|rules?|tasks?|messages?|orders?|guidelines?)\b/gi,
    weight: 3,
  },
  {
    name: 'speaks of the task given to the reader',
    pattern:
      /\b(?:task|request|question|goal|instructions?) (?:that |which )?(?:i|we|the user) (?:gave|asked|told|assigned|sent)\b|\b(?:original|first|initial|main|current) (?:task|request|objective)\b[^.\n]{0,40}\b(?:before|after|first|then|once|until)\b|\b(?:before|after) (?:you )?(?:can |could )?(?:solv|complet|finish|answer|continu|proceed)\w{0,5}\b[^.\n]{0,40}\b(?:task|request|question|original)\b/gi,
    weight: 2,
  },
  {
    name: 'speaks to a language model',
    pattern:
      /\b(?:to|for|attention|dear|hello|hey|hi|note to|message to)[ ,:]{1,3}(?:you, )?(?:the )?(?:ai|llm|language model|assistant|agent|chatgpt|gpt-?\w{0,4}|claude|gemini|llama|copilot|chatbot)\b|\bif you are an? (?:ai|llm|language model|assistant|agent)\b|\b(?:ai|llm) (?:agents?|assistants?|models?|readers?)[:,]/gi,
    weight: 2,
  },
  {
    name: 'comment that commands',
    pattern:
      /<!--[^>]{0,200}\b(?:ignore|assistant|instructions?|you must|say|state|please|tell|reply|ai)\b/gi,
    weight: 2,
  },
  {
    name: 'element that no person sees',
    pattern:
      /<\w{1,12} [^>]{0,120}(?:display ?: ?none|visibility ?: ?hidden|font-size ?: ?[01](?:px|pt|em)?\b(?![.\d])|opacity ?: ?0(?:\.0\d?)?\b(?!\.[1-9])|(?:^|[;" ])color ?: ?(?:white|#fff(?:fff)?|transparent)|\bhidden\b(?! ?[-=])|aria-hidden="true"|left ?: ?-\d{3,5}px)[^>]{0,120}>\s{0,8}[^<\s]/gi,
    weight: 1.5,
  },
  {
    name: 'field for a machine that reads',
    pattern:
      /["'<](?:_{0,2}(?:note|message|instructions?|prompt|comment|directive|hint|reminder|request)s?_(?:to|for)_(?:the_)?(?:ai|agent|llm|assistant|model|bot|gpt)s?|(?:meta name=["'])?(?:x-)?_{0,2}(?:ai|llm|agent|assistant|model|bot|gpt|system)[_-](?:note|message|instructions?|prompt|comment|directive|hint|command|task|action)s?)["']? ?(?:[:=>]|content=)/gi,
    weight: 2,
  },
  {
    name: 'attribute that speaks to a machine',
    pattern:
      /\b(?:alt|title|content|placeholder|aria-label|data-[\w-]{1,24}) ?= ?["'][^"'>]{0,40}\b(?:ai|agent|assistant|llm|language model|chatbot|ignore|instructions?)s?\b/gi,
    weight: 2,
  },
  {
    name: 'tool that has to be used',
    pattern:
      /\b(?:[Mm]ust|MUST|ha(?:ve|s) to|[Rr]equired|[Ss]trictly|[Ff]irst|[Bb]efore|[Aa]dditionally|[Tt]o proceed|[Mm]andatory|[Aa]lways)\b[^.\n]{0,60}?\b(?:use|utili[sz]e|invoke|call|run|execute|employ)[ds]?\b[^.\n]{0,24}(?:\btool\b|`\w{3,40}\(|\b[A-Z][a-z]{2,16}[A-Z][A-Za-z]{2,24}\b|\b[a-z]{2,16}_[a-z]{2,16}(?:_[a-z]{2,16})?\b ?\()/g,
    weight: 1.5,
  },
  {
    name: 'notice in the name of the system',
    pattern:
      /(?:^|\n|["'>])[^\w\n]{0,6}(?:system|admin(?:istrator)?|security|platform|developer|moderator)s?[ :_-]{0,3}(?:note|alert|notice|message|update|override|policy|instructions?|warning|prompt|command|directive)\b\W{0,3}[:\])#!-]/gi,
    weight: 1,
  },
];

const TAG_CHARACTERS = /[\u{e0020}-\u{e007e}]{4}/u;
const HIDING = /[\u200b-\u200d\u2060-\u2064\ufeff\u00ad\u180e]/g;
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;
const RIGHT_TO_LEFT = /[\u0590-\u08ff]/;
/** Word processors leave a few of them behind. */
const MANY_HIDING = 12;

/** Where a mark stands; without a place it is of the whole text. */
interface Hit {
  readonly marker: Pick<Marker, 'name' | 'weight'>;
  readonly places: readonly number[];
}

export interface Marks {
  readonly weight: number;
  readonly names: readonly string[];
}

const MAX_WEIGHT = 6;
/** Places of one kind of mark that are looked at: a text with more of them is made of such marks. */
const MOST_PLACES = 32;
/** A mark speaks for what stands within so many characters of it: a manual has every mark somewhere. */
const REACH = 600;

/** What marks there are in a text, to be asked around a passage. */
export interface MarkedText {
  /** The marks near a span, their weights added up and bounded. */
  near(span: TextSpan): Marks;
  /** No mark at all. */
  readonly none: boolean;
}

/** The marks of a text. Linear; looks at the first 32 places of each kind. */
export function marksIn(text: string): MarkedText {
  const hits: Hit[] = MARKERS.flatMap((marker) => {
    const places: number[] = [];
    for (const { index } of text.matchAll(marker.pattern)) {
      places.push(index);
      if (places.length >= MOST_PLACES) break;
    }
    return places.length > 0 ? [{ marker, places }] : [];
  });
  if (TAG_CHARACTERS.test(text)) hits.push(ofAll('invisible tag characters', 5));
  if (hides(text)) hits.push(ofAll('invisible characters', 1.5));
  if (BIDI.test(text) && !RIGHT_TO_LEFT.test(text)) hits.push(ofAll('bidirectional controls', 0.5));
  return { none: hits.length === 0, near: (span) => (hits.length === 0 ? NO_MARKS : marksNear(hits, span)) };
}

const NO_MARKS: Marks = { weight: 0, names: [] };
const ofAll = (name: string, weight: number): Hit => ({ marker: { name, weight }, places: [] });

function marksNear(hits: readonly Hit[], { start, end }: TextSpan): Marks {
  const found = hits
    .filter(
      ({ places }) => places.length === 0 || places.some((at) => at > start - REACH && at < end + REACH),
    )
    .map(({ marker }) => marker);
  const weight = found.reduce((sum, mark) => sum + mark.weight, 0);
  return { weight: Math.min(MAX_WEIGHT, weight), names: found.map(({ name }) => name) };
}

function hides(text: string): boolean {
  let count = 0;
  for (const _ of text.matchAll(HIDING)) {
    count += 1;
    if (count >= MANY_HIDING) return true;
  }
  return false;
}
