// Starts the conformance suite, which is written in TypeScript, without a build step of its own.

import { register } from 'tsx/esm/api';

register();
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
