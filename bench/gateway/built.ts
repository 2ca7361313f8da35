// The built modules of the product with the types of their sources: what is measured is what ships.

import { DIST } from './sallyport.ts';

type Modules = {
  readonly app: typeof import('../../src/app.ts');
  readonly approvals: typeof import('../../src/approvals/index.ts');
  readonly 'first-start': typeof import('../../src/first-start.ts');
  readonly audit: typeof import('../../src/audit/index.ts');
  readonly content: typeof import('../../src/content/index.ts');
  readonly config: typeof import('../../src/config/index.ts');
  readonly gateway: typeof import('../../src/gateway/index.ts');
  readonly limits: typeof import('../../src/limits/index.ts');
  readonly identity: typeof import('../../src/identity/index.ts');
  readonly policy: typeof import('../../src/policy/index.ts');
};

/** Imports one module from dist/. */
export async function built<Name extends keyof Modules>(name: Name): Promise<Modules[Name]> {
  const path = name === 'app' || name === 'first-start' ? `${name}.js` : `${name}/index.js`;
  return (await import(new URL(path, DIST).href)) as Modules[Name];
}
