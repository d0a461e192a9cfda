/// <reference lib="esnext.disposable" preserve="true" />
/** A running emulator, as its callers see it. */
import type { RunningApi } from './addresses.ts';
import type { Faults } from './faults/faults.ts';
import type { OpenConnection } from './gateway/connections.ts';
import type { InvocationError } from './journal/invocation-facts.ts';
import type { JournalReader } from './journal/journal.ts';
import type { Project } from './project/model.ts';

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
    /** Whether it is the emulator's own engine, and not one that already ran. */
    readonly builtIn: boolean;
  };
  /** What is being run, defaults filled in. */
  readonly project: Project;
  /**
   * Reads the definition file again and deploys what it says now: routes, stages, functions (in new execution
   * environments; with `watch`, those of which something has changed), new tables. Sockets stay
   * open and follow it from their next message on; those of a stage that is no more are closed with 1001 (rows
   * `deployment.*`).
   *
   * @throws {EmulatorError} as `startEmulator` does for the project; `PROJECT_NEEDS_RESTART` when it asks
   * for other ports, another region, account or DynamoDB. What was deployed goes on then.
   */
  reload(): Promise<void>;
  /**
   * Runs a function as Lambda does for a caller that waits, with the project's environment, tables and connections.
   *
   * @param functionName - its name, or what the definition calls it.
   * @param event - any JSON value; what JSON does not know is lost, as on the way to Lambda.
   * @throws {EmulatorError} `FUNCTION_UNKNOWN`; what the function does wrong is the result.
   * @example
   * ```ts
   * const invoked = await emulator.invoke('SendMessage', { body: '{}', requestContext: { connectionId } });
   * if (!invoked.ok) console.error(invoked.error.errorMessage);
   * ```
   */
  invoke(functionName: string, event: unknown): Promise<InvokeResult>;
  /** The connections that are open now, those included whose `$disconnect` handler still runs, the oldest first. */
  connections(): readonly RunningConnection[];
  /**
   * Calls `reader` with every fact from now on, as {@link StartOptions.onFact} is called from the start.
   * @returns what ends it.
   */
  read(reader: JournalReader): () => void;
  /**
   * Settles when nothing is going on: no message, request or invocation is being worked on, and no stream of a table
   * has something to tell. What waits for time to pass (another attempt, a batching window) is not waited for.
   */
  settled(): Promise<void>;
  /**
   * Begins anew, between two tests: closes all connections with 1001 and lets their `$disconnect` handlers run, waits
   * until everything has {@link Emulator.settled | settled}, makes the tables what they were at the start (seeds
   * included), forgets what is used up of throttles, usage plans and retries, and leaves of the faults those that there were at the
   * start. Execution environments stay warm
   * (rows `reset.*`).
   *
   * @throws {EmulatorError} `RESET_IMPOSSIBLE` when tables are kept on disk or elsewhere; `RESET_BLOCKED` when
   * something still runs after 5 seconds.
   */
  reset(): Promise<void>;
  /** Makes things go wrong, so as to see how the project bears it. docs/faults.md */
  readonly faults: Faults;
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

/** What an invocation came to. */
export type InvokeResult =
  | {
      readonly ok: true;
      readonly requestId: string;
      /** What the function returned, from JSON. */
      readonly result: unknown;
    }
  | { readonly ok: false; readonly requestId: string; readonly error: InvocationError }
  /** More at once than the function's reserved concurrency. */
  | { readonly ok: false; readonly requestId: undefined; readonly error: InvocationError };

/** An open connection, as others than its client see it. */
export interface RunningConnection {
  readonly connectionId: string;
  /** Name of the API. */
  readonly api: string;
  readonly stage: string;
  readonly sourceIp: string;
  /** Epoch milliseconds, by the emulator's clock. */
  readonly connectedAt: number;
  /** Of the last message in either direction, epoch milliseconds. */
  readonly lastActiveAt: number;
  /** False once a close frame is on its way, or was there: nothing more is sent or received. */
  readonly isOpen: boolean;
}

export function describeConnection(connection: OpenConnection): RunningConnection {
  const { facts, api, stage, lastActiveAt, isOpen } = connection;
  const { connectionId, sourceIp, connectedAt } = facts;
  return { connectionId, api: api.name, stage: stage.name, sourceIp, connectedAt, lastActiveAt, isOpen };
}

interface Deployed {
  readonly replaced: Promise<void>;
}

/** What the composition root hands over. */
interface Running {
  readonly project: () => Project;
  readonly ports: { readonly apis: readonly RunningApi[] };
  readonly dynamodb: Emulator['dynamodb'];
  /** @returns what is settled when it is known which functions load. */
  deploy(because?: readonly string[]): Promise<Deployed>;
  /** Ends what deployments still try out: nobody is to wait for it. */
  abandon(): void;
  end(): Promise<void>;
  /** What it does as it is asked to. */
  readonly services: Pick<Emulator, 'invoke' | 'connections' | 'read' | 'settled' | 'reset' | 'faults'>;
}

/** As its callers see it, and what the reload on save tells it besides. */
export interface WatchedEmulator extends Emulator {
  /** @param because - the files that have changed. */
  reload(because?: readonly string[]): Promise<void>;
}

export function describeEmulator({
  project,
  ports,
  dynamodb,
  deploy,
  abandon,
  end,
  services,
}: Running): WatchedEmulator {
  let closing: Promise<void> | undefined;
  let deploying: Promise<unknown> = Promise.resolve();
  const close = () => {
    if (closing === undefined) {
      abandon();
      closing = deploying.catch(() => {}).then(end);
    }
    return closing;
  };
  return {
    ...services,
    get url() {
      return ports.apis[0]?.url ?? '';
    },
    get managementUrl() {
      return ports.apis[0]?.managementUrl ?? '';
    },
    get apis() {
      return ports.apis;
    },
    get project() {
      return project();
    },
    dynamodb,
    reload(because) {
      // One after another, and none once the end has begun; but none waits for the functions of the one before.
      const next = deploying
        .catch(() => {})
        .then(() => (closing === undefined ? deploy(because) : undefined));
      deploying = next;
      return next.then((deployed) => deployed?.replaced);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
