// Where strangers and people at the machine put texts into a program: the calls, handlers and objects that stand for them.

import type { Expr } from '../ir/ir.ts';
import type { CallSite, FunctionInfo } from '../project/module.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { optionsOf } from '../values/value.ts';
import { calledName } from './agents.ts';

/** Who handles what strangers send: decorators, by their last name. */
const ROUTES: ReadonlySet<string> = new Set([
  'route',
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'websocket',
  'websocket_route',
  'api_view',
  'on_message',
  'on',
  'event',
  'command',
  'message',
  'message_handler',
  'slash_command',
  'on_event',
  'endpoint',
  'http_trigger',
  'action_callback',
  'chat',
  'middleware',
  'subscribe',
  'on_chat_message',
  'function_name',
  'consumer',
  'rpc',
  'rpc_method',
  'activity',
  'entrypoint',
  'errorhandler',
  'step',
  'set_chat_profiles',
]);
const ROUTE_OWNERS =
  /^(?:app|api|router|\w*_?router|bp|\w*blueprint|server|flask_app|fastapi_app|web_app|cl|chainlit|bot|client|sio|socketio|slack_app|slack|telegram|dp|dispatcher|rt|routes|ws|websocket|http|func|\w*_app|application|discord|tree|mcp|sanic|quart|asgi_app|namespace|ns|blueprint)$/i;
const NOT_ROUTES: ReadonlySet<string> = new Set([
  'step',
  'middleware',
  'errorhandler',
  'set_chat_profiles',
  'on_event',
]);

export const REMOTE_CALLS =
  /^(?:streamlit|st|st\.sidebar|streamlit\.sidebar)\.(?:chat_input|text_input|text_area|file_uploader|audio_input|selectbox|multiselect|data_editor)$/;
export const REMOTE_ROOTS =
  /^(?:flask\.request|quart\.request|bottle\.request|sanic\.request|cherrypy\.request|gradio\.Request|streamlit\.query_params|streamlit\.experimental_get_query_params)\b/;
const REMOTE_METHODS: ReadonlySet<string> = new Set([
  'receive_text',
  'receive_json',
  'receive_bytes',
  'recv',
  'get_json',
  'receive_message',
  'iter_text',
  'iter_json',
  'AskUserMessage',
]);
/** Methods that only mean the network when asked of such an object. */
const REQUEST_METHODS: ReadonlySet<string> = new Set([
  'json',
  'body',
  'form',
  'text',
  'receive',
  'readline',
  'read',
]);
const REQUEST_NAMES =
  /^(?:request|req|websocket|ws|socket|sock|update|connection|conn|http_request|event_body)$/i;
export const LOCAL_CALLS =
  /^(?:input|raw_input|sys\.stdin\.\w+|sys\.argv|click\.prompt|typer\.prompt|getpass\.getpass|rich\.prompt\.Prompt\.ask|questionary\.\w+|inquirer\.\w+|open|pathlib\.Path|os\.environ\.get|os\.getenv|pandas\.read_\w+|json\.load|yaml\.safe_load)$/;
const HANDLER_KEYWORDS: ReadonlySet<string> = new Set([
  'fn',
  'on_click',
  'on_submit',
  'on_message',
  'handler',
  'callback',
  'view_func',
  'endpoint',
]);
const UI_CALLS: ReadonlySet<string> = new Set([
  'ChatInterface',
  'Interface',
  'click',
  'submit',
  'change',
  'then',
  'add_api_route',
  'add_url_rule',
  'add_handler',
  'MessageHandler',
  'CommandHandler',
  'add_routes',
  'add_post',
  'add_get',
  'add_websocket_route',
  'serve',
]);

/** Whether a method reads from the network: always, or when asked of a request or a socket. */
export function isRemoteMethod(method: string, object: Expr): boolean {
  if (REMOTE_METHODS.has(method)) return true;
  return REQUEST_METHODS.has(method) && REQUEST_NAMES.test(calledName(object));
}

/** Whether a decorator makes a function the handler of what strangers send. */
export function isRoute(decorator: Expr): boolean {
  const callee = decorator.kind === 'call' ? decorator.callee : decorator;
  if (callee.kind === 'name') return /^(?:api_view|csrf_exempt|require_POST)$/.test(callee.name);
  if (callee.kind !== 'attribute' || !ROUTES.has(callee.name) || NOT_ROUTES.has(callee.name)) return false;
  const owner = calledName(callee.object);
  // Commands of a console program are called by the person at the machine.
  if (callee.name === 'command') return BOTS.test(owner);
  return ROUTE_OWNERS.test(owner);
}

const BOTS = /^(?:bot|client|discord|tree|slack|slack_app|telegram|commands)$/i;

/** Functions that the project hands to a user interface or a server. */
export function handlersOf(sites: readonly CallSite[], evaluator: Evaluator): ReadonlySet<FunctionInfo> {
  const found = new Set<FunctionInfo>();
  for (const { call, scope } of sites) {
    if (!UI_CALLS.has(calledName(call.callee))) continue;
    for (const { name, value } of call.args) {
      if (name === undefined || HANDLER_KEYWORDS.has(name)) addFunctions(found, value, scope, evaluator);
    }
  }
  return found;
}

function addFunctions(
  into: Set<FunctionInfo>,
  expr: Expr,
  ...[scope, evaluator]: [CallSite['scope'], Evaluator]
): void {
  for (const option of optionsOf(evaluator.evaluate({ expr, scope })))
    if (option.kind === 'function') into.add(option.func);
}
