// Waits for what another part of the system will do, by looking again and again: a test never guesses how long that takes.

const LOOK_EVERY_MS = 5;

/** The first value that is not undefined. Ends with the test's own time limit. */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
