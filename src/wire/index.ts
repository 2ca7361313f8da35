// The wire: OpenAI chat completions as bytes, read and edited without touching what no policy touches.

export { argumentText } from './argument-text.ts';
export { callLabels, callText } from './call-text.ts';
export { editChatRequest, mappedMessageText, type RequestEdit } from './chat-edit.ts';
export type { ChatMessage, ChatRole } from './chat-message.ts';
export { type ChatReply, type ReplyRead, readChatReply } from './chat-reply.ts';
export { type ChoiceEdit, editChatReply } from './chat-reply-edit.ts';
export { type ChatRequest, type RequestRead, readChatRequest } from './chat-request.ts';
export { type FencedBlock, findFences } from './code-fences.ts';
export { completionBody, completionEvents, errorBody } from './completion-body.ts';
export { type Evaluation, type EvaluationRead, readEvaluations } from './evaluation.ts';
export { type Framework, frameworkOf } from './framework.ts';
export { type JsonRead, readJson } from './json-text.ts';
export type { MessageToolCall } from './message-text.ts';
export { type Refusal, type RefusalInput, shapeRefusal } from './refusal.ts';
export { type ReplyContext, replyActions } from './reply-actions.ts';
export type { ReplyChoice, ReplyToolCall, TokenUsage } from './reply-choice.ts';
export { createReplyStream, type ReplyStream, type StreamStep } from './reply-stream.ts';
export { readToolArguments } from './tool-arguments.ts';
