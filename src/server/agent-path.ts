// What a path says: which door, and which agent, workflow or deployment the client claims by it.

export type AgentRoute =
  | { readonly kind: 'chat_completions'; readonly deployment: string | undefined }
  /** `model` where the path names one. */
  | { readonly kind: 'models'; readonly model: string | undefined }
  /** `approval` where the path names one that is pending. */
  | { readonly kind: 'decisions'; readonly approval: string | undefined }
  /** A proof that the decision with this id is on record. */
  | { readonly kind: 'receipt'; readonly id: string }
  /** An API that comes later: refused with a way to configure the client meanwhile. */
  | { readonly kind: 'unsupported'; readonly api: string }
  | { readonly kind: 'unknown' };

export interface AgentPath {
  readonly agent: string | undefined;
  readonly workflow: string | undefined;
  readonly route: AgentRoute;
}

const UNSUPPORTED: ReadonlySet<string> = new Set([
  'responses',
  'messages',
  'embeddings',
  'completions',
  'assistants',
  'threads',
  'images',
  'audio',
  'files',
  'batches',
  'moderations',
  'realtime',
]);

/** Where AuthZEN 1.0 §10.1 has its evaluation APIs. */
const EVALUATION: ReadonlySet<string> = new Set(['access/v1/evaluation', 'access/v1/evaluations']);

const MAX_SEGMENTS = 12;
const RECEIPT = '.tlog-proof';

/**
 * Reads `/v1/…`, `/agents/:agent/v1/…`, `/workflows/:id/v1/…`, both in either order, and Azure's
 * `/openai/deployments/:deployment/…` under any of them. ATTACKER-CONTROLLED: a segment that does not decode is unknown.
 */
export function readAgentPath(pathname: string): AgentPath {
  const segments = decodeSegments(pathname);
  if (segments === undefined) return { agent: undefined, workflow: undefined, route: { kind: 'unknown' } };
  let agent: string | undefined;
  let workflow: string | undefined;
  let at = 0;
  while (segments[at + 1] !== undefined) {
    if (segments[at] === 'agents' && agent === undefined) agent = segments[at + 1];
    else if (segments[at] === 'workflows' && workflow === undefined) workflow = segments[at + 1];
    else break;
    at += 2;
  }
  const route = readRoute(segments.slice(at));
  // Only a model's own name has slashes, such as `openai/gpt-4o`, and clients send them encoded or plain.
  const mayHave = route.kind === 'models' ? segments.slice(0, at) : segments;
  const misread = mayHave.some((segment) => segment.includes('/'));
  return misread
    ? { agent: undefined, workflow: undefined, route: { kind: 'unknown' } }
    : { agent, workflow, route };
}

function decodeSegments(pathname: string): readonly string[] | undefined {
  const raw = pathname.split('/', MAX_SEGMENTS + 1).slice(1);
  if (raw.length > MAX_SEGMENTS) return undefined;
  try {
    const decoded = raw.map(decodeURIComponent);
    return decoded.includes('') ? undefined : decoded;
  } catch {
    // decodeURIComponent throws for malformed escapes only: such a path names nothing here.
    return undefined;
  }
}

function readRoute(segments: readonly string[]): AgentRoute {
  const [first, second, deployment, ...rest] = segments;
  if (first === 'openai' && second === 'deployments' && deployment !== undefined) {
    if (rest.join('/') === 'chat/completions') return { kind: 'chat_completions', deployment };
    return { kind: 'unsupported', api: rest[0] ?? 'deployments' };
  }
  const api = first === 'v1' ? segments.slice(1) : segments;
  const name = api.join('/');
  if (name === 'chat/completions') return { kind: 'chat_completions', deployment: undefined };
  if (api[0] === 'models') return { kind: 'models', model: api.slice(1).join('/') || undefined };
  return decisionRoute(api, name) ?? receiptRoute(api) ?? unguarded(api);
}

function decisionRoute(api: readonly string[], name: string): AgentRoute | undefined {
  if (name === 'decisions' || EVALUATION.has(name)) return { kind: 'decisions', approval: undefined };
  return api[0] === 'decisions' && api.length === 2 ? { kind: 'decisions', approval: api[1] } : undefined;
}

function receiptRoute([api, name, ...more]: readonly string[]): AgentRoute | undefined {
  const isReceipt = api === 'receipts' && more.length === 0 && name?.endsWith(RECEIPT) === true;
  return isReceipt ? { kind: 'receipt', id: name.slice(0, -RECEIPT.length) } : undefined;
}

function unguarded(api: readonly string[]): AgentRoute {
  const head = api[0];
  return head !== undefined && UNSUPPORTED.has(head)
    ? { kind: 'unsupported', api: head }
    : { kind: 'unknown' };
}

/** What to tell a client that asks for an API which is not here. */
export function unsupportedAdvice(api: string): string {
  const meanwhile: Readonly<Record<string, string>> = {
    responses:
      'use the chat completions client instead: OpenAIChatCompletionClient in the Agent Framework and in AutoGen 0.4, no api_type "responses" in AG2',
    messages: 'use an OpenAI chat completions client for the agent instead of the Anthropic one',
    embeddings: 'give the embedding client its own endpoint and key: embeddings carry no decisions yet',
  };
  const advice = Object.hasOwn(meanwhile, api) ? meanwhile[api] : 'use chat completions';
  return `/${api} is not guarded by this version, so it is refused; meanwhile ${advice}`;
}
