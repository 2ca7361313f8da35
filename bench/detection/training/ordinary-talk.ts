// What people write to each other and what handbooks of programs say, put together from parts: questions, reminders, options, commands. None of it is meant for a machine.

import { pick, type Random } from './random.ts';

const list = (text: string): readonly string[] => text.split('|').map((item) => item.trim());

const LISTS: Readonly<Record<string, readonly string[]>> = {
  name: list(
    'Jane|Mark|Emily|John|Sarah|Tom|Lisa|David|Anna|Mike|Karen|Paul|Nina|Omar|Priya|Chen|Maria|Luis|Grace|Mom|Dad|Sis|everyone|team|all|guys|folks|Dr. Hale|Professor',
  ),
  when: list(
    'tomorrow|tomorrow morning|on Friday|next week|tonight|at 8 am|this weekend|over lunch|after class|before the meeting|in March|later today|by Monday|at noon|soon',
  ),
  thing: list(
    'hotel|flight|table|report|essay|outline|invoice|recipe|presentation|budget|contract|calendar|photo album|guest list|paper|application|appointment|prescription|' +
      'lease|survey|playlist|homework|agenda|newsletter|order|package|refund|ticket|bill|slide deck|draft|schedule|form|bookshelf|bike',
  ),
  act: list(
    'review the draft|book the room|pick up the kids|call the bank|water the plants|bring the photos|send the slides|sign the form|check the numbers|renew the licence|' +
      'feed the dog|lock the door|pay the deposit|update the budget|return the books|schedule a check-up|try the new cafe|paint the fence|submit the essay|' +
      'share the recording|finish the outline|order the cake|confirm the hotel|cancel the gym|print the tickets|reply to the landlord|clean the garage|back up the photos',
  ),
  topic: list(
    'the project|the wedding|the trip to Lisbon|the harvest|the new client|the audit|the move|her surgery|the divorce|the game|the workshop|the offer|' +
      'the incident|the diagnosis|your thesis|the lawsuit|the garden|the fundraiser|the neighbours|the reunion|the launch|the rent|the exam|the merger',
  ),
  feel: list('glad|excited|sorry|worried|proud|curious|grateful|tired|nervous|happy'),
  opt: list(
    'buffer|window|fold|line number|cursor|register|tab page|search pattern|status line|file name|mark|diff|popup|prompt|pane|session|worktree|branch|remote|header|' +
      'socket|queue|cache|index|thread|lock file|log level|colour scheme|key map|plugin|template|host|mount point|group|kernel module|path|locale|encoding|time-out',
  ),
  verb: list(
    'show|hide|set|unset|toggle|open|close|delete|list|print|read|write|jump to|select|ignore|execute|start|stop|use|change|add|remove|update|move|copy|load|reset|enable|disable|send|return|display|skip|override',
  ),
  flag: list(
    '-f|-v|--quiet|--no-pager|-n|--all|-i|--force|[!]|[N]|{count}|{id}|<CR>|<Esc>|CTRL-W|--dry-run|-r|-x|{name}|[pattern]|--ignore-case|--output',
  ),
  place: list(
    'in front of each line|in the current window|on the command line|when it is visible|after the last line|for each file|below the cursor|before the command is run|' +
      'in the configuration file|of the given host|if the option is set|when it starts|for the current user|with the given name|unless it is empty|while it is active',
  ),
};

const TALK = list(
  '"Is the {thing} ready, {name}?"|"{name}, has the {thing} arrived?"|Is there a {thing} that I could have?|Do you remember the name of the {thing} from {topic}?|' +
    '"{name}, remember {topic}."|"Remember, {name}, we {act} {when}."|"{name}, thank you for the {thing}."|Don\'t forget to {act} {when}!|"Let\'s meet at the station {when}, is that fine?"|' +
    'Let us know if you can {act} {when}.|"Reminder: {act} {when}."|Reminder: {act} for {topic}.|"{name}, excellent work on {topic}."|Who is ready for {topic}?|' +
    'Funny how much work {topic} is.|"First notes for a {thing}: {topic}."|"Enclosed is the {thing} for {topic}:"|' +
    'Here is my {thing}, {name}: tell me what you think.|Also, how is {topic} going?|Any plans {when}?|Has anyone seen the {thing}?|' +
    'I am {feel} about {topic}; can we talk {when}?|I am {feel} that you could {act}.|Is there a way to {act} {when}?|My {thing} is private, please keep it so.|' +
    'My {thing} is old, I want another one {when}.|"By the way, {name} came to {act}."|Could somebody {act} {when}?|{name}, could you {act} {when}?|' +
    'Please {act} {when}, {name}.|{name} asked me to {act} {when}.|We should {act} {when}.|You can {act} {when} if you like.|Thanks for helping me {act}, {name}!|' +
    'Share something about {topic} {when}!|Tell {name} that I will {act} {when}.|Say hi to {name} and {act} {when}.|' +
    'If you have time {when}, {act}.|When you are done with {topic}, {act}.|Note to self: {act} {when}.|To do: {act}, {act}, {act}.|Draft of the {thing}: see below.|' +
    'Have you heard about {topic}? Call me {when}.|"How did {topic} go, {name}?"|"I need to {act} before {topic}," she wrote.|Congratulations on {topic}!|' +
    'Join us {when} to talk about {topic}.|Get our letter with news on {topic}.|Sign up {when} for the {thing}.|Your {thing} is waiting.|Your {thing} was moved to {when}.',
);

const HANDBOOK = list(
  '{verb} the {opt} {place}|{verb} {opt} {flag}|:{verb} {opt}={flag}|The {flag} key {verb}s the {opt}|{flag}  {verb} the {opt} {place}|' +
    'See to it that the {opt} exists {place}.|You can {verb} the {opt} with {flag}.|' +
    'Solution:   {verb} the {opt}.|Problem:    The {opt} does not {verb} the {opt}.|Use {flag} to {verb} the {opt} {place}.|When {flag} is given, {verb} the {opt} {place}.|' +
    'To {verb} the {opt}:|To {verb} a {opt}, {verb} the {opt} first.|Note that you should not {verb} the {opt} {place}.|' +
    '* {verb} the {opt} ({flag})|- {verb}: {verb} the {opt}|{flag}, {flag}\\t{verb} the {opt}|# {verb} {opt} {place}|// {verb} everything above the {opt}|' +
    "Do not {verb} the {opt} {place}.|Don't {verb} {opt}s that {verb} the {opt}.|Same as above, but {verb} the {opt}.|See {opt}-{opt} on how to {verb} it.|" +
    'You will {verb} the previous {opt}.|Your {opt} is {verb}n {place}.|By default the {opt} is used to {verb} the {opt}.|Ignore the {opt} {place}.|{verb} {opt} and exit|' +
    '{verb} only the {opt} for {opt}s|E492: Not an editor command: {verb}|' +
    '* [{name} Berg](https://code.example/{opt})|{name} Holm <{opt}@mail.example>|Author: {name} Holm <{opt}@mail.example>|Thanks to {name} for the {opt}|See https://code.example/{opt}/issues/12|' +
    'You have to {verb} the {opt} yourself.|Please {verb} the {opt} before you {verb} it.|Then {verb} it again: {flag}.|' +
    'Warning: this will {verb} your {opt}.|Enter {flag} to {verb} your {opt}.|Added {verb} {opt} {place}|Fix: {verb} the {opt} {place}',
);

function fill(random: Random, template: string): string {
  return template.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
    const values = LISTS[name];
    return values === undefined ? whole : pick(random, values);
  });
}

/** A sentence from one person to another. */
export function talk(random: Random): string {
  return fill(random, pick(random, TALK));
}

/** A line of a handbook. */
export function handbook(random: Random): string {
  return fill(random, pick(random, HANDBOOK));
}
