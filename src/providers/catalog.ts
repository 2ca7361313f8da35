// All providers, by name. A new one is a line here and a file beside.

import { azure } from './azure.ts';
import { openai } from './openai.ts';
import type { Provider } from './provider.ts';

export const PROVIDERS: readonly Provider[] = [openai, azure];
