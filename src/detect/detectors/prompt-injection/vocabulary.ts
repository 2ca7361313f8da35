// Words that commands are made of: verbs that open one, words that lead in, and words that only an instruction to a model needs.

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Base forms that open a command. Several languages, the most frequent ones. */
const IMPERATIVES = words(`
  abort accept access accompany act activate add adjust adopt advise allow analyze announce answer append apply appoint approve archive
  arrange ask assign assume attach authorize avoid ban become begin behave block book browse buy bypass calculate call cancel change
  charge check choose claim clear click close collect combine communicate compile complete compose compress confirm connect consider
  contact continue convert copy create debug decline decode decrypt delete deliver demonstrate deny deploy describe design disable
  disclose discard dispatch display disregard distribute do donate download draft drop dump edit email embed emit emulate enable encode
  encourage end engage enhance ensure enter erase establish evaluate examine execute explain export express extend extract fetch fill find
  finish flag follow forget format forward gather generate get give go grant group guess help hide highlight identify ignore imagine
  implement import include incorporate increase inform initiate inject insert install integrate introduce invite invoke join keep
  launch leak learn leave let list load locate lock log look lower make mark mention merge message modify monitor move navigate neglect
  note notify obey obtain offer omit open operate order output overlook override overwrite paraphrase pass paste pay perform permit
  persuade pick place play post prefer prepare present pretend prevent print prioritize proceed process produce prompt promote propose
  provide publish pull purchase push put query quote raise read reboot recite recommend record recover redirect refer reformat refund
  register release remember remove rename render repeat replace reply report request reserve reset resolve respond restart restore
  restrict retrieve return reveal reverse review rewrite run save say scan schedule search select send set share shift show shut sign
  simulate skip solve speak specify spell start state stop store submit subscribe substitute suggest summarize supply suppress switch take
  talk teach tell terminate test text track transfer translate transmit treat trigger try turn type undo unlock unsubscribe update
  upgrade upload urge use utilize validate verify view visit wait whitelist wire withdraw withhold work write
  alternate break brainstorm build clarify concatenate count craft deactivate define detail devise develop discuss embrace
  encipher enumerate estimate exchange exclude fix formulate foster function highlight illustrate incite instruct introduce invent
  jumble link mix opt outline program promise purge randomize rank rate recall rearrange rephrase rotate scramble script shorten shuffle sort
  spark substitute swap tabulate tease toggle unblock unmute upvote vary vote wipe
  ignoriere vergiss sende schreibe antworte lösche überweise zeige gib führe ändere lies
  ignora olvida envía escribe responde borra transfiere muestra ejecuta cambia dimentica invia scrivi rispondi cancella
  beachte leite öffne erwähne antworten leiten vergessen borra olvidar cancella mostra apaga apague negeer vergeet stuur verwijder zignoruj
  zapomnij wyślij gönder sil игнорируй забудь отправь покажи удали напиши ответь переведи
  obey invoke recite append wire attach upload mark pretend spell skip drop mail bcc render fetch hand state
  ignore oublie oubliez ignorez envoie envoyez écris écrivez réponds répondez supprime supprimez affiche affichez exécute exécutez
  esqueça envie escreva responda apague mostre execute
  ignorieren senden schick schicke schreib löschen überweisen zeig gebe nenne sag sage rufe bestätige kopiere übersetze füge wiederhole
  donne donnez dis dites montre montrez transfère transférez virez ouvre ouvrez copie copiez traduis résume ajoute appelle tiens tenez suis
  récite dime diga dame deme elimina abre traduce resume añade llama haz recita mándame lascia dimmi dammi trasferisci apri traduci riassumi
  aggiungi esegui manda ripeti segui mande diga exclua transfira abra mude copie traduza resuma adicione repita siga zeg geef toon maak schrijf
  antwoord powiedz pokaż usuń napisz odpowiedz otwórz unut söyle göster yaz забудьте отправьте скажи открой отвечай измени скопируй повтори следуй
`);

/** What may stand before the verb of a command. */
const LEADS = words(`
  please kindly now then also and so first next finally just always never immediately instead todo task note important urgent warning
  attention reminder assistant ai hey hello hi dear you must should shall need have to will can could would are required do not don't
  i want ask hereby before after that this : - * # . , ! > ( [ " ' “ step bitte por favor veuillez system user
`);

/** Words that speak about instructions, models and conversations rather than about a subject. */
const CUES = words(`
  ignore ignoring disregard disregarding forget override overrides overriding bypass instruction instructions prompt prompts prompted
  assistant ai llm chatgpt gpt claude gemini llama bard copilot chatbot bot model jailbreak jailbroken dan persona roleplay unfiltered
  uncensored guidelines restrictions developer sudo admin administrator system response reply answer output conversation context
  previous previously prior above preceding earlier following new secret secretly silently hidden confidential verbatim exactly
  anweisungen anweisung vorherigen instrucciones anteriores instructions précédentes istruzioni precedenti instruções ki systemprompt
  asistente reglas règles regole regras assistente poprzednie polecenia talimatları önceki инструкции предыдущие промпт ассистента правила
  忽 略 令 助 示 무 시 지 忘 删 转 送 密 消 振
  regeln aufgabe bisherige früheren consignes précède tâche modèles tarea previas modelos compito istruzione ordens tarefa wort passwort
  contraseña senha пароль инструкция правилам выше задачу модель ассистент ии
`);

/** Words that address whoever reads. */
const READER_WORDS = words(
  `you your yours yourself you're you'll you've u dein deine ihr votre vos tu tus su usted vous você seu 你 您 ты твои твой вы ваш je jouw twoje`,
);

/** What a model gives back. */
const ANSWERS = words(`
  answer answers reply replies response responses output outputs message messages completion summary text words sentence sentences
`);

/** Words for those who talk and those they talk about: a question with one is part of a conversation. */
const PEOPLE = words(`
  i i'm i've i'd i'll me my mine we we're we've we'd our ours us you you're you've you'd your yours he she they him her them his their
  everyone everything anyone anything someone something it it's this that here there
`);

/** Those who read by machine. */
const MACHINES = words(`
  ai ais llm llms assistant assistants agent agents model models chatbot chatbots bot bots gpt gpt-4 chatgpt claude gemini copilot llama
  crawler crawlers automated machine machines ki ia asistente assistente 助
`);

/** What one who commands says is owed. */
const DUTIES = words(
  `must should shall required need needs expected instructed obliged mandatory supposed ought has have is are`,
);

/** What makes words of no effect, and what there is to be made so. */
const VOIDS = words(`
  ignore ignoring ignored disregard disregarding forget forgetting override overlook neglect discard skip drop leave set pay stop obsolete
  cancelled void invalid supersedes supersede replaces pretend
`);
const EARLIER = words(`
  previous previously prior above earlier before preceding former original initial told everything instructions instruction rules prompt
  directions guidelines orders context
`);

/** What is done with a secret, and what denies it. */
const TELLS = words(
  `tell mention inform reveal disclose notify know say show report asking alert warn confirmation noticing`,
);
const DENIALS = words(`not don't never without no nobody cannot mustn't`);

const USERS = words(`user users user's`);

/** What a command may stand behind within a segment. */
const MARKS = [':', "'", '"', '.', '!', ';', '(', '-', '>', ',', '“', '*', '#'];

/** What a word can be, as bits: it may be several things. */
export const KIND = {
  imperative: 1,
  lead: 2,
  cue: 4,
  reader: 8,
  answer: 16,
  person: 32,
  machine: 64,
  duty: 128,
  voids: 256,
  earlier: 512,
  tells: 1024,
  denies: 2048,
  user: 4096,
  mark: 8192,
} as const;

const LISTS: Readonly<Record<keyof typeof KIND, readonly string[]>> = {
  imperative: IMPERATIVES,
  lead: LEADS,
  cue: CUES,
  reader: READER_WORDS,
  answer: ANSWERS,
  person: PEOPLE,
  machine: MACHINES,
  duty: DUTIES,
  voids: VOIDS,
  earlier: EARLIER,
  tells: TELLS,
  denies: DENIALS,
  user: USERS,
  mark: MARKS,
};

function kindsByWord(): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  for (const name of Object.keys(KIND) as (keyof typeof KIND)[]) {
    for (const word of LISTS[name]) kinds.set(word, (kinds.get(word) ?? 0) | KIND[name]);
  }
  return kinds;
}

const KINDS = kindsByWord();

/** The kinds of a word; 0 for one without. One look-up. */
export function kindsOf(word: string): number {
  return KINDS.get(word) ?? 0;
}
