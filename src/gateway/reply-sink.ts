// Where a reply is written: HTTP in production, memory in tests.

/** Where the reply goes. `write` answers false when the caller should await `drained` before the next write. */
export interface ReplySink {
  head(status: number, headers: Readonly<Record<string, string>>): void;
  write(bytes: Uint8Array | string): boolean;
  drained(): Promise<void>;
  end(bytes?: Uint8Array | string): void;
  readonly headSent: boolean;
}
