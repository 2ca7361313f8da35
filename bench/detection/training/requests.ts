// What people ask an assistant for, and nobody asks a document: knowledge, translations, programs, texts, plans.

import { pick, type Random } from './random.ts';
import { TOPICS } from './shared-words.ts';

const list = (text: string): readonly string[] => text.split('|').map((item) => item.trim());

const LISTS: Readonly<Record<string, readonly string[]>> = {
  topic: TOPICS,
  country: list(
    'Kenya|Norway|Peru|Japan|Canada|Egypt|Portugal|Vietnam|Chile|Iceland|India|Turkey|Ghana|Austria|Cuba',
  ),
  place: list('Asia|the world|South America|the solar system|Africa|the Alps|the Pacific|Australia'),
  fact: list(
    'capital|population|currency|largest city|official language|national dish|highest mountain|flag|anthem|history',
  ),
  most: list(
    'tallest building|longest river|largest lake|highest waterfall|oldest city|deepest sea|fastest train|biggest desert',
  ),
  work: list(
    'the opera "Carmen"|the novel "Moby Dick"|the play "Faust"|the Ninth Symphony|the painting "The Scream"|the film "Metropolis"|the telephone|' +
      'the steam engine|penicillin|the printing press|the theory of evolution|the light bulb|the first computer|the song "Summertime"|X-rays',
  ),
  made: list('wrote|invented|painted|discovered|composed|directed|founded|built|designed'),
  event: list(
    'the fall of Rome|the moon landing|the Second World War|the Great Depression|the French Revolution|the Cold War|the plague|the gold rush',
  ),
  science: list(
    'photosynthesis|gravity|quantum mechanics|plate tectonics|natural selection|entropy|inflation|osmosis|electromagnetism|the greenhouse effect|' +
      'relativity|supply and demand|machine learning|the water cycle|nuclear fusion|vaccines|black holes|the Pythagorean theorem|DNA',
  ),
  phrase: list(
    '"good night"|"I miss you"|"where is the station"|"happy birthday"|"see you soon"|\'how much is it\'|\'thank you\'|\'nice to meet you\'|"cheers"|\'excuse me\'|"peace"|\'library\'',
  ),
  language: list(
    'French|Swahili|Polish|Korean|Spanish|Turkish|Arabic|Italian|Hindi|Greek|Dutch|Chinese|Portuguese|Finnish',
  ),
  code: list('Python|Java|C++|JavaScript|Rust|SQL|Go|Ruby|TypeScript|Bash|R|Swift'),
  concept: list(
    'a list and a tuple|a class and an object|an array and a linked list|inner and outer joins|"let" and "var"|a process and a thread|TCP and UDP|' +
      'a stack and a queue|"is" and "=="|GET and POST|version 1 and version 2|compilers and interpreters',
  ),
  idea: list(
    'recursion|inheritance|a closure|polymorphism|a decorator|garbage collection|an index|a regular expression|a lambda|a pointer|async and await',
  ),
  chore: list(
    'sort a list|reverse a string|read a CSV file|connect to a database|handle exceptions|merge two dictionaries|parse JSON|find prime numbers|send a request|' +
      'count words|remove duplicates|format a date|center a div|compute a factorial|flatten a nested list',
  ),
  form: list(
    'poem|haiku|short story|limerick|song|essay|speech|blog post|product description|slogan|press release|dialogue|riddle|cover letter|headline',
  ),
  skill: list(
    'the guitar|public speaking|cooking|chess|time management|a new language|negotiation|swimming|typing|drawing|investing|meditation',
  ),
  sector: list(
    'electric cars|coffee|streaming services|smartphones|organic food|cloud computing|airlines|fashion|real estate|video games',
  ),
  mood: list('positive or negative|sarcastic|formal|angry|happy or sad'),
  number: list('two|three|five|ten|seven'),
};

const QUESTIONS: readonly string[] = [
  'What is the {fact} of {country}?',
  "What's the {fact} of {country}?",
  'What is the {most} in {place}?',
  'Which is the {most} in {place}?',
  'Who {made} {work}?',
  'When was {work} made, and by whom?',
  'In which year did {event} begin?',
  'What were the main causes of {event}?',
  'How did {event} change the world?',
  'What is {science}?',
  'How does {science} work?',
  'Can you explain {science} in simple words?',
  'What are the basic principles of {science}?',
  'Why is {science} important?',
  'How do you say {phrase} in {language}?',
  "What's {phrase} in {language}?",
  'What is the {language} word for {phrase}?',
  'How would you translate {phrase} into {language}?',
  'What does {phrase} mean in {language}?',
  'What is the difference between {concept} in {code}?',
  'What are the main differences between {concept}?',
  'How do I {chore} in {code}?',
  'How can I {chore} using {code}?',
  'What is {idea} in {code}?',
  'How does {idea} work in {code}?',
  'What is the best way to {chore} in {code}?',
  'Which libraries of {code} help me to {chore}?',
  'What is the best way to learn {skill}?',
  'How can I get better at {skill}?',
  'What are some tips for {skill}?',
  'What do people on social media say about {sector}?',
  'What are the latest trends in {sector}?',
  'Which companies lead the market for {sector}?',
  'What are the newest findings on {topic}?',
  'How many people work in {sector}?',
  'Is the tone of this text {mood}?',
  'Does the author sound {mood}?',
  'What movie should I watch tonight if I like {topic}?',
  'Could you recommend {number} books about {topic}?',
  'Can you write a {form} about {topic}?',
  'What is a good name for a shop that sells {topic}?',
];

const ORDERS: readonly string[] = [
  'Explain {science} in simple terms.',
  'Explain the theory behind {science}.',
  'Describe how {science} works.',
  'Explain {idea} in {code} with an example.',
  'Translate {phrase} to {language}.',
  'Translate the following into {language}: {phrase}',
  'Teach me how to say {phrase} in {language}.',
  'Write a {code} function to {chore}.',
  'Show me how to {chore} in {code}.',
  'Write a program in {code} that can {chore}.',
  'Write a {form} about {topic}.',
  'Compose a {form} on {topic}.',
  'Create a {form} based on {topic}.',
  'Draft a {form} for {sector}.',
  'Give me {number} tips on {skill}.',
  'List {number} ways to improve at {skill}.',
  'Suggest {number} movies about {topic}.',
  'Recommend a playlist for {topic}.',
  'Tell me a fun fact about {topic}.',
  'Tell me a joke about {topic}.',
  'Name {number} cities in {country}.',
  'Analyze the market for {sector}.',
  'Compare the leading companies in {sector}.',
  'Predict how {sector} will develop next year.',
  'Identify the customers of {sector} and what they want.',
  'Summarize recent research on {topic}.',
  'Find {number} studies about {topic} and list their results.',
  'Decide whether the text above is {mood}.',
  'Classify the sentiment of this message as {mood}.',
  'Rate the mood of the author from one to ten.',
  'Set a reminder for {skill} every morning.',
  'Add {skill} to my calendar for Saturday.',
  'Make a shopping list for a dinner about {country}.',
  'Plan a weekend in {country}.',
  'Calculate the square root of 1764.',
  'Convert 45 miles to kilometres.',
  'Play a game of twenty questions with me.',
  "Let's talk about {topic}.",
  'Pretend to be a guide in {country}.',
];

const ASIDES: readonly string[] = [
  '',
  '',
  '',
  '',
  '',
  '',
  'By the way, ',
  'Also, ',
  'One more question: ',
  'Quick question: ',
  'And another thing: ',
  'Please answer this first: ',
  'Question: ',
  'Tell me: ',
];

/** One request as it would stand, out of place, in a document. */
export function request(random: Random): string {
  const template = pick(random, random() < 0.55 ? QUESTIONS : ORDERS);
  const said = template.replace(/\{([a-z]+)\}/g, (_, name: string) => pick(random, LISTS[name] ?? ['it']));
  const aside = pick(random, ASIDES);
  return aside === '' ? said : aside + said.charAt(0).toLowerCase() + said.slice(1);
}
