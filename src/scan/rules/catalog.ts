// Every rule that runs, in the order of their ids. A new one is a line here and a folder beside.

import type { Rule } from '../rule.ts';
import { adapterWrapsShell } from './adapter-wraps-shell/adapter-wraps-shell.ts';
import { assistantExecutes } from './assistant-executes/assistant-executes.ts';
import { boundWithoutEffect } from './bound-without-effect/bound-without-effect.ts';
import { chatInEndlessLoop } from './chat-in-endless-loop/chat-in-endless-loop.ts';
import { codeToolOnHost } from './code-tool-on-host/code-tool-on-host.ts';
import { configFromUntrustedFile } from './config-from-untrusted-file/config-from-untrusted-file.ts';
import { containerOff } from './container-off/container-off.ts';
import { containerOpensHost } from './container-opens-host/container-opens-host.ts';
import { credentialInAddress } from './credential-in-address/credential-in-address.ts';
import { dockerByVersion } from './docker-by-version/docker-by-version.ts';
import { dockerSwitchedOff } from './docker-switched-off/docker-switched-off.ts';
import { executionByDefault } from './execution-by-default/execution-by-default.ts';
import { executionMeantOff } from './execution-meant-off/execution-meant-off.ts';
import { executionWithoutTimeout } from './execution-without-timeout/execution-without-timeout.ts';
import { executorWithoutApproval } from './executor-without-approval/executor-without-approval.ts';
import { fileNotUnderstood } from './file-not-understood/file-not-understood.ts';
import { freeSpeakerSelection } from './free-speaker-selection/free-speaker-selection.ts';
import { hostExecutor } from './host-executor/host-executor.ts';
import { hugeBound } from './huge-bound/huge-bound.ts';
import { humanOnlyAtEnd } from './human-only-at-end/human-only-at-end.ts';
import { keyFileWritten } from './key-file-written/key-file-written.ts';
import { literalCredential } from './literal-credential/literal-credential.ts';
import { localInputToAgent } from './local-input-to-agent/local-input-to-agent.ts';
import { magenticLocalFallback } from './magentic-local-fallback/magentic-local-fallback.ts';
import { magenticWithoutHuman } from './magentic-without-human/magentic-without-human.ts';
import { mcpServerUnpinned } from './mcp-server-unpinned/mcp-server-unpinned.ts';
import { memoryUnvalidated } from './memory-unvalidated/memory-unvalidated.ts';
import { modelOutputExecuted } from './model-output-executed/model-output-executed.ts';
import { nestedChatUnbounded } from './nested-chat-unbounded/nested-chat-unbounded.ts';
import { noBudget } from './no-budget/no-budget.ts';
import { openEndpoint } from './open-endpoint/open-endpoint.ts';
import { packageUnpinned } from './package-unpinned/package-unpinned.ts';
import { promptsLogged } from './prompts-logged/prompts-logged.ts';
import { providerKeyLiteral } from './provider-key-literal/provider-key-literal.ts';
import { remoteInputToAgent } from './remote-input-to-agent/remote-input-to-agent.ts';
import { retrievedContentToExecutor } from './retrieved-content-to-executor/retrieved-content-to-executor.ts';
import { rubberStampApproval } from './rubber-stamp-approval/rubber-stamp-approval.ts';
import { runtimeWithoutTls } from './runtime-without-tls/runtime-without-tls.ts';
import { secretInPrompt } from './secret-in-prompt/secret-in-prompt.ts';
import { secretLogged } from './secret-logged/secret-logged.ts';
import { sharedDiskCache } from './shared-disk-cache/shared-disk-cache.ts';
import { shellLanguagesAllowed } from './shell-languages-allowed/shell-languages-allowed.ts';
import { shellToolWithoutApproval } from './shell-tool-without-approval/shell-tool-without-approval.ts';
import { stateChangingToolUnapproved } from './state-changing-tool-unapproved/state-changing-tool-unapproved.ts';
import { terminationNeverTrue } from './termination-never-true/termination-never-true.ts';
import { textOnlyTermination } from './text-only-termination/text-only-termination.ts';
import { tlsOff } from './tls-off/tls-off.ts';
import { toolEvaluatesCode } from './tool-evaluates-code/tool-evaluates-code.ts';
import { toolFetchesAnyUrl } from './tool-fetches-any-url/tool-fetches-any-url.ts';
import { toolOpensAnyPath } from './tool-opens-any-path/tool-opens-any-path.ts';
import { toolRunsRawSql } from './tool-runs-raw-sql/tool-runs-raw-sql.ts';
import { toolRunsShell } from './tool-runs-shell/tool-runs-shell.ts';
import { toolUndescribed } from './tool-undescribed/tool-undescribed.ts';
import { toolUnpickles } from './tool-unpickles/tool-unpickles.ts';
import { unattendedDangerousTool } from './unattended-dangerous-tool/unattended-dangerous-tool.ts';
import { unattendedExecution } from './unattended-execution/unattended-execution.ts';
import { unboundedConversation } from './unbounded-conversation/unbounded-conversation.ts';
import { unboundedTeam } from './unbounded-team/unbounded-team.ts';
import { unresolvedInputToAgent } from './unresolved-input-to-agent/unresolved-input-to-agent.ts';
import { unscopedWorkDir } from './unscoped-work-dir/unscoped-work-dir.ts';
import { untrustedSystemMessage } from './untrusted-system-message/untrusted-system-message.ts';
import { venvAsIsolation } from './venv-as-isolation/venv-as-isolation.ts';

export const rules: readonly Rule[] = [
  literalCredential,
  providerKeyLiteral,
  credentialInAddress,
  secretInPrompt,
  secretLogged,
  keyFileWritten,
  containerOff,
  hostExecutor,
  dockerSwitchedOff,
  dockerByVersion,
  unscopedWorkDir,
  containerOpensHost,
  executionWithoutTimeout,
  executionByDefault,
  executionMeantOff,
  assistantExecutes,
  shellLanguagesAllowed,
  magenticLocalFallback,
  venvAsIsolation,
  unattendedExecution,
  unattendedDangerousTool,
  executorWithoutApproval,
  magenticWithoutHuman,
  rubberStampApproval,
  humanOnlyAtEnd,
  shellToolWithoutApproval,
  unboundedConversation,
  unboundedTeam,
  textOnlyTermination,
  hugeBound,
  terminationNeverTrue,
  nestedChatUnbounded,
  chatInEndlessLoop,
  boundWithoutEffect,
  noBudget,
  remoteInputToAgent,
  unresolvedInputToAgent,
  localInputToAgent,
  untrustedSystemMessage,
  retrievedContentToExecutor,
  toolEvaluatesCode,
  toolRunsShell,
  toolRunsRawSql,
  toolUnpickles,
  toolOpensAnyPath,
  toolFetchesAnyUrl,
  stateChangingToolUnapproved,
  mcpServerUnpinned,
  adapterWrapsShell,
  codeToolOnHost,
  toolUndescribed,
  modelOutputExecuted,
  tlsOff,
  openEndpoint,
  memoryUnvalidated,
  configFromUntrustedFile,
  packageUnpinned,
  sharedDiskCache,
  freeSpeakerSelection,
  runtimeWithoutTls,
  promptsLogged,
  fileNotUnderstood,
];
