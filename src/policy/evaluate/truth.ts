// Kleene's three-valued logic, where the third value carries its reason.

/** What could not be evaluated, and why. INVARIANT: `why` never holds content from the action. */
export interface Unknown {
  readonly why: string;
}

export type Truth = boolean | Unknown;

export function isUnknown(truth: Truth): truth is Unknown {
  return typeof truth === 'object';
}

/** `not unknown` is unknown. */
export function negate(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}

/** True when one item is, else unknown when one is, else false. Stops at the first true one. */
export function someOf<T>(items: Iterable<T>, test: (item: T) => Truth): Truth {
  let unknown: Unknown | undefined;
  for (const item of items) {
    const truth = test(item);
    if (truth === true) return true;
    if (truth !== false) unknown ??= truth;
  }
  return unknown ?? false;
}

/** False when one item is, else unknown when one is, else true. Stops at the first false one. */
export function everyOf<T>(items: Iterable<T>, test: (item: T) => Truth): Truth {
  let unknown: Unknown | undefined;
  for (const item of items) {
    const truth = test(item);
    if (truth === false) return false;
    if (truth !== true) unknown ??= truth;
  }
  return unknown ?? true;
}
