// A small file that is replaced as a whole: how far an export has got.

import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from '../domain/index.ts';
import { makeDirectories } from './make-directories.ts';

/** A text that is there as it was or as it is, never half. */
export interface CursorFile {
  load(): Promise<string | undefined>;
  /** Durable when it resolves. */
  save(text: string): Promise<void>;
}

export function cursorFile(path: string): CursorFile {
  return {
    load: async () => {
      try {
        return await readFile(path, 'utf8');
      } catch (cause) {
        if (errnoOf(cause) === 'ENOENT') return undefined;
        throw cause;
      }
    },
    save: async (text) => {
      makeDirectories(dirname(path), 0o700);
      const beside = `${path}.new`;
      const file = await open(beside, 'w', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(beside, path);
    },
  };
}
