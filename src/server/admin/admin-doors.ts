// Everything that a live admin token opens on the TCP listener: the admin API, and the scanner.

import { mountAll } from '../mount-all.ts';
import { scanDoor } from '../scan/scan-door.ts';
import type { ScanThread } from '../scan/start-scan-thread.ts';
import type { Mounted } from '../server-deps.ts';
import { type AdminDoorDeps, adminOverTcp, requireAdminToken } from './admin-door.ts';
import { requirePermission } from './permissions.ts';

export interface AdminDoorsDeps extends AdminDoorDeps {
  readonly scanner: ScanThread;
  readonly newId: (prefix: string) => string;
  /** Where people sign in, before anything that asks for a token. */
  readonly signIn?: Mounted;
}

/** Both doors throw GatewayError for a stranger before they read a byte of the body. */
export function adminDoors(deps: AdminDoorsDeps): Mounted {
  const admit = (request: Parameters<typeof requireAdminToken>[1]): void =>
    requirePermission(requireAdminToken(deps, request), 'scan');
  return mountAll(
    ...(deps.signIn === undefined ? [] : [deps.signIn]),
    adminOverTcp(deps),
    scanDoor({ thread: deps.scanner, newId: deps.newId, admit }),
  );
}
