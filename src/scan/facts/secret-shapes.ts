// What a credential looks like, and what only stands for one: placeholders, filler, keys of local servers.

/** Shapes that providers publish or that their keys show. Each is linear: fixed prefixes and bounded classes. */
const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['OpenAI', /\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{16,120}T3BlbkFJ[A-Za-z0-9_-]{16,120}/],
  ['OpenAI', /\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,200}/],
  ['Anthropic', /\bsk-ant-(?:api|admin)\d\d-[A-Za-z0-9_-]{40,120}/],
  ['OpenRouter', /\bsk-or-v1-[0-9a-f]{40,80}/],
  ['OpenAI or DeepSeek', /\bsk-[A-Za-z0-9]{32,64}\b/],
  ['Google', /\bAIza[A-Za-z0-9_-]{35}\b/],
  ['Hugging Face', /\b(?:hf_|api_org_)[A-Za-z]{30,40}\b/],
  ['Groq', /\bgsk_[A-Za-z0-9]{40,60}\b/],
  ['xAI', /\bxai-[A-Za-z0-9]{60,90}\b/],
  ['Perplexity', /\bpplx-[A-Za-z0-9]{40,60}\b/],
  ['Tavily', /\btvly-(?:dev-)?[A-Za-z0-9]{20,40}\b/],
  ['Replicate', /\br8_[A-Za-z0-9]{37}\b/],
  ['LangSmith', /\blsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}\b/],
  ['AWS', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ['GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,90})\b/],
  ['GitLab', /\bglpat-[A-Za-z0-9_-]{20}\b/],
  ['Slack', /\bxox[abpors]-[A-Za-z0-9-]{20,80}\b/],
  ['Stripe', /\b(?:sk|rk)_live_[A-Za-z0-9]{20,100}\b/],
  ['SendGrid', /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b/],
  ['Telegram', /\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b/],
  ['a private key', /-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----/],
];

/** Whose key a text holds, and where; undefined for none. */
export function providerKeyIn(
  text: string,
): { readonly provider: string; readonly value: string } | undefined {
  for (const [provider, shape] of SHAPES) {
    const value = shape.exec(text)?.[0];
    if (value !== undefined && !isFiller(value)) return { provider, value };
  }
  return undefined;
}

const POSITION =
  /(?:^|[_-])(?:api[_-]?keys?|apikey|api[_-]?token|secret|secret[_-]?key|access[_-]?token|auth[_-]?token|bearer[_-]?token|token|password|passwd|client[_-]?secret|private[_-]?key|access[_-]?key|secret[_-]?access[_-]?key|azure_ad_token|subscription[_-]?key|openai[_-]?key|auth[_-]?key|service[_-]?key|credential)$/i;
const NO_POSITION =
  /(?:pad|eos|bos|unk|sep|cls|mask|stop|start|end|next|page|special|csrf|cancellation|continuation|max|finish|terminate|termination|image|file|audio|think)[_-]?token$|(?:sort|foreign|primary|cache|session|dict|partition|public|map|row|group|idempotency|tokenizer)[_-]?(?:key|token)$/i;

/** Whether a name of a keyword, a key or a variable says that its value is a credential. */
export function isCredentialName(name: string): boolean {
  const plain = name.replace(/([a-z])([A-Z])/g, '$1_$2');
  return POSITION.test(plain) && !NO_POSITION.test(plain);
}

/** Names for which a literal of any length is a key; others need more to be sure of. */
export function isKeyName(name: string): boolean {
  return /api[_-]?key|apikey|openai[_-]?key|secret|access[_-]?key/i.test(name);
}

const LONG_WORDS =
  /(?:^|[^a-z])(?:your|xxx+|changeme|change|test(?:ing)?|mock|dummy|placeholder|example|sample|fake|insert|replace|enter|paste|todo|fixme|redacted|hidden|masked|here|apikey|token|password|passwd|secret|none|null|empty|ollama|lmstudio|local|localhost|vllm|llama(?:cpp)?|litellm|default|anything|whatever|noop|unused|demo|string|value|ignored?|disabled|admin|root|user|guest|undefined|unknown|true|false|optional|required|fill|provide|openai|azure|anthropic|gemini|google|vault)(?:$|[^a-z])/i;
const SHORT_WORDS =
  /(?:^|[^a-z0-9])(?:my|the|put|key|na|n\/a|nil|not|no|lm|foo|bar|baz|some|any|env|set|ssm)(?:$|[^a-z0-9])/i;

function holdsWords(value: string): boolean {
  const plain = value.replaceAll('_', '-');
  return LONG_WORDS.test(plain) || SHORT_WORDS.test(plain);
}

/** Whether a text only stands for a credential. A provider's shape that is no filler never does. */
export function isPlaceholder(text: string): boolean {
  const value = text.trim();
  if (providerKeyIn(value) !== undefined) return false;
  if (value.length < 6 || value.length > 4_000 || /\s/.test(value)) return true;
  if (/[<>{}[\]$*%]|\.\.\.|…|^@|^-+$/.test(value)) return true;
  if (/^(?:https?:|file:|\.{0,2}\/|~)|\.(?:txt|json|ya?ml|env|pem|key|py)$/i.test(value)) return true;
  // The name of a variable, or words of a sentence in snake case.
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) || /^[a-z]+(?:[_-][a-z]+)+$/.test(value)) return true;
  return holdsWords(value) || isFiller(value);
}

/** One character again and again, counting, or the alphabet. */
function isFiller(value: string): boolean {
  const body = value
    .replace(
      /^(?:sk|gsk|hf|xai|pplx|tvly|AIza|r8)[-_]?(?:proj|ant|or|v1|api\d\d|admin|svcacct|dev)?[-_]?(?:v1-)?/,
      '',
    )
    .replaceAll(/[-_]/g, '');
  if (body.length < 4) return true;
  if (new Set(body.toLowerCase()).size <= 2) return true;
  return isCounting(body);
}

/** Whether four fifths of the characters are each the next one after the one before. */
function isCounting(body: string): boolean {
  let steps = 0;
  for (let at = 1; at < body.length; at += 1) {
    const difference = body.charCodeAt(at) - body.charCodeAt(at - 1);
    if (
      difference === 1 ||
      (body[at - 1] === '9' && body[at] === '0') ||
      (body[at - 1] === 'f' && body[at] === '0')
    )
      steps += 1;
  }
  return body.length >= 4 && steps >= (body.length - 1) * 0.85;
}

const DSN = /\b([a-z][a-z0-9+.-]{1,30}):\/\/([^\s:@/'"]{0,64}):([^\s@/'"]{3,128})@([^\s/'":@]{1,253})/i;
const BEARER = /\b(?:Bearer|Basic|token)\s+([A-Za-z0-9._~+/=-]{16,400})(?:\s|$)/;
const ACCOUNT = /\b(?:AccountKey|SharedAccessKey|Password|Pwd)=([^;\s'"]{6,200})/;

/** A credential inside of an address, a header or a connection string. */
export function embeddedCredential(text: string): string | undefined {
  const dsn = DSN.exec(text);
  if (dsn !== null) {
    const [, , user = '', password = '', host = ''] = dsn;
    const isLocal = /^(?:localhost|127\.|db$|postgres$|mysql$|redis$|mongo$|host)/.test(host);
    const stands =
      /[{}<>$%*[\]]|\.\.\.|…/.test(password) ||
      holdsWords(password) ||
      password.toLowerCase() === user.toLowerCase();
    if (!stands && !(isLocal && password.length < 6)) return password;
  }
  const token = BEARER.exec(text)?.[1] ?? ACCOUNT.exec(text)?.[1];
  return token === undefined || isPlaceholder(token) ? undefined : token;
}
