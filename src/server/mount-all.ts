// Several doors behind one address: the first that owns a path answers it.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Mounted } from './server-deps.ts';

/** Several doors as one. */
export function mountAll(...doors: readonly Mounted[]): Mounted {
  return {
    owns: (pathname) => doors.some((door) => door.owns(pathname)),
    handle: (request: IncomingMessage, response: ServerResponse) => {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      const door = doors.find((candidate) => candidate.owns(path));
      return door === undefined ? Promise.resolve() : door.handle(request, response);
    },
  };
}
