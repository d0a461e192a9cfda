/**
 * The composition root: a project in, a running emulator out. The only file that knows every room; it hands
 * each what it needs of the others.
 */
import { resolve } from 'node:path';
import { type Clock, systemClock } from './clock.ts';
import { createDispatch } from './dispatch.ts';
import { type DynamoDbEngine, startEngine } from './dynamodb/engine.ts';
import { createDynamoDbProxy } from './dynamodb/proxy.ts';
import { createTables, loadSdk } from './dynamodb/tables.ts';
import { createGateway } from './gateway/gateway.ts';
import type { Invoke } from './gateway/integrations/lambda-proxy.ts';
import { FactJournal, type JournalReader } from './journal/journal.ts';
import { handlerProblem } from './lambda/handler-file.ts';
import { createLambda, type Lambda } from './lambda/lambda.ts';
import type { Certificates } from './net/certificates.ts';
import { type Listener, listen } from './net/listener.ts';
import { readConfig } from './project/config/read.ts';
import { findDefinition } from './project/discovery.ts';
import type { Api, Project } from './project/model.ts';
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
  /** Stage name of every API instead of the project's. */
  readonly stage?: string | undefined;
  /** Directory to keep tables in, relative to `cwd`. @defaultValue none: tables live in memory */
  readonly dataDirectory?: string | undefined;
  /** URL of a DynamoDB that is already running. @defaultValue none: the built-in engine */
  readonly dynamodbEndpoint?: string | undefined;
  /** Answer unsigned `@connections` requests, which AWS refuses (row `management.unsigned`). @defaultValue `false` */
  readonly allowUnsigned?: boolean | undefined;
  /** Where time comes from; a {@link ManualClock} makes ten minutes pass at once. @defaultValue the machine's time */
  readonly clock?: Clock | undefined;
  /** Called with every fact as it happens; must not throw. @defaultValue nobody is told */
  readonly onFact?: JournalReader | undefined;
}

/** An API that is being served. */
export interface RunningApi {
  readonly name: string;
  readonly apiId: string;
  readonly stage: string;
  /** For WebSocket clients: `ws://localhost:3001/dev`; `wss://` works on the same port. */
  readonly url: string;
  /** For `@connections`, as an SDK's `endpoint`: `http://localhost:3001/dev`. */
  readonly managementUrl: string;
  readonly port: number;
}

/** A running emulator. */
export interface Emulator {
  /** The first API's {@link RunningApi.url}. */
  readonly url: string;
  /** The first API's {@link RunningApi.managementUrl}. */
  readonly managementUrl: string;
  readonly apis: readonly RunningApi[];
  readonly dynamodb: {
    /** URL for any DynamoDB client. */
    readonly endpoint: string;
  };
  /** What is being run, defaults filled in. */
  readonly project: Project;
  /**
   * Closes every connection with 1001, lets their `$disconnect` handlers run (5 seconds at most), then ends
   * all threads and frees all ports. Calling it again waits for the same end.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts the project's APIs, functions and tables.
 *
 * @throws {EmulatorError} for anything wrong with the project, the port, or the data directory; its `message`
 * is meant to be shown.
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

  const reportDefect = (during: string, error: unknown) => {
    if (journal.append) journal.append({ type: 'internal-error', during, error });
    else process.emitWarning(error instanceof Error ? error : String(error), { detail: `while ${during}` });
  };
  const guard = (during: string, work: Promise<void>) => work.catch((error) => reportDefect(during, error));

  let certificates: Promise<Certificates> | undefined;
  const getCertificates = () => {
    certificates ??= import('./net/certificates.ts').then(({ openCertificates }) => openCertificates());
    certificates.catch(() => (certificates = undefined));
    return certificates;
  };
  const authority = async () => (await getCertificates()).authority;

  let lambda: Lambda | undefined;
  let engine: DynamoDbEngine | undefined;
  const invoke: Invoke = async (functionName, event) => {
    const outcome = await lambda?.invoke(functionName, event);
    if (outcome === undefined) return { outcome: 'refused', message: 'the emulator is closing' };
    if (outcome.ok) return { outcome: 'response', payload: outcome.payload };
    return {
      outcome: 'function-error',
      message: `${outcome.error.errorType}: ${outcome.error.errorMessage}`,
    };
  };
  const gateway = createGateway(project.apis, { clock, journal, invoke, guard });
  const dynamodb = createDynamoDbProxy(() => engine?.endpoint ?? '');
  const apis: RunningApi[] = [];
  const listeners: Listener[] = [];
  const closeAll = async () => {
    await gateway.close(CLOSE_GRACE_MS);
    await Promise.all(listeners.map((listener) => listener.close()));
    await Promise.all([lambda?.close(), engine?.close()]);
    dynamodb.close();
  };

  const sdkLoading = project.tables.length > 0 ? loadSdk() : undefined;
  try {
    // The ports are bound first, so that a taken one is told at once; who connects is answered when all is ready.
    let open = () => {};
    const ready = new Promise<void>((resolve) => {
      open = () => resolve();
    });
    for (const [wanted, served] of groupByPort(project.apis)) {
      const dispatch = createDispatch(served, {
        connections: gateway.connections,
        journal,
        allowUnsigned: options.allowUnsigned ?? false,
        dynamodb,
        inspector: {
          authority,
          status: () => ({
            apis,
            dynamodb: { endpoint: engine?.endpoint },
            connections: gateway.connections.size,
          }),
        },
      });
      const handlers = {
        request: (...[request, response]: Parameters<typeof dispatch>) =>
          void guard(
            `answering ${request.method} ${request.url}`,
            ready.then(() => dispatch(request, response)),
          ),
        upgrade: (...[request, socket, head]: Parameters<Parameters<typeof listen>[2]['upgrade']>) =>
          void guard(
            `upgrading ${request.url}`,
            ready.then(() => gateway.upgrade(served, request, socket, head)),
          ),
        failed: (error: unknown) => reportDefect('accepting a TLS connection', error),
      };
      const port = portFor(wanted, project.apis, options.port);
      const listener = await listen(options.host, port, handlers, getCertificates);
      listeners.push(listener);
      apis.push(...served.map((api) => describeApi(api, hostName(options.host), listener.port)));
    }
    engine = await startEngine({
      endpoint: options.dynamodbEndpoint ?? project.dynamodbEndpoint,
      dataDirectory: options.dataDirectory && resolve(cwd, options.dataDirectory),
      restarted: async (reason) => {
        journal.append?.({ type: 'dynamodb.restarted', reason });
        await createTables(project, engine?.endpoint ?? '', formatFile(project.file, cwd));
      },
      lost: (error) => reportDefect('restarting DynamoDB', error),
    });
    await sdkLoading;
    await createTables(project, engine.endpoint, formatFile(project.file, cwd));
    const address = loopbackFor(options.host);
    lambda = createLambda(project, {
      journal,
      dynamodbEndpoint: engine.endpoint,
      bridge: { address, port: listeners[0]?.port ?? 0 },
      authority,
    });
    open();
  } catch (error) {
    await closeAll();
    throw error;
  }

  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll());
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

async function readProject(cwd: string, { config, stage }: StartOptions): Promise<Project> {
  return readConfig(findDefinition(cwd, config), cwd, { stage }, { handlerProblem });
}

function groupByPort(apis: readonly Api[]): Map<number, Api[]> {
  const groups = new Map<number, Api[]>();
  for (const api of apis) groups.set(api.port, [...(groups.get(api.port) ?? []), api]);
  return groups;
}

/** The port to bind where the project asks for `wanted`. */
function portFor(wanted: number, apis: readonly Api[], override: number | undefined): number {
  if (override === undefined || override === 0 || wanted === 0) return override ?? wanted;
  const asked = apis.map((api) => api.port).filter((port) => port !== 0);
  return override + (wanted - Math.min(...asked));
}

function describeApi({ name, apiId, stage }: Api, host: string, port: number): RunningApi {
  const address = `${host}:${port}/${stage}`;
  return { name, apiId, stage, url: `ws://${address}`, managementUrl: `http://${address}`, port };
}

const EVERYWHERE = ['0.0.0.0', '::'];

function hostName(host: string | undefined): string {
  if (host === undefined || EVERYWHERE.includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Where this machine's own threads reach the port. */
function loopbackFor(host: string | undefined): string {
  return host === undefined || EVERYWHERE.includes(host) ? '127.0.0.1' : host;
}
