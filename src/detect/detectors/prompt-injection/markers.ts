// Marks in a text that only somebody needs who wants it to be read as something else than data.

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
      /<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|begin_of_text)\|>|\[\/?INST\]|<<\/?SYS>>/i,
    weight: 4,
  },
  {
    name: 'section of a prompt',
    pattern:
      /(?:^|\n) {0,3}#{2,4} ?(?:system|instructions?|new instructions?|response|task|human|assistant) ?:? ?(?:\n|$)/i,
    weight: 1.5,
  },
  {
    name: 'turn of a conversation',
    pattern: /(?:^|\n)[ \t>*-]{0,4}\[?(?:system|human|assistant|ai|user)\]? ?: ?\S/i,
    weight: 1,
  },
  {
    name: 'tag that frames a message',
    pattern:
      /<\/?(?:system|important|information|instructions?|admin|assistant|user|task|urgent|override|prompt|notice)>/i,
    weight: 2,
  },
  {
    name: 'voids what was said before',
    pattern:
      /\b(?:ignore|disregard|forget|override|neglect|overlook)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|preceding|former|all|any|your|these|those)\b[^.\n]{0,24}\b(?:i\w{1,4}structions?|prompts?|directions?|directives?|commands?|rules?|tasks?|messages?|orders?|guidelines?)\b/i,
    weight: 3,
  },
  {
    name: 'speaks of the task given to the reader',
    pattern:
      /\b(?:task|request|question|goal|instructions?) (?:that |which )?(?:i|we|the user) (?:gave|asked|told|assigned|sent)\b|\b(?:original|first|initial|main|current) (?:task|request|objective)\b[^.\n]{0,40}\b(?:before|after|first|then|once|until)\b|\b(?:before|after) (?:you )?(?:can |could )?(?:solv|complet|finish|answer|continu|proceed)\w{0,5}\b[^.\n]{0,40}\b(?:task|request|question|original)\b/i,
    weight: 2,
  },
  {
    name: 'speaks to a language model',
    pattern:
      /\b(?:to|for|attention|dear|hello|hey|hi|note to|message to)[ ,:]{1,3}(?:you, )?(?:the )?(?:ai|llm|language model|assistant|agent|chatgpt|gpt-?\w{0,4}|claude|gemini|llama|copilot|chatbot)\b|\bif you are an? (?:ai|llm|language model|assistant|agent)\b|\b(?:ai|llm) (?:agents?|assistants?|models?|readers?)[:,]/i,
    weight: 2,
  },
  {
    name: 'comment that commands',
    pattern: /<!--[^>]{0,200}\b(?:ignore|assistant|instructions?|you must|say|state|please|tell|reply|ai)\b/i,
    weight: 2,
  },
];

const TAG_CHARACTERS = /[\u{e0020}-\u{e007e}]{4}/u;
const HIDING = /[\u200b-\u200d\u2060-\u2064\ufeff\u00ad\u180e]/g;
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;
const RIGHT_TO_LEFT = /[\u0590-\u08ff]/;
/** Word processors leave a few of them behind. */
const MANY_HIDING = 12;

export interface Marks {
  /** Sum of the weights, bounded. */
  readonly weight: number;
  readonly names: readonly string[];
}

const MAX_WEIGHT = 6;

/** The marks in a text. Linear. */
export function marksOf(text: string): Marks {
  const found = MARKERS.filter(({ pattern }) => pattern.test(text)).map(({ name, weight }) => ({
    name,
    weight,
  }));
  if (TAG_CHARACTERS.test(text)) found.push({ name: 'invisible tag characters', weight: 5 });
  if (hides(text)) found.push({ name: 'invisible characters', weight: 1.5 });
  if (BIDI.test(text) && !RIGHT_TO_LEFT.test(text))
    found.push({ name: 'bidirectional controls', weight: 0.5 });
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
