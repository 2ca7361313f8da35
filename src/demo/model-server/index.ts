// The bundled model server: what the demo, the benchmarks and the tests talk to instead of a provider.

export {
  callFunction,
  callTool,
  callTools,
  choose,
  claimsToBeJson,
  contentFiltered,
  drop,
  errorInStream,
  hang,
  htmlPage,
  invalidUtf8,
  ledger,
  rateLimited,
  rawStream,
  refuse,
  say,
  sayCode,
  serverError,
  wrongLength,
} from './replies.ts';
export type { Reply, Rule } from './script.ts';
export {
  type RecordedRequest,
  type ScriptedModel,
  startScriptedModel,
} from './server.ts';
