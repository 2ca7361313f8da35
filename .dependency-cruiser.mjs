// The walls of the house. One row per module of src/: what it may import. docs/architecture.md shows the same
// table for people, and test/walls compares the two. Changing a row needs an ADR.
export const mayImport = {
  domain: [],
  wire: ['domain', 'code'],
  content: ['domain'],
  policy: ['domain', 'content'],
  lineage: ['domain', 'content'],
  detect: ['domain', 'lineage', 'code', 'content'],
  audit: ['domain'],
  identity: ['domain'],
  approvals: ['domain'],
  limits: ['domain'],
  alerts: ['domain'],
  code: ['domain'],
  scan: ['domain', 'code'],
  config: ['domain', 'providers', 'policy', 'exporters', 'identity', 'alerts'],
  providers: ['domain', 'wire'],
  exporters: ['domain', 'audit'],
  store: ['domain', 'audit', 'identity', 'approvals'],
  gateway: [
    'domain',
    'wire',
    'policy',
    'lineage',
    'detect',
    'audit',
    'identity',
    'approvals',
    'limits',
    'providers',
  ],
  evidence: ['domain', 'audit'],
  replay: ['domain', 'wire', 'policy', 'lineage', 'audit', 'identity', 'limits', 'gateway'],
  server: [
    'domain',
    'providers',
    'wire',
    'policy',
    'lineage',
    'detect',
    'audit',
    'identity',
    'approvals',
    'limits',
    'alerts',
    'code',
    'scan',
    'exporters',
    'gateway',
    'evidence',
    'replay',
  ],
};

const engines = '^src/(domain|content|wire|policy|lineage|detect|limits|code|scan)/';
const notTests = '([.]test|[.]bench)[.]ts$';

const walls = Object.entries(mayImport).map(([name, allowed]) => ({
  name: `${name}-imports-only-${allowed.join('-') || 'nothing'}`,
  comment: `src/${name} may import: ${allowed.join(', ') || 'no other module'}. If it needs more, either the code does not belong here or the table must change, by ADR. See docs/architecture.md.`,
  severity: 'error',
  from: { path: `^src/${name}/`, pathNot: notTests },
  to: { path: '^src/', pathNot: [`^src/(${[name, ...allowed].join('|')})/`] },
}));

export default {
  forbidden: [
    ...walls,
    {
      name: 'use-the-front-door',
      comment:
        'Another module is entered only through its index.ts. Export what you need there, by name, or move the code.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: notTests },
      to: { path: '^src/([^/]+)/', pathNot: ['^src/$1/', '^src/[^/]+/index[.]ts$'] },
    },
    {
      name: 'never-your-own-front-door',
      comment: 'Inside a module import the file itself: going through the own index.ts makes cycles.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: notTests },
      to: { path: '^src/$1/index[.]ts$' },
    },
    {
      name: 'pure-engines-do-no-io',
      comment:
        'Engines get clock, randomness, hashing and network as arguments, so that replay can give them the recorded ones.',
      severity: 'error',
      from: { path: engines, pathNot: notTests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'audit-knows-only-crypto',
      comment: 'The ledger engine may use node:crypto and no other Node module: it must verify anywhere.',
      severity: 'error',
      from: { path: '^src/audit/', pathNot: notTests },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'only-listed-places-touch-the-disk',
      comment:
        'State on disk belongs to store/. The CLI and the composition root may read files that the user names.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/(store|cli|demo|config)/', '^src/(app|sockets)[.]ts$', notTests],
      },
      to: { path: '^(node:)?fs(/promises)?$' },
    },
    {
      name: 'steps-do-not-import-steps',
      comment:
        'Only the conductors (handle-exchange.ts, judge.ts) know the order of the steps. Pass what you need as an argument.',
      severity: 'error',
      from: { path: '^src/gateway/steps/([^/]+)[.]ts$', pathNot: notTests },
      to: { path: '^src/gateway/steps/', pathNot: '^src/gateway/steps/$1[.]ts$' },
    },
    {
      name: 'no-circular',
      comment: 'A cycle means that two files are one. Merge them or find the third thing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nobody imports this file. Delete it or wire it in.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['[.](test|bench)[.]ts$', '[.]d[.]ts$', '-main[.]ts$', 'worker-entry[.]ts$'],
      },
      to: {},
    },
    {
      name: 'not-to-dev-dep',
      comment: 'Shipped code must run with `npm ci --omit=dev`.',
      severity: 'error',
      from: { path: '^src/', pathNot: [notTests, '^src/demo/'] },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'This import does not resolve.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
