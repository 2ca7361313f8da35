// The report of a pack: first what the framework asks and where the answer stands, then the answers.

import type { Evidence, NoteRow, PolicyRow } from './collector.ts';
import type { Control, Framework, SectionId } from './framework.ts';
import { Html, html, table } from './html.ts';
import { STYLE } from './style.ts';

export interface ReportInput {
  readonly framework: Framework;
  readonly evidence: Evidence;
  readonly logId: string;
  readonly madeAt: number;
  /** The version of this program. */
  readonly version: string;
}

const TITLES: Readonly<Record<SectionId, string>> = {
  decisions: 'Decisions',
  approvals: 'Human oversight',
  'policy-history': 'Policy history',
  access: 'Access',
  integrity: 'Integrity of the records',
  contents: 'Reading of contents and exports',
  erasures: 'Erasures and maintenance',
  inventory: 'Agents, models and tools',
};

/** A whole page: no script, no reference to anything outside of the pack. */
export function evidenceReport(input: ReportInput): string {
  const { framework, evidence } = input;
  const sections = Object.keys(TITLES).filter(isSection);
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Evidence for ${framework.title}</title><style>${new Html(STYLE)}</style></head><body>
<h1>Evidence for ${framework.title}</h1>
<p class="soft">${framework.edition} · ${day(evidence.period.from)} to before ${day(evidence.period.to)} (UTC)${input.madeAt < evidence.period.to ? ', a period that is not over' : ''} · log <code>${input.logId}</code> · made ${moment(input.madeAt)} by Sallyport ${input.version}</p>
<p class="note">These are records of a policy gateway, arranged by what ${framework.title} asks. They are evidence for an assessment and are no statement of
compliance: whether a control is met is for the assessor to say. Each control names what this log can not show.</p>
${figures(evidence)}
<h2>What is asked, and where the answer stands</h2>
${framework.controls.map(controlView)}
${sections.map((section) => html`<h2 id="${section}">${TITLES[section]}</h2>${VIEWS[section](input)}`)}
</body></html>
`.text;
}

function isSection(id: string): id is SectionId {
  return Object.hasOwn(TITLES, id);
}

function figures(evidence: Evidence): Html {
  const total = [...evidence.decisions.values()].reduce((sum, count) => sum + count, 0);
  const held = [...evidence.approvals.values()].reduce((sum, count) => sum + count, 0);
  const shown: readonly (readonly [string, number])[] = [
    ['records in the period', evidence.records],
    ['recorded decisions', total],
    ['blocked', evidence.decisions.get('BLOCK') ?? 0],
    ['constrained', evidence.decisions.get('CONSTRAIN') ?? 0],
    ['asked of a person', held],
  ];
  return html`<div class="figures">${shown.map(([name, count]) => html`<div class="figure"><b>${grouped(count)}</b>${name}</div>`)}</div>`;
}

function controlView(control: Control): Html {
  const links = control.sections.map((section) => html`<a href="#${section}">${TITLES[section]}</a> `);
  return html`<div class="control"><h3><span class="id">${control.id}</span> ${control.title}</h3>
<p>${control.shows} <span class="soft">Not shown: ${control.silentOn}</span> → ${links}</p></div>`;
}

const VIEWS: Readonly<Record<SectionId, (input: ReportInput) => Html>> = {
  decisions: ({
    evidence,
  }) => html`<p>Every row is in <code>population.csv</code>, one per door of an exchange: what was asked of the model, and what came back.</p>
${counts('Decision', evidence.decisions, 'No decision was recorded in the period.')}
<h3>Blocked, by policy</h3>${counts('Policy', evidence.blockedBy, 'Nothing was blocked in the period.')}`,
  approvals: ({
    evidence,
  }) => html`<p>Every question and what became of it is in <code>approvals.csv</code>. A time-out is nobody’s no: it stands as expired.</p>
${counts('Outcome', evidence.approvals, 'No action waited for a person in the period.')}
<h3>Who answered</h3>${counts('Person', evidence.approvers, 'Nobody answered in the period.')}`,
  'policy-history': ({
    evidence,
  }) => html`<p>A version is the digest of the policy’s text. <code>policies.csv</code> has the same rows.</p>
${table(['Active from', 'Version', 'Activated by', 'Reason', 'Record'], evidence.policies.map(policyCells), 'No policy was active.')}`,
  access: ({
    evidence,
  }) => html`<p>All that could come in at any time of the period, as it stood at the end; changes are in <code>changes.csv</code>.</p>
${table(
  ['Kind', 'Id', 'Holder', 'Since', 'Until', 'State'],
  evidence.access.map((row) => [
    row.kind,
    row.id,
    row.holder,
    moment(row.since),
    row.until === undefined ? '' : moment(row.until),
    row.state,
  ]),
  'Nobody could come in.',
)}`,
  integrity,
  contents: ({ evidence }) =>
    notes(
      evidence,
      (note) => note.kind === 'contents_read' || note.kind === 'ledger_exported',
      'Nobody read contents or exported records in the period.',
    ),
  erasures: ({ evidence }) =>
    notes(
      evidence,
      (note) => note.kind !== 'contents_read' && note.kind !== 'ledger_exported',
      'Nothing was erased, rotated or recovered in the period.',
    ),
  inventory: ({
    evidence,
  }) => html`<h3>Agents, by recorded decisions</h3>${counts('Agent', evidence.agents, 'No agent was active.')}
<h3>Models, by calls</h3>${counts('Model (provider)', evidence.models, 'No model was called.')}
<h3>Tools, by calls that models asked for</h3>${counts('Tool', evidence.tools, 'No tool was asked for.')}`,
};

function integrity({ evidence, logId }: ReportInput): Html {
  const { first, last, oldest } = evidence;
  const rows =
    first === undefined || last === undefined
      ? []
      : [
          ['First record of the period', `#${first.index}`, moment(first.time), code(`sha256:${first.hash}`)],
          ['Last record of the period', `#${last.index}`, moment(last.time), code(`sha256:${last.hash}`)],
        ];
  return html`<p>Log <code>${logId}</code>${oldest === undefined ? '' : html`; its oldest record is of ${moment(oldest.time)}`}. <code>proofs/</code> holds what others need to check the
records without this program and without trust in whoever runs it; <code>VERIFY.md</code> says how, and what such a check can not show.</p>
${table(['', 'Record', 'Time', 'Hash'], rows, 'The period has no record.')}`;
}

function code(text: string): Html {
  return html`<code>${text}</code>`;
}

function counts(name: string, values: ReadonlyMap<string, number>, empty: string): Html {
  return table(
    [name, 'Count'],
    [...values].map(([key, count]) => [key, grouped(count)]),
    empty,
  );
}

function policyCells(row: PolicyRow): readonly (string | Html)[] {
  const from = row.isInherited ? `${moment(row.time)} (before the period)` : moment(row.time);
  return [from, code(row.version), row.author, row.reason, `#${row.index}`];
}

function notes(evidence: Evidence, isWanted: (note: NoteRow) => boolean, empty: string): Html {
  const rows = evidence.notes.filter(isWanted);
  const left = evidence.notesLeftOut;
  return html`${table(
    ['Time', 'Kind', 'By', 'What', 'Record'],
    rows.map((note) => [moment(note.time), note.kind, note.by, code(note.what), `#${note.index}`]),
    empty,
  )}
${left === 0 ? '' : html`<p class="soft">${grouped(left)} more records of these kinds are in the log and not in this list.</p>`}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function moment(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

function day(time: number): string {
  const text = new Date(time).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : `${text.slice(0, 16).replace('T', ' ')}Z`;
}
