// Checkpoints kept in files: one that grows line by line, or a directory (an object store that is mounted) with one object each.

import { appendFile, link, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Anchor } from '../audit/index.ts';
import { makeDirectories } from './make-directories.ts';

/** Appends each checkpoint as one JSON line. Give the file to another owner, or make it append-only. */
export function fileAnchor(path: string): Anchor {
  return {
    name: `file:${path}`,
    put: async (checkpoint) => {
      await appendFile(path, `${JSON.stringify(checkpoint)}\n`, { mode: 0o600, flush: true });
    },
  };
}

/** `<directory>/<log>/checkpoint-<size>`, each written once: an object that is there is never replaced, so a fork fails here. */
export function directoryAnchor(directory: string): Anchor {
  return {
    name: `directory:${directory}`,
    put: async ({ origin, size, text }) => {
      const folder = join(directory, origin.replaceAll(/[^A-Za-z0-9._-]/g, '_'));
      makeDirectories(folder);
      const path = join(folder, `checkpoint-${String(size).padStart(16, '0')}`);
      const temporary = `${path}.tmp`;
      await writeFile(temporary, text, { mode: 0o600, flush: true });
      try {
        await link(temporary, path);
      } finally {
        await unlink(temporary);
      }
    },
  };
}
