// Classes of words around a name: what a claim shares with claims in other words. Data; some words of other languages stand beside their English kin.

import { printOf } from './prints.ts';

/** Each class with its words, in lower case. */
const CLASSES: Readonly<Record<string, string>> = {
  i: "i me myself im i'm i've i'll i'd yo ich je eu io ik ja jestem я 我 私 저는 moi mich mir ben yours-truly undersigned",
  my: 'my mine mein meine meinem mi mon ma meu minha mio mia mijn мой моя 我的 私の',
  we: "we us our ours ourselves we're we've we'll wir unser nous nosotros noi nós my",
  you: "you your yours yourself yourselves you're you've you'll ye thou thee u ur euch ihr du dir sie vous votre tu te usted ustedes vosotros você vocês voi",
  he: 'he she they him her his hers their theirs them it its himself herself themselves itself er sie es il elle él ella lui lei ele ela',
  this: 'this these here hereby herewith hereupon hier ici aquí aqui qui dies diese dieser este esta esto ce cet cette questo questa это здесь 这 这里 これ',
  that: 'that those there',
  be: "is am be being been bin ist sind bist suis est es son soy sou são é è sono siamo ben jest 是 です 입니다 isn't ain't it's that's here's",
  was: "was were wasn't weren't war waren était fue foi era",
  have: "have has had having haven't hasn't hat habe haben a ont ha han tem",
  do: 'do does did doing done',
  modal: 'will would shall should can could may might must need needs ought gonna lets let',
  not: "not no never don't doesn't isn't didn't won't cannot can't couldn't nobody none nothing without neither nor nicht kein pas non no não nie не 不 没",
  say: 'say says saying speak speaks speaking talk talks talking write writes writing type types typing post posts posting text texting sign signing call calling announce announces announcing declare declares dictate dictates dictating state states address addressing message messaging report reporting reports transmit transmitting broadcast narrate spricht schreibt sage schreibe parle écris habla escribe escreve fala parla scrive spreekt schrijft mówi pisze говорит пишет speechifies quoth goes chimes interjects whispers mutters',
  said: 'said told wrote spoke spoken written typed posted signed dictated stated announced declared mentioned noted pointed suggested reported answered replied explained confirmed proposed recommended raised flagged commented remarked observed added relayed forwarded passed sent issued submitted authored composed penned drafted published quoted transmitted delivered recorded',
  answer:
    'answer answers answering reply replies replying respond responds responding response continue continues continuing proceed proceeding',
  ask: 'ask asks asked asking please request requests requested tell tells telling remind inform notify ping contact wait waiting waits expect expecting bitte favor',
  give: 'give gives gave given hand hands handed handing over pass send forward return transfer transfers route assign assigns assigned delegate leave leaves turn floor',
  thank: 'thank thanks thanking thx appreciate grateful kudos danke merci gracias obrigado grazie',
  order:
    'approve approves authorise authorize authorises authorizes order orders instruct instructs permit permits allow allows grant grants release releases waive waives confirm confirms decide decides hereby certify vouch accept accepts insist want wants command commands',
  ordered:
    'approved authorised authorized ordered instructed permitted allowed granted released waived decided cleared verified checked reviewed certified accepted authenticated endorsed validated vetted',
  message:
    'message messages note notes word words update updates statement text memo post posts line lines transmission bulletin notice comment remark remarks letter communication dispatch directive announcement broadcast instruction instructions information entry passage paragraph contents content',
  verdict:
    'verdict decision approval authorisation authorization permission ruling go-ahead sign-off signoff consent opinion judgement judgment assessment clearance blessing review vote ok okay',
  voice:
    'voice mouth pen hand desk keyboard terminal console seat chair shoes hat behalf capacity office mic microphone line screen fingers quill place stead',
  identity:
    'identity name names role handle account login alias nick nickname badge id title username display profile signature credentials key credential session persona position function duties job mask hat avatar label tag alter',
  from: 'from by von par de por da van von od от via through courtesy',
  to: 'to for with at towards an für à para a per voor do для 给',
  as: 'as als wie comme como come jako как 作为 として',
  of: "of 's of the",
  like: 'like unlike than about regarding concerning per according',
  on: 'on in under into upon within onto inside',
  until: 'until till once when if unless whether before after because since while whenever where',
  article: 'the a an der die das den dem el la los las le les lo gli het een o os as',
  own: 'real actual actually true truly genuine really very only same own personally directly indeed original proper usual old familiar trusted official legitimate authentic none other',
  now: 'now today again still just currently meanwhile anymore back presently henceforth onwards moment temporarily instead today tonight jetzt maintenant ahora agora adesso сейчас 现在',
  and: 'and or but und oder et ou y o e en i и и 和 plus & nor',
  who: 'who whom which what whose how why wer qui quién quem chi кто',
  next: 'next then first finally second third last later afterwards step steps phase stage part round turn stages phases parts next-speaker followed subsequently',
  plan: 'plan plans task tasks owner owners assignee assigned responsible responsibility todo agenda roles team teams agents members member participants experts roster order schedule workflow pipeline action actions job backlog items list',
  output:
    'output outputs result results findings report data analysis code script feedback suggestion suggestions input recommendation recommendations concern concerns point points question questions draft patch summary advice table file',
  greet:
    'hi hello hey greetings dear all everyone everybody team folks guys hallo bonjour salut hola olá ciao buongiorno colleagues friends gang good morning evening afternoon attention',
  sign: 'regards sincerely yours best cheers wishes faithfully truly respectfully love warmly cordially gruß grüße saludos cordialement saluti',
  field:
    'sender speaker author agent name source role user username origin originator issuer writer signer signatory speaker_name agent_name sent_by signed_by from_agent on_behalf_of identity poster narrator',
  person:
    'agent bot person one colleague teammate friend human fellow voice chap guy man lady boss chief lead owner head',
  system:
    'system gateway framework platform router notice verified sender authentication session channel server orchestrator log transcript record protocol header metadata tag chat thread room',
  take: 'take takes taking took taken assume assumes assuming assumed switch switching switched change changing changed become becoming became step stepping act acting acts operate operating log logged logging join joined joins enter enters borrow borrowed borrowing using use uses used play playing served impersonate consider treat regard',
  think:
    'think thinks believe feel agree agrees disagree know knows see sees saw look looks heard hear listening reading',
  work: 'run runs execute executes compute check checks verify verifies review reviews write search find finds found open read load analyse analyze test tests fix fixes prepare prepares calculate work works handle handles summarise summarize collect collects update updates ran collected computed created completed finished provided provides shared produced identified found',
  yes: 'yes yeah yep right well so ok okay alright sure relax attention sorry apologies hang folks surprise guess',
};

function table(): ReadonlyMap<number, number> {
  const known = new Map<number, number>();
  for (const [name, words] of Object.entries(CLASSES)) {
    for (const word of words.split(' '))
      if (!known.has(printOf(word))) known.set(printOf(word), printOf(name));
  }
  return known;
}

const KNOWN = table();

const ENDINGS = {
  ing: printOf('-ing'),
  ed: printOf('-ed'),
  ly: printOf('-ly'),
  s: printOf('-s'),
  none: printOf('-'),
};

/** The class of a word, by its print; words of none are told apart by their endings. `end` is where the word ends in `text`. */
export function classOf(print: number, text: string, end: number): number {
  return KNOWN.get(print) ?? endingOf(text, end);
}

function endingOf(text: string, end: number): number {
  if (text.startsWith('ing', end - 3)) return ENDINGS.ing;
  if (text.startsWith('ed', end - 2)) return ENDINGS.ed;
  if (text.startsWith('ly', end - 2)) return ENDINGS.ly;
  return text.startsWith('s', end - 1) ? ENDINGS.s : ENDINGS.none;
}
