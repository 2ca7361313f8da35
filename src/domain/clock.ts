// Time and chance arrive as arguments, so that a decision can be made again with the recorded ones.

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** Wall-clock time in milliseconds. */
export type Clock = () => EpochMs;

/** SHA-256 of the given bytes (a string is hashed as UTF-8), as 64 lower-case hexadecimal digits. */
export type Sha256Hex = (bytes: Uint8Array | string) => string;
