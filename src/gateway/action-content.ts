// What an action says, as it lies encrypted beside the record of its decision.

import type { ContentItem } from '../audit/index.ts';
import type { Action } from '../domain/index.ts';

/** Byte for byte. */
export function actionContent(action: Action): ContentItem {
  return { name: `action/${action.id}`, bytes: Buffer.from(contentOf(action)) };
}

/** What an action says, as its record keeps it. */
export function contentOf(action: Action): string {
  if (action.type === 'tool_call') return action.rawArguments;
  if (action.type === 'code_execution') return action.code;
  return 'text' in action ? action.text : '';
}
