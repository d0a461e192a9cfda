/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The composition root: a project in, a running emulator out. The only file that knows every room; it hands
 * each what it needs of the others.
 */
import { resolve } from 'node:path';
import { describeApi, ownAddress, planPorts, type RunningApi } from './addresses.ts';
import { type Clock, systemClock } from './clock.ts';
import { createDispatch } from './dispatch.ts';
import { type DynamoDbEngine, startEngine } from './dynamodb/engine.ts';
import { createDynamoDbProxy } from './dynamodb/proxy.ts';
import { createTables, loadSdk } from './dynamodb/tables.ts';
import { EmulatorError } from './errors.ts';
import { createGateway } from './gateway/gateway.ts';
import type { Invoke } from './gateway/integrations/invoke.ts';
import { createAccessLogFiles } from './journal/access-log-files.ts';
import type { Fact } from './journal/facts.ts';
import { FactJournal, type JournalReader } from './journal/journal.ts';
import { localSecretOf } from './lambda/environment-variables.ts';
import { handlerProblem } from './lambda/handler-file.ts';
import { createLambda, type Lambda } from './lambda/lambda.ts';
import type { Certificates } from './net/certificates.ts';
import type { Handlers } from './net/door.ts';
import { listen } from './net/listener.ts';
import { readConfig } from './project/config/read.ts';
import { findDefinition } from './project/discovery.ts';
import type { Project } from './project/model.ts';
import { formatFile } from './project/problems.ts';

/** How long `$disconnect` handlers may take when the emulator stops, milliseconds. */
const CLOSE_GRACE_MS = 5000;

/** What to start, and how. Everything is optional. */
export interface StartOptions {
  /** Folder of the project. @defaultValue `process.cwd()` */
  readonly cwd?: string | undefined;
  /** Definition file, relative to `cwd`. @defaultValue the `emulator.config.*` in `cwd` */
  readonly config?: string | undefined;
  /**
   * Port instead of the project's lowest; the project's other ports keep their distance to it. 0 takes free
   * ones. @defaultValue the project's ports
   */
  readonly port?: number | undefined;
  /** Address to bind. @defaultValue the loopback addresses, `127.0.0.1` and `::1` */
  readonly host?: string | undefined;
  /** Stage name of every API. @defaultValue each API's own */
  readonly stage?: string | undefined;
  /** Directory to keep tables in, relative to `cwd`. @defaultValue none: tables live in memory */
  readonly dataDirectory?: string | undefined;
  /** URL of a DynamoDB that is already running. @defaultValue the project's, or none: the built-in engine */
  readonly dynamodbEndpoint?: string | undefined;
  /** Answer unsigned `@connections` requests, which AWS refuses (row `management.unsigned`). @defaultValue `false` */
  readonly allowUnsigned?: boolean | undefined;
  /** Where time comes from; a {@link ManualClock} makes ten minutes pass at once. @defaultValue the machine's time */
  readonly clock?: Clock | undefined;
  /** Called with every fact as it happens; must not throw. @defaultValue nobody is told */
  readonly onFact?: JournalReader | undefined;
}

/**
 * A running emulator. It keeps the process alive until it is closed.
 *
 * @example
 * ```ts
 * const socket = new WebSocket(emulator.url);
 * const connections = new ApiGatewayManagementApiClient({ endpoint: emulator.managementUrl });
 * const tables = new DynamoDBClient({ endpoint: emulator.dynamodb.endpoint });
 * ```
 */
export interface Emulator {
  /** The first API's {@link RunningApi.url}. */
  readonly url: string;
  /** The first API's {@link RunningApi.managementUrl}. */
  readonly managementUrl: string;
  /** All APIs of the project, those that share a port beside each other. */
  readonly apis: readonly RunningApi[];
  /** The DynamoDB that the handlers use. */
  readonly dynamodb: {
    /** URL for any DynamoDB client. */
    readonly endpoint: string;
  };
  /** What is being run, defaults filled in. */
  readonly project: Project;
  /**
   * Closes every connection with 1001, lets their `$disconnect` handlers run (5 seconds at most), then ends
   * all threads and frees all ports. Calling it again waits for the same end.
   *
   * @throws what could not be ended; everything else is, all the same.
   */
  close(): Promise<void>;
  /** {@link Emulator.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts the project's APIs, functions and tables.
 *
 * @throws {EmulatorError} for anything wrong with the project (`PROJECT_*`), the port (`PORT_*`), the data
 * directory (`DATA_DIRECTORY_*`), DynamoDB or a table (`DYNAMODB_*`, `TABLE_*`); its `message` is meant to be
 * shown. Nothing is left open then.
 *
 * @example
 * ```ts
 * import { startEmulator } from 'apigateway-websocket-emulator';
 *
 * await using emulator = await startEmulator({ cwd: 'my-project', port: 0 });
 * const socket = new WebSocket(emulator.url);
 * ```
 */
export async function startEmulator(options: StartOptions = {}): Promise<Emulator> {
  const cwd = resolve(options.cwd ?? '.');
  const project = await readProject(cwd, options);
  const clock = options.clock ?? systemClock;
  const journal = new FactJournal(clock);
  if (options.onFact) journal.read(options.onFact);
  const report = createDefectReport(journal, options.onFact !== undefined);
  const guard = (during: string, work: Promise<void>) => work.catch((error) => report(during, error));
  const certificates = createCertificateSource();
  const authority = async () => (await certificates()).authority;

  const apis: RunningApi[] = [];
  const endings: (() => Promise<void>)[] = [];
  const end = async () => {
    const failures: unknown[] = [];
    for (const ending of endings.splice(0).reverse()) await ending().catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  if (logsToFiles(project)) {
    const files = createAccessLogFiles((error) => report('writing an access log', error));
    journal.read(files.read);
    // First in, last out: closing connections are logged too.
    endings.push(() => files.close());
  }
  try {
    const engine = await startDatabase(project, cwd, options, journal, report);
    endings.push(() => engine.close());

    const bridge = () => ({ address: ownAddress(options.host), port: apis[0]?.port ?? 0 });
    const lambda = createLambda(project, { journal, dynamodbEndpoint: engine.endpoint, bridge, authority });
    endings.push(() => lambda.close());

    const gateway = createGateway(project, {
      clock,
      journal,
      guard,
      invoke: invokeOn(lambda),
      region: project.region,
      accountId: project.accountId,
      dynamodbEndpoint: engine.endpoint,
      secretOf: localSecretOf,
    });
    const { connections } = gateway;
    const dynamodb = createDynamoDbProxy(engine.endpoint);
    endings.push(async () => dynamodb.close());

    const status = () => ({ apis, dynamodb: { endpoint: engine.endpoint }, connections: connections.size });
    const allowUnsigned = options.allowUnsigned ?? false;
    for (const plan of planPorts(project, options.port)) {
      const inspector = { status, authority };
      const answer = createDispatch(plan.apis, {
        clock,
        connections,
        journal,
        allowUnsigned,
        secretOf: localSecretOf,
        dynamodb,
        inspector,
      });
      const handlers: Handlers = {
        request: answer,
        upgrade: (request, socket, head) => gateway.upgrade(plan.apis, request, socket, head),
        failed: report,
      };
      const listener = await listen(options.host, plan.port, handlers, certificates);
      endings.push(() => listener.close());
      apis.push(...plan.apis.own.flatMap((api) => describeApi(api, options.host, listener.port)));
    }
    // Last in, first out: the handlers of `$disconnect` still need everything else.
    endings.push(() => gateway.close(CLOSE_GRACE_MS));
    return describeEmulator(project, apis, engine, end);
  } catch (error) {
    await end();
    throw error;
  }
}

function describeEmulator(
  project: Project,
  apis: readonly RunningApi[],
  engine: DynamoDbEngine,
  end: () => Promise<void>,
): Emulator {
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= end();
    return closing;
  };
  const [first] = apis;
  return {
    url: first?.url ?? '',
    managementUrl: first?.managementUrl ?? '',
    apis,
    dynamodb: { endpoint: engine.endpoint },
    project,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function logsToFiles({ apis }: Project): boolean {
  const stages = apis.flatMap((api) => api.stages);
  return stages.some(({ accessLogSettings: log }) => log !== undefined && log.destination !== 'console');
}

async function readProject(cwd: string, { config, stage }: StartOptions): Promise<Project> {
  return readConfig(findDefinition(cwd, config), cwd, { stage }, { handlerProblem });
}

/** The engine, with the project's tables in it. */
async function startDatabase(
  project: Project,
  cwd: string,
  { dataDirectory, dynamodbEndpoint }: StartOptions,
  journal: FactJournal,
  report: DefectReport,
): Promise<DynamoDbEngine> {
  const fill = (endpoint: string) => createTables(project, endpoint, formatFile(project.file, cwd));
  // The client takes as long to load as the engine to start, and they do it on two threads.
  if (project.tables.length > 0) void loadSdk();
  const engine: DynamoDbEngine = await startEngine({
    region: project.region,
    accountId: project.accountId,
    endpoint: dynamodbEndpoint ?? project.dynamodbEndpoint,
    dataDirectory: dataDirectory === undefined ? undefined : resolve(cwd, dataDirectory),
    restarted: async (reason) => {
      await fill(engine.endpoint);
      journal.append?.({ type: 'dynamodb.restarted', reason });
    },
    lost: (error) => report('restarting DynamoDB', error),
  });
  try {
    await fill(engine.endpoint);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Lambda as the gateway sees it. */
function invokeOn(lambda: Lambda): Invoke {
  return async (functionName, event) => {
    try {
      const invoked = await lambda.invoke(functionName, event);
      const { requestId } = invoked;
      if (invoked.ok) return { outcome: 'response', payload: invoked.payload, requestId };
      const { errorType, errorMessage } = invoked.error;
      const payload = JSON.stringify(invoked.error);
      return { outcome: 'function-error', errorType, errorMessage, payload, requestId };
    } catch (error) {
      // A name that a stage variable made up.
      if (error instanceof EmulatorError) return { outcome: 'refused', message: error.message };
      throw error;
    }
  };
}

type DefectReport = (during: string, error: unknown) => void;

/**
 * A defect of ours is a fact, and so is what the user can put right; when nobody reads the journal, it is still said.
 *
 * @param isRead - whether anybody does who could tell: an access log's file does not.
 */
function createDefectReport(journal: FactJournal, isRead: boolean): DefectReport {
  const append = (fact: Fact) => journal.append?.(fact);
  return (during, error) => {
    const theirs = error instanceof EmulatorError && error.fault === 'user';
    if (isRead && theirs) append({ type: 'notice', message: error.message });
    else if (isRead) append({ type: 'internal-error', during, error });
    else process.emitWarning(error instanceof Error ? error : String(error), { detail: `while ${during}` });
  };
}

/** Opens the certificates when TLS is first spoken; a failure is not kept. */
function createCertificateSource(): () => Promise<Certificates> {
  let opened: Promise<Certificates> | undefined;
  return () => {
    opened ??= import('./net/certificates.ts').then(({ openCertificates }) => openCertificates());
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
}
