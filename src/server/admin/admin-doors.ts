// Everything that a live admin token opens on the TCP listener: the admin API, and the scanner.

import { mountAll } from '../approvals/link-door.ts';
import { scanDoor } from '../scan/scan-door.ts';
import type { ScanThread } from '../scan/start-scan-thread.ts';
import type { Mounted } from '../server-deps.ts';
import { type AdminDoorDeps, adminOverTcp, requireAdminToken } from './admin-door.ts';

export interface AdminDoorsDeps extends AdminDoorDeps {
  readonly scanner: ScanThread;
  readonly newId: (prefix: string) => string;
}

/** Both doors throw GatewayError for a stranger before they read a byte of the body. */
export function adminDoors(deps: AdminDoorsDeps): Mounted {
  const admit = (request: Parameters<typeof requireAdminToken>[1]): void =>
    void requireAdminToken(deps, request);
  return mountAll(adminOverTcp(deps), scanDoor({ thread: deps.scanner, newId: deps.newId, admit }));
}
