// Whether a task hands over to a text what is to be done: then instructions in that text are part of the work.

/** INVARIANT: alternatives begin with fixed words and repeat a bounded number of times: linear. */
const DELEGATES =
  /\b(?:follow|do|perform|complete|execute|carry out|act on|take care of|handle|implement|process|work through)\b[^.\n]{0,48}\b(?:instructions?|steps|tasks?|actions?|to-?dos?|items|requests?|list|directions)\b|\b(?:as|like|what) (?:\w+ ){0,4}(?:described|specified|stated|requested|instructed|asked|says?|asks?|written|detailed)\b|\b(?:instructions?|details?|steps|actions?|tasks?|directions) (?:\w+ ){0,3}(?:in|from|specified|described|given|listed|contained|on)\b|\b(?:pay|settle|process|handle|fill (?:in|out)|respond to|comply with)\b[^.\n]{0,40}\b(?:bills?|invoices?|notices?|forms?|tickets?|orders?|letters?)\b|\baccordingly\b|\bto-?dos?\b/i;
const MAX_TASK = 16 * 1024;

/** False where there is no task. */
export function delegates(task: string | undefined): boolean {
  return task !== undefined && DELEGATES.test(task.slice(0, MAX_TASK));
}
