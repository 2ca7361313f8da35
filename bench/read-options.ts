// The options of a bench: wrong ones are said with its help and end the program with code 2, `--help` ends it with 0.

import { messageOf } from './detection/row-stream.ts';

/** What `parse` reads; it throws for a wrong option, as `parseArgs` does. */
export function readOptions<T extends { readonly help: boolean }>(
  bench: string,
  help: string,
  parse: () => { readonly values: T },
): T {
  try {
    const { values } = parse();
    if (!values.help) return values;
    console.log(help);
  } catch (cause) {
    console.error(`${bench}: ${messageOf(cause)}\n\n${help}`);
    process.exit(2);
  }
  process.exit(0);
}
