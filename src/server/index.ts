// HTTP: the agent-facing routes, the admin API, and the sockets of both.

export { createAdminApp } from './admin/admin-app.ts';
export { type AdminCaller, LOCAL_OPERATOR } from './admin/admin-deps.ts';
export { adminOverSocket } from './admin/admin-door.ts';
export { adminDoors } from './admin/admin-doors.ts';
export type { AdminApp } from './admin/admin-types.ts';
export { type ConfiguredNames, knownNames } from './admin/known-names.ts';
export { RECORD_FILTERS } from './admin/query.ts';
export { linkDoor } from './approvals/link-door.ts';
export { createLinks } from './approvals/links.ts';
export { ApprovalNotices, type NoticeSettings, type PostNotice } from './approvals/notices.ts';
export { ControlPlane } from './control/control-plane.ts';
export { PolicyRejected } from './control/policy-shelf.ts';
export { createAgentServer, type ListenOptions, listen } from './listen.ts';
export { ModelLists, modelsFor } from './model-list.ts';
export { mountAll } from './mount-all.ts';
export { type Scanned, scanFiles } from './scan/scan-files.ts';
export type { ProposedFix } from './scan/scan-job.ts';
export { createScanServer } from './scan/scan-server.ts';
export { createScanThread, type ScanThread } from './scan/start-scan-thread.ts';
export type { ServerDeps } from './server-deps.ts';
export { SignInDesk } from './sign-in/desk.ts';
export { CALLBACK_PATH, signInDoor } from './sign-in/door.ts';
export { type OidcSettings, OidcSignIn } from './sign-in/oidc.ts';
export { createUpstreamPools, type UpstreamPools } from './undici-upstream.ts';
