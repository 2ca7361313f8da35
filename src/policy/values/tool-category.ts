// What kind of tool a name stands for, so that a policy on `external_api` holds a tool that nobody declared.

import { plainReading } from '../../content/index.ts';
import {
  isJsonObject,
  type JsonValue,
  ownField,
  stringField,
  type ToolDefinition,
} from '../../domain/index.ts';

export type ToolCategory =
  | 'external_api'
  | 'web'
  | 'data_access'
  | 'filesystem'
  | 'code_execution'
  | 'messaging'
  | 'handoff'
  | 'compute';

export interface InferredCategory {
  readonly category: ToolCategory | undefined;
  /** Why, in words of the rules: never text from the definition. */
  readonly because: string;
}

interface WordRule {
  readonly category: ToolCategory;
  /** Against `_word_word_`, lower case. INVARIANT: alternations of words, so linear. */
  readonly words: RegExp;
}

/** The first rule that fits decides: what reaches further out or does more comes first. */
const NAME_RULES: readonly WordRule[] = [
  rule(
    'handoff',
    '(?:transfer|delegate|escalate|switch|route|return)(?:_back|_control|_task)?_to|hand_?off|handover',
  ),
  rule(
    'code_execution',
    '(?:run|execute|exec|eval|evaluate|interpret|launch)(?:_[a-z0-9]+)?_(?:python|code|shell|bash|command|commands|cmd|script|scripts|powershell|javascript|js|node|notebook|cell|program|terminal|ipython)',
    'code_(?:execution|executor|exec|interpreter|runner)|python_repl|repl|shell|bash|powershell|terminal|subprocess|ipython|jupyter|exec|eval|python|os_system',
  ),
  rule('data_access', 'sql|execute_query|run_query'),
  rule(
    'external_api',
    'http|https|api|rest|graphql|grpc|webhook|webhooks|curl|endpoint|openapi|external_service',
  ),
  rule(
    'messaging',
    'email|emails|mail|gmail|outlook|inbox|sms|slack|discord|telegram|whatsapp|signal|twilio|tweet|teams|message|messages|dm|notify|notification|notifications|channel|channels|newsletter',
  ),
  rule(
    'web',
    'web|webpage|webpages|website|websites|browse|browser|browsing|scrape|scraper|crawl|crawler|crawl4ai|google|bing|duckduckgo|ddg|tavily|serper|serpapi|brave|firecrawl|wikipedia|arxiv|internet|online|navigate|url|urls|hyperlink|news|youtube|visit_page|search_engine|find_on_page(?:_ctrl_f)?|history_back',
  ),
  rule(
    'data_access',
    'database|databases|db|table|tables|postgres|postgresql|mysql|sqlite|mongo|mongodb|redis|bigquery|snowflake|redshift|athena|elasticsearch|opensearch|warehouse|dataset|vector|vectorstore|pinecone|chroma|qdrant|weaviate|retrieve|retriever|retrieval|rag|knowledge|kb|docs|documentation|documents|crm|salesforce|record|records|lookup|query|customer|customers|user_details|user_info|memory|local_search_tool|global_search_tool',
  ),
  rule(
    'filesystem',
    'file|files|filesystem|directory|directories|dir|folder|folders|ls|mkdir|chmod|disk|path|csv|pdf|spreadsheet|excel|workspace',
  ),
  rule(
    'compute',
    'calculate|calculator|calculation|calc|math|arithmetic|add|subtract|sum|multiply|divide|average|mean|convert|converter|think|uuid|random|count|sort|parse|format|current_time|current_date|get_time|get_date|datetime|timezone|round|sqrt|statistics|word_count|sleep|wait|now|regex|hash',
  ),
];

const DESCRIPTION_RULES: readonly WordRule[] = [
  rule(
    'handoff',
    '(?:hand_off|handoff|transfer|delegate)_(?:the_|this_)?(?:conversation|control|task|user|turn|chat)?_?(?:over_)?to',
  ),
  rule(
    'code_execution',
    '(?:run|runs|execute|executes|evaluate|evaluates)_(?:a_|the_|any_|arbitrary_|given_)*(?:python|shell|bash|code|command|commands|script|javascript)',
  ),
  rule(
    'external_api',
    'http|https|api|apis|webhook|rest|endpoint|third_party|external_service|remote_service',
  ),
  rule(
    'messaging',
    '(?:send|sends|post|posts|write|writes)_(?:a_|an_|the_|direct_|new_)*(?:email|e_mail|mail|message|sms|notification|text_message|tweet)',
  ),
  rule('web', 'web|website|webpage|internet|url|online|browser'),
  rule('data_access', 'sql|database|knowledge_base|vector_store|records|table|documents'),
  rule('filesystem', 'file|files|directory|folder|filesystem'),
  rule('compute', 'calculate|calculates|compute|computes|arithmetic|mathematical'),
];

/** Categories of a name that a parameter that is a URL does not change: they reach out, or do more, already. */
const STAYS_WITH_URL: ReadonlySet<ToolCategory | undefined> = new Set([
  'external_api',
  'web',
  'messaging',
  'handoff',
  'code_execution',
]);

const PARAMETER_RULES: readonly WordRule[] = [
  rule('external_api', 'url|urls|uri|endpoint|webhook|host|hostname|domain|headers|base_url|http_method'),
  rule('code_execution', 'code|script|command|cmd|shell|python|source_code'),
  rule('data_access', 'sql|sql_query|table|table_name|database|collection'),
  rule('filesystem', 'path|paths|file_path|filepath|file|filename|file_name|directory|dir|folder'),
  rule('messaging', 'recipient|recipients|to_email|email_address|phone_number|channel|subject'),
];

const MAX_DESCRIPTION = 500;
const MAX_PARAMETERS = 64;

/**
 * Infers the category by fixed rules: the words of the name, then the parameters, then the description. A tool that
 * takes a URL reaches out, whatever it is called. Deterministic and linear. ATTACKER-CONTROLLED: name and definition.
 */
export function inferToolCategory(name: string, definition: ToolDefinition | undefined): InferredCategory {
  const named = findRule(NAME_RULES, wordsOf(name), 'name');
  const parameters = definition === undefined ? [] : parametersOf(definition);
  if (!STAYS_WITH_URL.has(named.category) && parameters.some(isUrl)) {
    return { category: 'external_api', because: 'it takes a URL' };
  }
  if (named.category !== undefined) return named;
  for (const parameter of parameters) {
    const found = findRule(PARAMETER_RULES, wordsOf(parameter.name), 'parameter');
    if (found.category !== undefined) return found;
  }
  const description = definition?.description.slice(0, MAX_DESCRIPTION) ?? '';
  return findRule(DESCRIPTION_RULES, joined(description.toLowerCase()), 'description');
}

function rule(category: ToolCategory, ...alternatives: readonly string[]): WordRule {
  return { category, words: new RegExp(`_(${alternatives.join('|')})_`) };
}

function findRule(rules: readonly WordRule[], words: string, place: string): InferredCategory {
  for (const { category, words: pattern } of rules) {
    if (pattern.test(words)) return { category, because: `its ${place} has words for ${category}` };
  }
  return { category: undefined, because: 'no rule fits its name, parameters and description' };
}

/** `_send_http_request_` for `sendHTTPRequest`, `send-http-request` and look-alikes. */
function wordsOf(text: string): string {
  const split = text.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_');
  return joined(plainReading(split));
}

function joined(lower: string): string {
  return `_${lower.replace(/[^a-z0-9]+/g, '_')}_`;
}

interface Parameter {
  readonly name: string;
  readonly schema: JsonValue;
}

function parametersOf(definition: ToolDefinition): readonly Parameter[] {
  const properties = ownField(definition.parameters ?? undefined, 'properties');
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties)
    .slice(0, MAX_PARAMETERS)
    .map(([name, schema]) => ({ name, schema }));
}

function isUrl({ name, schema }: Parameter): boolean {
  const format = stringField(schema, 'format');
  if (format === 'uri' || format === 'url' || format === 'hostname') return true;
  // A connection string leads to the tool's own database, not out.
  return (
    /_(?:url|urls|uri|endpoint|webhook|hostname)_/.test(wordsOf(name)) &&
    !/database|connection|db_/.test(name)
  );
}
