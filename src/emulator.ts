/**
 * The composition root: a project in, a running emulator out. The only file that knows every room; it hands
 * each what it needs of the others.
 */
import { resolve } from 'node:path';
import { ownAddress } from './addresses.ts';
import { createAskedFaults } from './asked-faults.ts';
import { readCheckedProject } from './checked-project.ts';
import { systemClock } from './clock.ts';
import { startDatabase } from './database.ts';
import { createDefectReport } from './defect-report.ts';
import { createDispatch } from './dispatch.ts';
import { createDynamoDbProxy } from './dynamodb/proxy.ts';
import { EmulatorError, reasonOf } from './errors.ts';
import { createGateway } from './gateway/gateway.ts';
import type { PortApis } from './gateway/target.ts';
import { enqueueOn, invokeFrom, invokeOn } from './invoking.ts';
import { createAccessLogFiles } from './journal/access-log-files.ts';
import { FactJournal, type JournalReader } from './journal/journal.ts';
import { patientClock } from './lambda/debugging/held.ts';
import { LOCAL_ACCESS_KEY, localSecretOf } from './lambda/environment-variables.ts';
import { createLambda } from './lambda/lambda.ts';
import { createCertificateSource } from './net/certificate-source.ts';
import type { Handlers } from './net/door.ts';
import { PendingWork } from './pending-work.ts';
import { Ports } from './ports.ts';
import type { Project } from './project/model.ts';
import { formatFile } from './project/problems.ts';
import { reset, whenSettled } from './reset.ts';
import { describeConnection, describeEmulator, type Emulator } from './running-emulator.ts';
import type { StartOptions } from './start-options.ts';
import { createTableStreams } from './table-streams.ts';
import { Watching } from './watching.ts';

/** How long `$disconnect` handlers may take when the emulator stops, milliseconds. */
const CLOSE_GRACE_MS = 5000;

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
  const read = () => readCheckedProject({ ...options, cwd });
  const readAt = Date.now();
  let project = await read();
  const clock = options.clock ?? systemClock;
  const journal = new FactJournal(clock);
  if (options.onFact) journal.read(options.onFact);
  const report = createDefectReport(journal, options.onFact !== undefined);
  const pending = new PendingWork();
  const guard = (during: string, work: Promise<void>) =>
    pending.add(work.catch((error) => report(during, error)));
  const faults = createAskedFaults(options, { clock, journal, pending, project: () => project });
  const certificates = createCertificateSource();
  const authority = async () => (await certificates()).authority;

  const endings: (() => Promise<void>)[] = [];
  const end = async () => {
    const failures: unknown[] = [];
    for (const ending of endings.splice(0).reverse()) await ending().catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  let logFiles: ReturnType<typeof createAccessLogFiles> | undefined;
  const readAccessLogs = () => {
    if (logFiles !== undefined || !logsToFiles(project)) return;
    logFiles = createAccessLogFiles((error) => report('writing an access log', error));
    journal.read(logFiles.read);
  };
  readAccessLogs();
  // First in, last out: closing connections are logged too.
  endings.push(async () => logFiles?.close());
  try {
    const streams = createTableStreams({
      clock,
      journal,
      report,
      invoke: (name, event) => lambda.invoke(name, event),
    });
    const streamed = streams.offer;
    const database = await startDatabase(project, cwd, options, {
      clock,
      journal,
      report,
      pending,
      faults: faults.requests,
      streamed,
    });
    endings.push(() => database.close());
    const dynamodbEndpoint = database.endpoint;

    const ports = new Ports(options.host);
    const bridge = () => ({
      address: ownAddress(options.host),
      port: ports.first,
      dynamodb: database.address,
    });
    const lambda = createLambda(project, {
      journal,
      clock,
      pending,
      faults: faults.invocations,
      dynamodbEndpoint,
      beside: database.thread === undefined ? [] : [database.thread],
      watch: options.watch ?? false,
      dataDirectory: options.dataDirectory && resolve(cwd, options.dataDirectory),
      breakAtStart: options.inspectBrk ?? false,
      bridge,
      authority,
    });
    const { region, accountId } = project;
    const credentials = { accessKey: LOCAL_ACCESS_KEY, secretOf: localSecretOf };
    const gatewayServices = {
      // API Gateway does not give up on a function that a debugger holds.
      clock: patientClock(clock, lambda.held),
      held: lambda.held,
      journal,
      network: faults.network,
      guard,
      region,
      accountId,
      dynamodbEndpoint,
      ...credentials,
    };
    const gateway = createGateway(project, {
      ...gatewayServices,
      invoke: invokeOn(lambda),
      enqueue: enqueueOn(lambda),
    });
    const { connections } = gateway;
    const dynamodb = createDynamoDbProxy(dynamodbEndpoint);
    endings.push(async () => dynamodb.close());

    const status = () => ({
      apis: ports.apis,
      dynamodb: { endpoint: dynamodbEndpoint },
      lambda: lambda.status(),
      connections: connections.size,
    });
    const createHandlers = (apis: () => PortApis): Handlers => {
      const answer = createDispatch(apis, {
        clock,
        connections,
        journal,
        faults: faults.answers,
        region,
        accountId,
        allowUnsigned: options.allowUnsigned ?? false,
        secretOf: localSecretOf,
        lambda,
        dynamodb,
        inspector: { status, authority },
      });
      return {
        request: (request, response) => pending.add(answer(request, response)),
        upgrade: (request, socket, head) => pending.add(gateway.upgrade(apis(), request, socket, head)),
        failed: report,
      };
    };
    endings.push(() => ports.close());
    // Before the ports: who invokes a function by Lambda's API is to hear how that ended.
    endings.push(() => lambda.close());
    streams.deploy(project, database);
    endings.push(async () => streams.close());
    await ports.open(project, options.port, createHandlers, certificates);
    // Last in, first out: the handlers of `$disconnect` still need everything else.
    endings.push(() => {
      lambda.endHeld();
      faults.end();
      return gateway.close(CLOSE_GRACE_MS);
    });

    let lastReason: string | undefined;
    const deploy = async (because?: readonly string[]) => {
      const before = project.notices;
      try {
        const next = await read();
        refuseRestart(project, next, ports, cwd);
        faults.refuse(next);
        await database.deploy(next);
        project = next;
      } catch (error) {
        const reason = reasonOf(error);
        // Of what is saved until it is right, only what says something new.
        if (reason !== lastReason || because === undefined || because.includes(project.file)) {
          journal.append?.({ type: 'project.not-deployed', reason });
        }
        lastReason = reason;
        throw error;
      }
      lastReason = undefined;
      readAccessLogs();
      const replaced = lambda.deploy(project, because?.length === 0 ? undefined : because);
      streams.deploy(project, database);
      ports.deploy(project);
      gateway.deploy(project);
      faults.deploy(project);
      journal.append?.({ type: 'project.deployed', file: project.file });
      for (const message of project.notices.filter((notice) => !before.includes(notice))) {
        journal.append?.({ type: 'notice', message });
      }
      return { replaced };
    };
    const abandon = () => void lambda.reloads?.close();
    const whole = { pending, journal, gateway, lambda, streams, database, faults };
    const services = {
      invoke: invokeFrom(lambda, () => project),
      connections: () => [...connections].map(describeConnection),
      read: (reader: JournalReader) => journal.read(reader),
      settled: () => whenSettled(whole),
      reset: () => reset(whole),
      faults: faults.faults,
    };
    const running = {
      project: () => project,
      ports,
      dynamodb: { endpoint: database.endpoint, builtIn: database.builtIn },
      deploy,
      abandon,
      end,
      services,
    };
    const emulator = describeEmulator(running);
    if (lambda.reloads !== undefined) {
      const { reload } = emulator;
      const watching = new Watching(readAt, {
        journal,
        reloads: lambda.reloads,
        project: running.project,
        reload,
        failed: report,
      });
      endings.push(() => watching.close());
    }
    return emulator;
  } catch (error) {
    await end();
    throw error;
  }
}

function logsToFiles({ apis }: Project): boolean {
  const stages = apis.flatMap((api) => api.stages);
  return stages.some(({ accessLogSettings: log }) => log !== undefined && log.destination !== 'console');
}

/** What is bound or built in cannot be swapped under open sockets. */
function refuseRestart(before: Project, after: Project, ports: Ports, cwd: string): void {
  const what = !ports.fit(after)
    ? 'the ports'
    : before.region !== after.region
      ? 'the region'
      : before.accountId !== after.accountId
        ? 'the account'
        : before.dynamodbEndpoint !== after.dynamodbEndpoint
          ? 'the DynamoDB endpoint'
          : undefined;
  if (what !== undefined) {
    throw EmulatorError.of('PROJECT_NEEDS_RESTART', { file: formatFile(after.file, cwd), what });
  }
}
