import { describe, expect, it } from 'vitest';
import type { JsonObject, ToolDefinition } from '../../domain/index.ts';
import { inferToolCategory } from './tool-category.ts';

function tool(name: string, properties: JsonObject = {}, description = ''): ToolDefinition {
  return { name, description, parameters: { type: 'object', properties } };
}

describe('inferToolCategory by name', () => {
  it.each([
    ['send_http_request', 'external_api'],
    ['sendHTTPRequest', 'external_api'],
    ['http_get', 'external_api'],
    ['call_external_api', 'external_api'],
    ['post_webhook', 'external_api'],
    ['rest-call', 'external_api'],
    ['send_httр_request', 'external_api'],
    ['query_internal_database', 'data_access'],
    ['execute_sql', 'data_access'],
    ['run_sql_query', 'data_access'],
    ['search_docs', 'data_access'],
    ['retrieve_documents', 'data_access'],
    ['lookup_customer', 'data_access'],
    ['vector_search', 'data_access'],
    ['get_user_details', 'data_access'],
    ['web_search', 'web'],
    ['google_search', 'web'],
    ['duckduckgo_search', 'web'],
    ['fetch_url', 'web'],
    ['visit_url', 'web'],
    ['get_webpage', 'web'],
    ['browser_navigate', 'web'],
    ['wikipedia_lookup', 'web'],
    ['summarize_webpage', 'web'],
    ['find_on_page_ctrl_f', 'web'],
    ['run_python', 'code_execution'],
    ['execute_python_code', 'code_execution'],
    ['CodeExecutor', 'code_execution'],
    ['code_interpreter', 'code_execution'],
    ['run_shell_command', 'code_execution'],
    ['bash', 'code_execution'],
    ['PythonREPL', 'code_execution'],
    ['transfer_to_billing', 'handoff'],
    ['transfer_back_to_triage', 'handoff'],
    ['transfer_to_human_agents', 'handoff'],
    ['handoff_to_reviewer', 'handoff'],
    ['delegate_to_coder', 'handoff'],
    ['transferToSales', 'handoff'],
    ['send_email', 'messaging'],
    ['send_sms', 'messaging'],
    ['post_slack_message', 'messaging'],
    ['send_direct_message', 'messaging'],
    ['read_inbox', 'messaging'],
    ['notify_user', 'messaging'],
    ['read_file', 'filesystem'],
    ['write_file', 'filesystem'],
    ['list_directory', 'filesystem'],
    ['open_path', 'filesystem'],
    ['delete_files', 'filesystem'],
    ['calculator', 'compute'],
    ['calculate', 'compute'],
    ['get_current_time', 'compute'],
    ['think', 'compute'],
    ['add', 'compute'],
    ['convert_currency', 'compute'],
  ])('%s is %s', (name, category) => {
    expect(inferToolCategory(name, undefined).category).toBe(category);
  });

  it.each(['do_it', 'transfer_money', 'book_flight', 'get_weather', '', '_', 'update_plan', '天气'])(
    '%j stays uncategorised',
    (name) => {
      expect(inferToolCategory(name, undefined).category).toBeUndefined();
    },
  );
});

describe('inferToolCategory by parameters', () => {
  it.each([
    [tool('get_weather', { url: { type: 'string' } }), 'external_api'],
    [tool('get_weather', { source: { type: 'string', format: 'uri' } }), 'external_api'],
    [tool('get_weather', { host: { type: 'string' } }), 'external_api'],
    [tool('download_file', { url: {}, file_path: {} }), 'external_api'],
    [tool('calculate', { callbackUrl: {} }), 'external_api'],
    [tool('fetch_url', { url: {} }), 'web'],
    [tool('query_internal_database', { database_url: {}, query: {} }), 'data_access'],
    [tool('do_it', { code: {} }), 'code_execution'],
    [tool('do_it', { sql: {} }), 'data_access'],
    [tool('save', { file_path: {} }), 'filesystem'],
    [tool('tell', { recipient: {}, body: {} }), 'messaging'],
    [tool('do_it', { city: {} }), undefined],
  ] as const)('%j is %s', (definition, category) => {
    expect(inferToolCategory(definition.name, definition).category).toBe(category);
  });
});

describe('inferToolCategory by description', () => {
  it.each([
    ['Calls the weather API and returns a forecast.', 'external_api'],
    ['Search the internet for an answer.', 'web'],
    ['Runs a SQL statement on the orders database.', 'data_access'],
    ['Execute arbitrary Python code.', 'code_execution'],
    ['Sends an e-mail to the customer.', 'messaging'],
    ['Reads a file.', 'filesystem'],
    ['Transfer the conversation to the billing team.', 'handoff'],
    ['Computes the monthly rate.', 'compute'],
    ['Does something.', undefined],
  ])('%s is %s', (description, category) => {
    expect(inferToolCategory('do_it', tool('do_it', {}, description)).category).toBe(category);
  });
});

it('never repeats text of the definition in its reason', () => {
  const definition = tool('leak_a1b2c3', { 'sk-secret-url': {} }, 'a1b2c3');
  expect(inferToolCategory(definition.name, definition).because).not.toMatch(/a1b2c3|secret/);
});

it('reads odd definitions and long names', () => {
  const odd: ToolDefinition = { name: 'x', description: '', parameters: { properties: ['url'] } };
  expect(inferToolCategory('x', odd).category).toBeUndefined();
  expect(inferToolCategory('x', { ...odd, parameters: null }).category).toBeUndefined();
  expect(inferToolCategory(`${'A'.repeat(1_000_000)}_http`, undefined).category).toBe('external_api');
});
