// The type of the admin API's router: every file of routes adds to it.

import type { Hono } from 'hono';
import type { AdminCaller } from './admin-deps.ts';

export interface AdminEnv {
  readonly Bindings: { readonly caller: AdminCaller };
}
export type AdminApp = Hono<AdminEnv>;
