// Joins the notary with the network and the disk: witnesses and webhooks over HTTP, with a time limit and a bound on what they answer.

import {
  type Anchor,
  type AuditLedger,
  Notary,
  type NotaryRound,
  readTlogPolicy,
  type TlogPolicy,
  type TransparencyLog,
} from './audit/index.ts';
import type { AnchorSettings, Config } from './config/index.ts';
import { boundedText, GatewayError } from './domain/index.ts';
import { directoryAnchor, fileAnchor } from './store/index.ts';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Throws GatewayError config_invalid naming the line. */
function readWitnessPolicy(file: string, text: string): TlogPolicy {
  const read = readTlogPolicy(text);
  if (read.kind === 'policy') return read.policy;
  throw new GatewayError('config_invalid', { publicMessage: `${file}:${read.line}: ${read.why}` });
}

interface NotarySettings {
  readonly policy: TlogPolicy | undefined;
  readonly anchors: readonly AnchorSettings[];
}

export interface NotaryOptions {
  readonly config: Config;
  readonly log: (entry: { readonly level: 'warn'; readonly event: string; readonly detail: unknown }) => void;
}

/** Starts the rounds that the configuration asks for. Throws GatewayError config_invalid for a policy that can not be read. */
export async function openNotary(
  {
    ledger,
    transparency,
  }: { readonly ledger: AuditLedger; readonly transparency: TransparencyLog | undefined },
  { config, log }: NotaryOptions,
  readFile: (file: string) => Promise<string>,
): Promise<NotaryLoop> {
  const { witnessPolicy: file, anchors, witnessIntervalMs } = config.ledger;
  const text =
    file === undefined ? undefined : await readFile(file).catch((cause: unknown) => unreadable(file, cause));
  const policy = file === undefined || text === undefined ? undefined : readWitnessPolicy(file, text);
  const notary = createNotary(ledger, transparency, { policy, anchors });
  return startNotary(notary, witnessIntervalMs, (event, detail) => log({ level: 'warn', event, detail }));
}

function unreadable(file: string, cause: unknown): never {
  throw new GatewayError('config_invalid', {
    publicMessage: `ledger.witness_policy: can not read ${file}`,
    cause,
  });
}

export interface NotaryLoop {
  /** A round of its own, after the one that is under way. Rejects with GatewayError not_found where nobody is to be asked. */
  now(): Promise<NotaryRound>;
  /** Ends the rounds; resolves when none is under way. */
  stop(): Promise<void>;
}

/** A round now and then; never two at once. What failed is told to `tell`, and the next round tries again. */
function startNotary(
  notary: Notary | undefined,
  everyMs: number,
  tell: (event: string, detail: unknown) => void,
): NotaryLoop {
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    try {
      const round = await notary?.due();
      const failed = [...(round?.witnesses ?? []), ...(round?.anchors ?? [])].filter(
        ({ outcome }) => outcome !== 'cosigned' && outcome !== 'kept',
      );
      if (failed.length > 0) tell('checkpoint_not_witnessed', failed);
    } catch (error) {
      // The ledger could not answer: the gateway refuses calls by itself then, and the next round comes.
      tell('checkpoint_not_taken', error instanceof Error ? error.message : 'unknown error');
    } finally {
      running = undefined;
    }
  };
  const timer = setInterval(() => {
    if (notary !== undefined) running ??= run();
  }, everyMs);
  return {
    now: async () => {
      if (notary === undefined)
        throw new GatewayError('not_found', {
          publicMessage: 'no witness and no anchor is configured: ledger.witness_policy, ledger.anchors',
        });
      while (running !== undefined) await running;
      const round = notary.round();
      running = round.then(
        () => undefined,
        () => undefined,
      );
      try {
        return await round;
      } finally {
        running = undefined;
      }
    },
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** A notary for an open ledger; undefined where neither witnesses nor anchors are configured. */
function createNotary(
  ledger: AuditLedger,
  log: TransparencyLog | undefined,
  { policy, anchors }: NotarySettings,
): Notary | undefined {
  const hasWitnesses = policy?.witnesses.some((witness) => witness.url !== undefined) === true;
  if (log === undefined || (!hasWitnesses && anchors.length === 0)) return undefined;
  return new Notary({
    log,
    size: () => ledger.head.size,
    record: async (body) => {
      await ledger.append([{ kind: 'checkpoint_witnessed', body }]);
    },
    post: (url, body) => send(url, 'text/plain; charset=utf-8', body),
    policy,
    anchors: anchors.map(anchorOf),
  });
}

function anchorOf(settings: AnchorSettings): Anchor {
  switch (settings.kind) {
    case 'file':
      return fileAnchor(settings.path);
    case 'directory':
      return directoryAnchor(settings.path);
    case 'webhook':
      return webhookAnchor(settings.url);
    default:
      throw new TypeError('no such anchor');
  }
}

function webhookAnchor(url: string): Anchor {
  return {
    name: `webhook:${new URL(url).host}`,
    put: async (checkpoint) => {
      const { status } = await send(url, 'application/json', JSON.stringify(checkpoint));
      if (status < 200 || status > 299) throw new Error(`the webhook answered ${status}`);
    },
  };
}

/** ATTACKER-CONTROLLED: the answer. Redirects are not followed: a witness is where its policy says. */
async function send(
  url: string,
  contentType: string,
  body: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = await boundedText(response.body ?? [], MAX_ANSWER_BYTES);
  if (answer === undefined) throw new Error('the answer is too long');
  return { status: response.status, body: answer };
}
