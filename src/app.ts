// The composition root: joins ports and implementations with plain functions. Nothing else in src/ knows them all.

import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Alerts, createAlerts } from './alert-desk.ts';
import { type ApprovalDesk, openApprovalDesk } from './approval-desk.ts';
import type { ApprovalGate } from './approvals/index.ts';
import type { AuditLedger, LedgerKeeper, TransparencyLog } from './audit/index.ts';
import type { Config } from './config/index.ts';
import { skeleton } from './content/index.ts';
import { GatewayError, type JsonObject } from './domain/index.ts';
import type { SinkSet } from './exporters/index.ts';
import { faultLoggingLedger } from './fault-logging-ledger.ts';
import { DetectorMeter, type GatewayDeps, UnderWay } from './gateway/index.ts';
import { gatewayDeps } from './gateway-deps.ts';
import { keepSpend } from './gateway-state.ts';
import { createIds } from './ids.ts';
import { namesIn } from './names-in-config.ts';
import { type NotaryLoop, openNotary } from './notary.ts';
import { openSignIn } from './people.ts';
import type { KnownNames } from './policy/index.ts';
import { connectUpstreams } from './providers/index.ts';
import { keepRetention } from './retention-loop.ts';
import { openScanner } from './scanner.ts';
import {
  type AdminApp,
  adminDoors,
  adminOverSocket,
  type ConfiguredNames,
  ControlPlane,
  createAdminApp,
  createAgentServer,
  createUpstreamPools,
  knownNames,
  linkDoor,
  listen,
  ModelLists,
  modelsFor,
  mountAll,
  type NoticeSettings,
  type ScanThread,
  type ServerDeps,
} from './server/index.ts';
import { sha256 } from './sha256.ts';
import { createSinks } from './sinks.ts';
import { closeServer, listenOnSocket } from './sockets.ts';
import { masterKeyOf, openEmbeddedLedger, type Signatures } from './store/index.ts';

export interface InstallationOptions {
  readonly dataDirectory: string;
  /** A ledger that is open already; without one, the directory's own is opened. */
  readonly ledger?: AuditLedger;
  /** How the directory's own ledger signs. */
  readonly signatures?: Signatures;
}

/** What only a running gateway has. */
interface RunningParts extends ConfiguredNames {
  /** Takes checkpoints outside on demand. */
  readonly notary?: NotaryLoop;
}

/** An opened data directory with its control state folded; no socket yet. */
export interface Installation {
  readonly ledger: AuditLedger;
  /** The same ledger as a transparency log; undefined for one that was given and keeps no tree. */
  readonly transparency: TransparencyLog | undefined;
  /** Its upkeep; undefined for one that was given. */
  readonly keeper: LedgerKeeper | undefined;
  readonly control: ControlPlane;
  readonly approvals: ApprovalGate;
  readonly desk: ApprovalDesk;
  startNotices(settings: NoticeSettings, log: ServerDeps['log']): void;
  /** From now on this is there, too. */
  useRunning(parts: RunningParts): void;
  /** Which names a policy can mean, as far as they can be listed. */
  knownNames(): KnownNames;
  readonly admin: AdminApp;
  readonly sinks: SinkSet;
  readonly alerts: Alerts;
  readonly underWay: UnderWay;
  readonly meter: DetectorMeter;
  readonly newId: (prefix: string) => string;
  close(): Promise<void>;
}

/** Opens a data directory: the ledger, then everything that is a fold over it. */
export async function openInstallation(
  options: InstallationOptions,
  status: () => JsonObject = () => ({}),
): Promise<Installation> {
  const clock = Date.now;
  const newId = createIds();
  const { ledger, transparency, keeper } = await ledgerOf(options);
  const control = await ControlPlane.open({ ledger, clock, sha256 });
  let log: ServerDeps['log'] | undefined;
  const present: RunningParts = {};
  const desk = openApprovalDesk({
    control,
    ledger,
    // A ledger that was given has no directory with keys: what is signed for it lives as long as this process.
    masterKey: options.ledger === undefined ? masterKeyOf(options.dataDirectory) : randomBytes(32),
    newId,
    log: () => log,
  });
  const { gate: approvals } = desk;
  const sinks = createSinks(ledger, options.dataDirectory);
  const alerts = createAlerts({
    ledger,
    exports: () => sinks.report,
    policy: () => control.policies.active,
    newId,
  });
  const underWay = new UnderWay();
  const meter = new DetectorMeter();
  const admin = createAdminApp({
    control,
    ledger,
    transparency,
    keeper,
    witness: () => present.notary?.now() ?? noNotary(),
    approvals,
    clock,
    sha256,
    randomBytes,
    skeleton,
    status,
    upstreams: () => present.upstreams,
    knownNames: () => knownNames(control, present),
    sinks: () => sinks.report,
    alerts,
    stopCalls: (isMeant) => underWay.stop(isMeant),
    notices: () => desk.notices.report,
    overrides: desk.overrides,
    metrics: () => meter.exposition(),
  });
  return {
    ledger,
    transparency,
    keeper,
    control,
    approvals,
    desk,
    startNotices: (settings, logTo) => {
      log = logTo;
      desk.notices.start(settings);
    },
    useRunning: (parts) => Object.assign(present, parts),
    knownNames: () => knownNames(control, present),
    admin,
    sinks,
    alerts,
    underWay,
    meter,
    newId,
    close: () => closed({ approvals, alerts, sinks, ledger }),
  };
}

/** Whoever waits is told first; the ledger closes when nobody writes any more. */
async function closed({
  approvals,
  alerts,
  sinks,
  ledger,
}: Pick<Installation, 'approvals' | 'alerts' | 'sinks' | 'ledger'>): Promise<void> {
  approvals.stop();
  await Promise.all([alerts.stop(), sinks.stop()]);
  await ledger.close();
}

function noNotary(): never {
  throw new GatewayError('not_found', {
    publicMessage: 'no gateway runs here: witnesses and anchors are asked by a running one',
  });
}

/** INVARIANT: the tree is of the ledger that is served: a given ledger brings none. */
async function ledgerOf(
  options: InstallationOptions,
): Promise<Pick<Installation, 'ledger' | 'transparency' | 'keeper'>> {
  if (options.ledger !== undefined)
    return { ledger: options.ledger, transparency: undefined, keeper: undefined };
  const ledger = await openEmbeddedLedger({
    directory: options.dataDirectory,
    clock: Date.now,
    signatures: options.signatures ?? 'batch',
  });
  return { ledger, transparency: ledger, keeper: ledger };
}

export interface Running {
  readonly url: string;
  readonly adminSocket: string;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly config: Config;
  readonly dataDirectory: string;
  readonly log: ServerDeps['log'];
}

/** Starts both sockets of an opened installation. Throws GatewayError port_in_use before anything listens. */
export async function startGateway(installation: Installation, given: StartOptions): Promise<Running> {
  const options = { ...given, log: installation.alerts.tapped(given.log) };
  const { config } = options;
  await installation.alerts.start(config);
  installation.useRunning(namesIn(config));
  const pools = createUpstreamPools();
  const deps = await gatewayDeps(installation, config, pools.call);
  const gateway = { ...deps, ledger: faultLoggingLedger(installation.ledger, options.log) };
  const scanner = openScanner();
  const server = createAgentServer(serverDeps(installation, { ...options, scanner }, gateway), {
    host: config.listen.host,
    port: config.listen.port,
    headersTimeoutMs: config.limits.headerTimeoutMs,
    requestTimeoutMs: config.limits.requestTimeoutMs,
  });
  const { port } = await listen(server, {
    host: config.listen.host,
    port: config.listen.port,
    headersTimeoutMs: config.limits.headerTimeoutMs,
    requestTimeoutMs: config.limits.requestTimeoutMs,
  });
  const adminSocket = join(options.dataDirectory, 'admin.sock');
  const operator = adminOverSocket(installation.admin, { newId: installation.newId, log: options.log });
  const socket = await listenOnSocket(operator, adminSocket).catch(async (cause: unknown) => {
    await Promise.all([closeServer(server), pools.close()]);
    throw cause;
  });
  installation.approvals.start();
  installation.sinks.start(config.exports);
  installation.startNotices(config.approvals, options.log);
  const spend = keepSpend(gateway.state, installation.ledger);
  const notary = await openNotary(installation, options, (file) => readFile(file, 'utf8'));
  installation.useRunning({ notary });
  const retention = keepRetention(installation.keeper, config.ledger.retention, (event, detail) =>
    options.log({ level: 'warn', event, detail }),
  );
  return {
    url: `http://${config.listen.host.includes(':') ? `[${config.listen.host}]` : config.listen.host}:${port}`,
    adminSocket,
    close: async () => {
      // Whoever is held is told at once, so that their calls can end; what waits for a person stays open in the ledger.
      installation.approvals.stop();
      await Promise.all([closeServer(server), closeServer(socket)]);
      await rm(adminSocket, { force: true });
      await Promise.all([pools.close(), scanner.close()]);
      await Promise.all([notary.stop(), retention.stop()]);
      await spend.stop();
      await installation.close();
    },
  };
}

function serverDeps(
  installation: Installation,
  { config, log, scanner }: Pick<StartOptions, 'config' | 'log'> & { readonly scanner: ScanThread },
  gateway: GatewayDeps,
): ServerDeps {
  const upstreams = connectUpstreams(config.upstreams);
  const inFlight = { count: 0 };
  const lists = new ModelLists(gateway.upstream, Date.now);
  return {
    gateway,
    admin: mountAll(
      adminDoors({
        app: installation.admin,
        identity: installation.control.identity,
        clock: Date.now,
        newId: installation.newId,
        scanner,
        signIn: openSignIn(installation, config.signIn),
      }),
      linkDoor({
        links: installation.desk.links,
        approvals: installation.approvals,
        ledger: installation.ledger,
        clock: Date.now,
        sha256,
        skeleton,
        voiceOf: (target) => installation.desk.notices.voiceOf(target),
      }),
    ),
    transparency: installation.transparency,
    health: (response) => {
      response.setHeader('content-type', 'application/json').end('{"status":"ok"}');
    },
    maxBodyBytes: config.limits.maxBodyBytes,
    maxInFlight: config.limits.maxInFlight,
    inFlight,
    modelsFor: (agent) => modelsFor(upstreams, lists, agent),
    log,
  };
}
