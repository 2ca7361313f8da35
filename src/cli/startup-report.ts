// What is enforced, by which policy version, and what is not: said at every start, and by `sallyport status`.

import type { Installation, Running } from '../app.ts';
import type { Config } from '../config/index.ts';
import type { JsonObject } from '../domain/index.ts';
import type { FirstRun } from '../first-start.ts';
import type { PolicySummary } from '../policy/index.ts';
import { emptyScope } from '../providers/index.ts';
import { columns, type Terminal } from './terminal.ts';

export interface ReportInput {
  readonly installation: Installation;
  readonly config: Config;
  readonly running: Running;
  readonly first: FirstRun | undefined;
  /** What other commands need on their line to mean this installation: empty, or ` --data DIR`. */
  readonly dataOption: string;
}

/** True when default deny is only observed. */
function isObserving(summary: PolicySummary): boolean {
  return summary.defaultDecision === 'BLOCK' && summary.defaultMode === 'shadow';
}

/** Nothing that is written down has an effect: what is not default deny, and every policy, is in shadow. */
function isAllShadow({ defaultDecision, enforced, shadow }: PolicySummary): boolean {
  return defaultDecision === 'ALLOW' && total(enforced) === 0 && total(shadow) > 0;
}

function total(counts: PolicySummary['enforced']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** The report as data, for `GET /admin/v1/status` and `--json`. */
export function statusOf(
  installation: Installation,
  config: Config | undefined,
  running: Running | undefined,
): JsonObject {
  const { active, activation } = installation.control.policies;
  return {
    url: running?.url ?? null,
    records: installation.ledger.head.size,
    head: installation.ledger.head.hash,
    log_id: installation.ledger.logId,
    agents: installation.control.identity.agents().length,
    approvals_pending: installation.approvals.pending().length,
    upstreams: (config?.upstreams ?? []).map((upstream) => ({
      name: upstream.name,
      kind: upstream.kind,
      models: upstream.models,
    })),
    policy:
      active === undefined
        ? null
        : {
            version: active.version,
            file_name: activation?.fileName ?? '',
            mode: isObserving(active.summary) || isAllShadow(active.summary) ? 'observing' : 'enforcing',
            default_decision: active.summary.defaultDecision,
            default_mode: active.summary.defaultMode,
            enforced: active.summary.enforced,
            shadow: active.summary.shadow,
          },
  };
}

/** The report for people, secrets of a first start included: they are shown here and never again. */
export function startupReport(terminal: Terminal, input: ReportInput): readonly string[] {
  return [
    ...headLines(terminal, input),
    ...policyLines(terminal, input),
    ...upstreamLines(terminal, input.config),
    ...scopeLines(terminal, input),
    ...(input.first === undefined ? [] : firstRunLines(terminal, input.first, input)),
    '',
    terminal.paint('gray', hints(['audit tail -f', 'approvals list'], input.dataOption)),
  ];
}

function hints(commands: readonly string[], dataOption: string): string {
  return [...commands.map((command) => `npx sallyport ${command}${dataOption}`), 'Ctrl-C stops'].join(' · ');
}

function headLines(terminal: Terminal, { running, installation }: ReportInput): readonly string[] {
  return [
    `${terminal.paint('bold', 'Sallyport')} listens on ${terminal.paint('cyan', running.url)}`,
    `ledger   ${installation.ledger.head.size} records, log ${installation.ledger.logId}`,
  ];
}

function policyLines(terminal: Terminal, { installation, dataOption }: ReportInput): readonly string[] {
  const { active, activation } = installation.control.policies;
  if (active === undefined) return [terminal.paint('red', 'no policy is active: every call is refused')];
  const { summary } = active;
  const lines = [`policy   ${activation?.fileName ?? ''} ${active.version.slice(0, 19)}…`];
  if (isObserving(summary)) {
    lines.push(
      '',
      terminal.paint('yellow', '  OBSERVING  default deny is recorded as "would have", not enforced.'),
    );
    lines.push(
      terminal.paint(
        'yellow',
        `             When the records look right: npx sallyport policy enforce${dataOption}`,
      ),
      '',
    );
  }
  const rows = [
    ['  enforced', effectCounts(summary.enforced)],
    ['  shadowed', effectCounts(summary.shadow)],
    ['  default', defaultLine(summary)],
  ];
  return [...lines, ...columns(rows)];
}

function effectCounts(counts: PolicySummary['enforced']): string {
  const parts = (['BLOCK', 'CONSTRAIN', 'LOG', 'ALLOW'] as const).filter((effect) => counts[effect] > 0);
  return parts.length === 0 ? 'none' : parts.map((effect) => `${counts[effect]} ${effect}`).join(', ');
}

function defaultLine(summary: PolicySummary): string {
  const mode = summary.defaultMode === 'shadow' ? ' (shadow)' : '';
  return `${summary.defaultDecision}${mode}${summary.defaultDeclared ? '' : ', since the policy names no default_decision'}`;
}

/** An agent that was added while no gateway ran, or whose upstream has left the configuration since. */
function scopeLines(terminal: Terminal, { installation, config }: ReportInput): readonly string[] {
  return installation.control.identity.agents().flatMap(({ agent, upstreams, models }) => {
    const empty = emptyScope(config.upstreams, { upstreams, models });
    return empty === undefined ? [] : [terminal.paint('yellow', `agent    ${agent}: ${empty}`)];
  });
}

function upstreamLines(terminal: Terminal, config: Config): readonly string[] {
  if (config.upstreams.length === 0) {
    return [
      terminal.paint('yellow', 'upstream none: set OPENAI_API_KEY or write `upstreams` into sallyport.yaml'),
    ];
  }
  return config.upstreams.map(
    (upstream) =>
      `upstream ${upstream.name} (${upstream.kind}) ${upstream.baseUrl} for ${upstream.models.join(', ')}`,
  );
}

function firstRunLines(
  terminal: Terminal,
  first: FirstRun,
  { running, dataOption }: Pick<ReportInput, 'running' | 'dataOption'>,
): readonly string[] {
  return [
    '',
    terminal.paint('bold', 'New installation. These are shown once:'),
    ...columns([
      ['  admin token', first.adminToken],
      [`  key of ${first.agent}`, first.agentKey],
    ]),
    '',
    'Try it:',
    `  curl ${running.url}/v1/chat/completions -H "authorization: Bearer ${first.agentKey}" \\`,
    `    -H 'content-type: application/json' -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hello"}]}'`,
    '',
    'AutoGen 0.4+:',
    `  OpenAIChatCompletionClient(model="gpt-4o-mini", base_url="${running.url}/v1", api_key="${first.agentKey}")`,
    'AutoGen 0.2 / AG2:',
    `  {"model": "gpt-4o-mini", "base_url": "${running.url}/v1", "api_key": "${first.agentKey}", "cache_seed": None}`,
    '',
    `One key per agent: npx sallyport agents add NAME${dataOption}`,
  ];
}
