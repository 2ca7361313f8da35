// What is known about one action besides what it says: the findings that count, those that were set aside, and where its parts came from.

import { coveringOverride, type OverrideTerms } from '../approvals/index.ts';
import type { DetectorInput, DetectorRun } from '../detect/index.ts';
import type {
  Action,
  ActionEvidence,
  Finding,
  FlowSource,
  OverriddenFinding,
  Sha256Hex,
  TextOrigin,
} from '../domain/index.ts';
import { type LineageView, sourceKey, traceable } from '../lineage/index.ts';
import { argumentText } from '../wire/index.ts';
import type { RequestDetection } from './detected.ts';
import { originOf } from './detector-texts.ts';
import { type Showing, showAction } from './shown-action.ts';

/** What one door's detectors answered, and who may set that aside. */
export interface Answers {
  readonly runs: readonly DetectorRun[];
  readonly input: DetectorInput;
  /** The action that findings about the whole request belong to. */
  readonly whole: string | undefined;
  readonly isReply: boolean;
  readonly overrides: readonly OverrideTerms[];
  readonly showing: Showing;
  readonly sha256: Sha256Hex;
}

/** For each action what was found about it. Answers undefined for an action that nobody looked at. */
export function evidenceOf(actions: readonly Action[], answers: Answers): RequestDetection['evidence'] {
  const { runs, input } = answers;
  const failed = runs.flatMap(({ outcome }) =>
    outcome.kind === 'failed' ? [{ detector: outcome.detector, why: outcome.why }] : [],
  );
  const findings = runs.flatMap(({ outcome }) => (outcome.kind === 'answered' ? outcome.findings : []));
  const known = new Map<string, AboutAction>();
  for (const action of actions) {
    const about = findings.filter((finding) => isAbout(finding, action, answers));
    known.set(action.id, about.length === 0 ? NOTHING : setAside(action, about, answers));
  }
  return (action) => {
    const about = known.get(action.id);
    if (about === undefined) return undefined;
    return { ...about, failed, sources: (evidence) => sourcesOf(action, input, evidence) };
  };
}

type AboutAction = Pick<ActionEvidence, 'findings' | 'overridden' | 'digest'>;

const NOTHING: AboutAction = { findings: [] };

/** The findings that count, and those that somebody trusted has said do not. */
function setAside(
  action: Action,
  findings: readonly Finding[],
  { overrides, showing, sha256 }: Answers,
): AboutAction {
  const { digest } = showAction(action, sha256, showing);
  const scope = { workflow: showing.facts.workflow.id, actionDigest: () => digest };
  const counting: Finding[] = [];
  const overridden: OverriddenFinding[] = [];
  for (const finding of findings) {
    const override = coveringOverride(overrides, finding.detector, scope);
    if (override === undefined) counting.push(finding);
    else overridden.push({ finding, override });
  }
  return { findings: counting, overridden, digest };
}

/** What is said of the whole exchange is said of the call at the request door, and of each action at the reply door. */
function isAbout({ where }: Finding, action: Action, { whole, isReply }: Answers): boolean {
  switch (where.kind) {
    case 'action':
      return where.actionId === action.id;
    case 'message':
      return 'messageIndex' in action && action.messageIndex === where.messageIndex;
    case 'tool':
    case 'exchange':
      return isReply || action.id === whole;
  }
}

function sourcesOf(
  action: Action,
  { lineage, agent }: DetectorInput,
  evidence: 'verbatim' | 'derived',
): readonly FlowSource[] | undefined {
  const texts = traceableTexts(action);
  if (!texts.every(traceable)) return undefined;
  const found = new Map<string, FlowSource>();
  const add = ({ origin, labels }: FlowSource): void => {
    found.set(`${sourceKey(origin)}\n${labels.join('\n')}`, { origin, labels });
  };
  for (const text of texts) for (const part of lineage.parts(text)) add(part);
  if (evidence === 'derived') for (const source of behind(action, agent, lineage)) add(source);
  return [...found.values()];
}

function behind(action: Action, agent: string, lineage: LineageView): readonly FlowSource[] {
  if (action.door === 'reply') return lineage.behind(agent);
  const origin: TextOrigin = originOf(action);
  return origin.kind === 'agent' ? lineage.behind(origin.name) : [];
}

function traceableTexts(action: Action): readonly string[] {
  switch (action.type) {
    case 'tool_call':
      return [argumentText(action.rawArguments)];
    case 'code_execution':
      return [action.code];
    case 'handoff':
      return [];
    default:
      return [action.text];
  }
}
