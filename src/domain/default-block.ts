// The reason that stands on record where nothing granted an action: those who read records know default deny by it.

const BEGINNING = 'Blocked by default';

export function defaultBlockReason(because: string): string {
  return `${BEGINNING}: ${because}.`;
}

export function isDefaultBlock(reason: string): boolean {
  return reason.startsWith(BEGINNING);
}
