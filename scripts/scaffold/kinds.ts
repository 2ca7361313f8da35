// What `npm run new` can make: for each kind the folder it lives in, its catalogue, and the text of its files.

export interface Names {
  /** As given: `kebab-case`, also the file name. */
  readonly kebab: string;
  readonly camel: string;
  readonly snake: string;
}

export interface Kind {
  /** The folder that must exist; its module does not exist before. */
  readonly folder: string;
  readonly catalog: string;
  /** The line in the catalogue that opens its list. */
  readonly list: RegExp;
  /** Files by path from the root. */
  readonly files: (names: Names) => Readonly<Record<string, string>>;
}

const page = (title: string, names: Names, where: string) =>
  `# ${title} \`${names.snake}\`\n\nSay in one sentence what it is for.\n\n## Example\n\nShow the smallest use, and what happens then.\n\n## What it can not do\n\nSay what it does not see.\n\nCode: [${names.kebab}.ts](../../${where}/${names.kebab}.ts)\n`;

/** A test that finds the part in its catalogue's `list` by `field`, and fails until a case is written. */
const failingTest = (names: Names, title: string, list: string, field: string) =>
  `import { describe, expect, it } from 'vitest';
import { ${list} } from './catalog.ts';
import { ${names.camel} } from './${names.kebab}.ts';

describe('${title} ${names.snake}', () => {
  it('is in the catalogue under its own name', () => {
    expect(${list}.filter((entry) => entry.${field} === ${names.camel}.${field})).toEqual([${names.camel}]);
  });

  it('does what it is for', () => {
    expect.fail('write the first case here, see it fail for the right reason, then make it pass');
  });
});
`;

const condition: Kind = {
  folder: 'src/policy/conditions',
  catalog: 'src/policy/conditions/catalog.ts',
  list: /export const conditions: readonly Condition\[\] = \[/,
  files: (names) => ({
    [`src/policy/conditions/${names.kebab}.ts`]: `// Say in one sentence which question about an action this condition answers.

import { ALL_TYPES } from '../evaluate/action-types.ts';
import { nameSchema } from '../schema/strict.ts';
import { condition } from './condition.ts';

export const ${names.camel} = condition<string>({
  key: '${names.snake}',
  schema: nameSchema,
  describe: 'Say for editors in one sentence what holds.',
  compile: (value) => ({
    text: \`${names.snake} is \${value}\`,
    types: ALL_TYPES,
    cost: 1,
    // Unknown restricts and never grants, so an unwritten condition opens nothing.
    test: () => ({ why: '${names.snake} is not written yet' }),
  }),
});
`,
    [`src/policy/conditions/${names.kebab}.test.ts`]: failingTest(names, 'condition', 'conditions', 'key'),
    [`docs/conditions/${names.kebab}.md`]: page('Condition', names, 'src/policy/conditions'),
  }),
};

const provider: Kind = {
  folder: 'src/providers',
  catalog: 'src/providers/catalog.ts',
  list: /export const PROVIDERS: readonly Provider\[\] = \[/,
  files: (names) => ({
    [`src/providers/${names.kebab}.ts`]: `// Say in one sentence what is special about this provider: its URL, its authentication, its quirks.

import { fixedHeaders, outgoingHeaders } from './outgoing-headers.ts';
import type { Provider } from './provider.ts';

export const ${names.camel}: Provider = {
  kind: '${names.snake}',
  needsApiVersion: false,
  connect: (settings) => {
    const { origin, pathname } = new URL(settings.baseUrl);
    const path = \`\${pathname.replace(/\\/$/, '')}/chat/completions\`;
    const fixed = {
      ...fixedHeaders(settings),
      ...(settings.apiKey === undefined ? {} : { authorization: \`Bearer \${settings.apiKey.reveal()}\` }),
    };
    return (call) => ({ origin, path, headers: outgoingHeaders(call.headers, fixed) });
  },
};
`,
    [`src/providers/${names.kebab}.test.ts`]: failingTest(names, 'provider', 'PROVIDERS', 'kind'),
    [`docs/providers/${names.kebab}.md`]: page('Provider', names, 'src/providers'),
  }),
};

export const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['condition', condition],
  ['provider', provider],
]);

/** Kinds that are planned, with the module that has to come first. */
export const PLANNED: ReadonlyMap<string, string> = new Map([
  ['detector', 'src/detect'],
  ['rule', 'src/scan'],
  ['exporter', 'src/exporters'],
]);
