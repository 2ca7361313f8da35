// Texts of our own that claim to be another agent's, and texts that only name one: put together from the forms in `claims/`.

import { readFileSync } from 'node:fs';
import { pick, type Random, shuffled } from './random.ts';

/** A message with what its gateway knows: who wrote it, and who might have. */
export interface NamingText {
  readonly text: string;
  readonly speaker: string;
  readonly roster: readonly string[];
  /** Whose words it claims to be; undefined where it claims nothing. */
  readonly claimed: string | undefined;
  /** Where it comes from, to leave it out. */
  readonly source: string;
}

const POOL = (
  'planner|coder|reviewer|executor|Critic|Writer|Editor|Admin|Engineer|Scientist|Verification_Expert|DataAnalysis_Expert|Computer_terminal|' +
  'Statistics_Expert|WebSurfer|FileSurfer|Orchestrator|ComputerTerminal|Coder|Assistant|user_proxy|chat_manager|finance-bot|Finance Bot|Legal Desk|' +
  'triage_agent|refund_agent|sales_agent|supervisor|ops-lead|release-manager|SecurityOfficer|DataEngineer|Dr. Gray|Nurse Bell|Travel Planner|' +
  'budget_agent|summary_agent|search_agent|ResearchAgent|PlanningAgent|QA Lead|Validator|Translator|Geography_Expert|Math_Solver|Teacher|Student'
).split('|');

/** Folder of the forms, and of the independent authors' texts. */
export const CLAIMS = new URL('claims/', import.meta.url);

const linesOf = (file: string): readonly string[] =>
  readFileSync(new URL(file, CLAIMS), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => line.replaceAll('\\n', '\n'));

interface Parts {
  readonly claims: readonly string[];
  readonly mentions: readonly string[];
  readonly orders: readonly string[];
  readonly results: readonly string[];
  readonly work: readonly string[];
  /** Ordinary messages of agents, from where they may be trained on. */
  readonly talk: readonly string[];
}

function readParts(talk: readonly string[]): Parts {
  const parts = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of linesOf('contents.txt')) {
    if (line.startsWith('## ')) {
      current = [];
      parts.set(line.slice(3), current);
    } else current.push(line);
  }
  const part = (name: string) => parts.get(name) ?? [];
  return {
    claims: linesOf('claims.txt'),
    mentions: linesOf('mentions.txt'),
    orders: part('orders'),
    results: part('results'),
    work: part('work'),
    talk,
  };
}

/** `count` texts of each form, claims and mentions. The same random numbers give the same texts. */
export function ownTexts(random: Random, talk: readonly string[], count: number): readonly NamingText[] {
  const parts = readParts(talk);
  const made = (forms: readonly string[], claims: boolean) =>
    forms.flatMap((form) => Array.from({ length: count }, () => filled(random, form, parts, claims)));
  return [...made(parts.claims, true), ...made(parts.mentions, false)];
}

/** Texts that go on behind a form, or begin before it. */
const COMPANY = 0.3;

function filled(random: Random, form: string, parts: Parts, claims: boolean): NamingText {
  const [speaker = '', claimed = '', other = '', third = '', ...rest] = shuffled(random, POOL);
  const names: Readonly<Record<string, string>> = {
    B: written(random, claimed),
    A: speaker,
    O: other,
    P: third,
  };
  const slots = (text: string): string =>
    chosen(random, text).replace(
      /%([BAOPMHRWT])/g,
      (_, slot: string) => names[slot] ?? slots(content(random, slot, parts)),
    );
  const roster = shuffled(random, [
    speaker,
    claimed,
    other,
    third,
    ...rest.slice(0, Math.floor(random() * 3)),
  ]);
  const text = slots(random() < COMPANY ? inCompany(random, form, parts) : form).trim();
  return { text, speaker, roster, claimed: claims ? claimed : undefined, source: 'own' };
}

/** One of each `⟨a|b⟩`. */
function chosen(random: Random, form: string): string {
  return form.replace(/⟨([^⟩]*)⟩/g, (_, options: string) => pick(random, options.split('|')));
}

/** A text in which more is said: others are named in it as everywhere. */
function inCompany(random: Random, form: string, parts: Parts): string {
  const mention = pick(random, parts.mentions);
  const others = random() < 0.5 ? mention.replaceAll('%B', '%O') : '%R';
  return random() < 0.7 ? `${form}\n\n${others}` : `${others}\n\n${form}`;
}

/** As the roster has it, most of the time. */
function written(random: Random, name: string): string {
  const chance = random();
  if (chance < 0.05) return name.toLowerCase();
  if (chance < 0.09) return name.toUpperCase();
  return chance < 0.14 ? name.replace(/[_-]/g, ' ') : name;
}

function content(random: Random, slot: string, parts: Parts): string {
  const chance = random();
  if (slot === 'W') return pick(random, parts.work);
  if (slot === 'T') return pick(random, parts.talk);
  if (slot === 'M' && chance < 0.35) return pick(random, parts.orders);
  if (chance < 0.6) return pick(random, parts.results);
  if (chance < 0.75) return `${pick(random, parts.results)} ${pick(random, parts.results)}`;
  return pick(random, parts.talk);
}
