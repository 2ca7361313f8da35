// Which new texts the lineage will know from now on, and what they carry: labels by declaration, by rule, and by what was found.

import type { Action, ActionEvidence } from '../domain/index.ts';
import type { EnteringText, SpanFacts } from '../lineage/index.ts';
import type { PolicySet } from '../policy/index.ts';
import { argumentText } from '../wire/index.ts';
import { keyOf } from './detector-input.ts';
import { originOf } from './detector-texts.ts';
import type { Exchange } from './exchange.ts';
import type { ReleasedChoice } from './outcome.ts';
import type { JudgedRequestAction } from './stages.ts';
import { textDigest } from './text-digest.ts';

/** Tools whose results are computed from what they are given, and say nothing that somebody else wrote. */
const COMPUTES: ReadonlySet<string | undefined> = new Set(['compute', 'handoff']);
const SECRET: ReadonlySet<string> = new Set(['secret', 'private_key', 'password']);

/** The facts of messages that an earlier call of the workflow did not carry. Nothing where no policy asks for evidence. */
export function enteringSpans(exchange: Exchange): readonly SpanFacts[] | undefined {
  const { decided, deps } = exchange;
  if (decided.detection === undefined) return undefined;
  const { root } = decided.resolution;
  const key = keyOf(deps.sha256, root);
  const spans = decided.verdicts.flatMap((verdict): readonly SpanFacts[] => {
    const { action, known } = verdict;
    if (known || !('messageIndex' in action) || action.text === '') return [];
    const digest = decided.request.messages[action.messageIndex]?.digest;
    if (digest === undefined) return [];
    const entering = {
      text: action.text,
      digest,
      origin: originOf(action, decided.request),
      labels: [...labelsOf(verdict, decided.policy), ...labelsOfCollision(action.messageIndex, exchange)],
      place: { exchange: exchange.id, message: action.messageIndex },
      ...inNameOf(action, exchange),
    };
    return [deps.state.lineage.spanFacts(root, entering, key)];
  });
  return spans.length === 0 ? undefined : spans;
}

/** The facts of what an agent was given to say: whoever pastes it in elsewhere says nothing of his own. */
export function releasedSpans(
  { id, decided, deps }: Exchange,
  released: readonly ReleasedChoice[],
): readonly SpanFacts[] | undefined {
  if (decided.detection === undefined) return undefined;
  const { root } = decided.resolution;
  const key = keyOf(deps.sha256, root);
  const spans = released.flatMap(textsOf).map((text) =>
    deps.state.lineage.spanFacts(
      root,
      {
        text,
        digest: textDigest(deps.sha256, text),
        origin: { kind: 'agent', name: decided.agent.name },
        labels: [],
        place: { exchange: id },
      },
      key,
    ),
  );
  return spans.length === 0 ? undefined : spans;
}

/** What is too short to be found again in another text is not kept. */
const SHORTEST = 20;

function textsOf({ text, toolCalls }: ReleasedChoice): readonly string[] {
  return [text, ...toolCalls.map(({ rawArguments }) => argumentText(rawArguments))].filter(
    ({ length }) => length >= SHORTEST,
  );
}

/** An agent's name over words that it was never given to say: as a rule what its tool answered. */
function inNameOf(action: Action, { decided, deps }: Exchange): Pick<EnteringText, 'inNameOf'> {
  if (action.type !== 'agent_message' || action.sender === undefined || action.sender.verified) return {};
  const agent = action.sender.name;
  const tools = deps.state.lineage.lastCalled(decided.resolution.root, agent);
  const [tool] = tools;
  const labels = tools.flatMap((name) => labelsOfTool(name, decided.policy));
  const called = tool === undefined ? undefined : { tool, labels };
  return { inNameOf: { agent, called } };
}

function labelsOf({ action, decision }: JudgedRequestAction, policy: PolicySet): readonly string[] {
  const found = labelsFound(decision.evidence);
  if (action.type !== 'tool_result') return found;
  return [...labelsOfTool(action.tool?.name ?? 'unknown', policy), ...found];
}

/** A result whose call id was given out twice in one reply carries what either tool's would. */
function labelsOfCollision(messageIndex: number, { decided, deps }: Exchange): readonly string[] {
  const id = decided.request.messages[messageIndex]?.toolCallId;
  const released =
    id === undefined ? undefined : deps.state.lineage.releasedCall(decided.resolution.root, id);
  return (released?.orTools ?? []).flatMap((tool) => labelsOfTool(tool, decided.policy));
}

function labelsOfTool(tool: string, policy: PolicySet): readonly string[] {
  const { labels, trust, category } = policy.toolNature(tool);
  // A tool's result is what others wrote, unless somebody declared otherwise or it only computes.
  const isTrusted = trust === 'trusted' || (trust === undefined && COMPUTES.has(category));
  return isTrusted ? labels : [...labels, 'untrusted'];
}

function labelsFound(evidence: ActionEvidence | undefined): readonly string[] {
  const found = new Set<string>();
  for (const { detector, confidence, evidence: words } of evidence?.findings ?? []) {
    if (detector !== 'sensitive_data' || confidence < 0.5 || words[0] === undefined) continue;
    found.add(SECRET.has(words[0]) ? 'secret' : 'pii');
  }
  return [...found];
}
