// The wire: OpenAI chat completions as bytes, read and edited without touching what no policy touches.

export { editChatRequest, type RequestEdit } from './chat-edit.ts';
export {
  type ChatReply,
  type ChatReply,
  type ReplyRead,
  type ReplyRead,
  readChatReply,
  readChatReply,
} from './chat-reply.ts';
export { type ChoiceEdit, type ChoiceEdit, editChatReply, editChatReply } from './chat-reply-edit.ts';
export {
  type ChatMessage,
  type ChatRequest,
  type ChatRole,
  type RequestRead,
  readChatRequest,
} from './chat-request.ts';
export {
  createFenceScanner,
  type FencedBlock,
  type FencedBlock,
  type FenceScanner,
  findFences,
  findFences,
} from './code-fences.ts';
export { completionBody, completionEvents, errorBody } from './completion-body.ts';
export { handoffTarget, ledgerNextSpeaker, selectedSpeaker } from './derive.ts';
export { type Framework, frameworkOf } from './framework.ts';
export type { TextReplacement } from './held-events.ts';
export { type JsonPath, locate, locateElements, type Span } from './json-locate.ts';
export { type Splice, spliceJson } from './json-splice.ts';
export { type JsonRead, readJson, readJsonText } from './json-text.ts';
export type { MessageToolCall } from './message-text.ts';
export { type Refusal, type RefusalInput, shapeRefusal } from './refusal.ts';
export { type ReplyContext, type ReplyContext, replyActions, replyActions } from './reply-actions.ts';
export type {
  ReplyChoice,
  ReplyChoice,
  ReplyLimits,
  ReplyToolCall,
  ReplyToolCall,
  TokenUsage,
  TokenUsage,
} from './reply-choice.ts';
export {
  createReplyStream,
  createReplyStream,
  type GateOutcome,
  type ReplyStream,
  type ReplyStream,
  type StreamGate,
  type StreamStep,
  type StreamStep,
} from './reply-stream.ts';
export type { ReplyStreamOptions } from './stream-intake.ts';
export { CODE_REMOVED } from './stream-replacement.ts';
export { readToolArguments } from './tool-arguments.ts';
