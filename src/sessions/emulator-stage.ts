/** A session's stage in an emulator of this process, which has been reset: everything behind the sockets can be seen. */
import { Chalk } from 'chalk';
import { reasonOf } from '../errors.ts';
import type { Fact } from '../journal/facts.ts';
import { terminalReader } from '../journal/terminal.ts';
import type { Project } from '../project/model.ts';
import type { TestEmulator } from '../testing/test-emulator.ts';
import { itemToJson } from './item-json.ts';
import type { JsonValue } from './json-value.ts';
import type { ManagementClient } from './management-client.ts';
import type { Behind, ManagementRequest, Stage, StageInvocation } from './stage.ts';

/** What functions say, and what went wrong; the conversation tells the rest. */
const TOLD: ReadonlySet<Fact['type']> = new Set<Fact['type']>([
  'function.log',
  'invocation.throttled',
  'invocation.refused',
  'invocation.postponed',
  'invocation.dropped',
  'integration.failed',
  'integration.error-answer',
  'connection.refused',
  'connection.abandoned',
  'message.unrouted',
  'message.invalid',
  'message.throttled',
  'stream.postponed',
  'stream.dropped',
  'service.not-emulated',
  'dynamodb.restarted',
  'notice',
  'internal-error',
]);

/** Any will do. */
const CREDENTIALS = { accessKeyId: 'session', secretAccessKey: 'session' };

export class EmulatorStage implements Stage {
  readonly logs: string[] = [];
  readonly notes: string[] = [];
  readonly behind: Behind;
  readonly now: () => number;
  readonly #emulator: TestEmulator;
  readonly #clients = new Map<string, ManagementClient>();
  readonly #stopReading: () => void;

  constructor(emulator: TestEmulator) {
    this.#emulator = emulator;
    this.now = () => emulator.clock.now();
    this.behind = behind(emulator);
    const start = this.now();
    const sinceStart = (at: number) => `${Math.round(at - start)} ms`.padStart('hh:mm:ss.mmm'.length);
    const tell = terminalReader(
      (line) => this.logs.push(line.trimEnd()),
      new Chalk({ level: 0 }),
      sinceStart,
    );
    this.#stopReading = emulator.read((entry) => {
      if (entry.type === 'internal-error') this.notes.push(describeDefect(entry.during, entry.error));
      const isTold = TOLD.has(entry.type) || (entry.type === 'invocation.ended' && entry.error !== undefined);
      if (isTold) tell(entry);
    });
  }

  readonly connect: Stage['connect'] = (handshake) => this.#emulator.connect(handshake);

  readonly manage: Stage['manage'] = async ({ api, ...request }) => {
    const endpoint = this.#endpointOf(api, request);
    const client = this.#clients.get(endpoint) ?? (await this.#open(endpoint));
    this.#clients.set(endpoint, client);
    return client.send(request);
  };

  close(): void {
    this.#stopReading();
    for (const client of this.#clients.values()) client.close();
  }

  async #open(endpoint: string): Promise<ManagementClient> {
    // The SDK takes a while to load, and most sessions do without.
    const { ManagementClient } = await import('./management-client.ts');
    const { region } = this.#emulator.project;
    return new ManagementClient(endpoint, { region, credentials: CREDENTIALS });
  }

  /** Of the stage that has the connection, or of the API that was named, or of the first. */
  #endpointOf(api: string | undefined, { connectionId }: Pick<ManagementRequest, 'connectionId'>): string {
    const { apis, managementUrl } = this.#emulator;
    const owner = this.#emulator.connections().find((one) => one.connectionId === connectionId);
    const running = apis.find(({ name, stage }) =>
      owner === undefined ? name === api : name === owner.api && stage === owner.stage,
    );
    return running?.managementUrl ?? managementUrl;
  }
}

function describeDefect(during: string, error: unknown): string {
  return `a defect of the emulator, please report it: while ${during}: ${reasonOf(error)}`;
}

function behind(emulator: TestEmulator): Behind {
  return {
    advance: (milliseconds) => emulator.clock.advance(milliseconds),
    seed: (table, items) => emulator.table(table).seed(items as readonly Record<string, unknown>[]),
    items: async (table) => (await emulator.table(table).items()).map(itemToJson),
    invocations: (functionName) =>
      emulator.invocations(functionName).map(
        ({ event, result, error }): StageInvocation => ({
          event: event as JsonValue,
          result: result as JsonValue | undefined,
          error: error && { ...error, errorType: error.errorType ?? '' },
        }),
      ),
    settled: () => emulator.settled(),
    isClosedWorld: isClosedWorld(emulator.project),
  };
}

/** Whether nobody else than the project's functions, invoked by clients, could send to a connection, and none waits to. */
function isClosedWorld(project: Project): boolean {
  const { apis, eventSourceMappings, passthrough, dynamodbEndpoint, faults = [] } = project;
  const targets = apis.flatMap(({ routes }) => routes.map(({ integration }) => integration.target?.kind));
  return (
    !targets.includes('http') &&
    eventSourceMappings.length === 0 &&
    passthrough.length === 0 &&
    faults.length === 0 &&
    dynamodbEndpoint === undefined
  );
}
