/** The project's DynamoDB: the engine that it names or the built-in one, and the project's tables in it. */
import { resolve } from 'node:path';
import type { Clock, Timer } from './clock.ts';
import type { DefectReport } from './defect-report.ts';
import type { RequestFaults } from './dynamodb/asked-faults.ts';
import { loadSdk } from './dynamodb/client.ts';
import { type DynamoDbEngine, startEngine } from './dynamodb/engine.ts';
import type { StreamRecord } from './dynamodb/stream-record.ts';
import { createTables } from './dynamodb/tables.ts';
import type { Journal } from './journal/journal.ts';
import type { PendingWork } from './pending-work.ts';
import type { Project } from './project/model.ts';
import { formatFile } from './project/problems.ts';
import type { StartOptions } from './start-options.ts';

/** A DynamoDB that is running. */
export interface Database {
  readonly endpoint: string;
  readonly builtIn: boolean;
  readonly address: DynamoDbEngine['address'];
  readonly thread: DynamoDbEngine['thread'];
  /** Creates what tables the project has come to have; those that it has no more stay. */
  deploy(project: Project): Promise<void>;
  /** Settles when everybody has been told what is written by now. */
  tell(): Promise<void>;
  /** Where the tables are when they are not ours alone, and cannot be reset: `in data`, `at http://…`. */
  readonly elsewhere: string | undefined;
  /** Makes all tables what they were at the start. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

interface DatabaseServices {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly report: DefectReport;
  readonly faults: RequestFaults;
  /** Work that whoever waits for peace waits for. */
  readonly pending: PendingWork;
  /** What the stream of a table says. */
  streamed(table: string, record: StreamRecord): void;
}

/** How often expired items are looked for; DynamoDB takes days. Row `dynamodb.ttl`. */
const SWEEP_EVERY_MS = 60_000;

/** The engine, with the project's tables in it. */
export async function startDatabase(
  first: Project,
  cwd: string,
  { dataDirectory, dynamodbEndpoint }: StartOptions,
  { clock, journal, report, faults, pending, streamed }: DatabaseServices,
): Promise<Database> {
  let project = first;
  const fill = (wanted: Project, { endpoint, builtIn }: DynamoDbEngine) =>
    createTables(wanted, { endpoint, builtIn, place: formatFile(wanted.file, cwd) });
  // The client takes as long to load as the engine to start, and they do it on two threads.
  if (project.tables.length > 0) void loadSdk();
  const engine: DynamoDbEngine = await startEngine({
    region: project.region,
    accountId: project.accountId,
    endpoint: dynamodbEndpoint ?? project.dynamodbEndpoint,
    dataDirectory: dataDirectory === undefined ? undefined : resolve(cwd, dataDirectory),
    faults,
    now: () => clock.now(),
    streamed,
    restarted: async (reason) => {
      await fill(project, engine);
      await keep();
      journal.append?.({ type: 'dynamodb.restarted', reason });
    },
    failed: report,
  });
  const sweep = () =>
    void pending.add(engine.sweep().catch((error) => report('deleting expired items', error)));
  const stopSweeping = everyMinute(sweep, clock);
  const elsewhere = !engine.builtIn
    ? `at ${engine.endpoint}`
    : dataDirectory === undefined
      ? undefined
      : `in ${dataDirectory}`;
  /** Whether tables have come since they were kept. */
  let isStale = true;
  const keep = async () => {
    if (elsewhere === undefined) await engine.keep();
    isStale = false;
  };
  const database: Database = {
    endpoint: engine.endpoint,
    builtIn: engine.builtIn,
    address: engine.address,
    thread: engine.thread,
    elsewhere,
    async deploy(next) {
      await fill(next, engine);
      project = next;
      isStale = true;
    },
    async tell() {
      // Where no table has a stream, there is nothing to tell, and no thread to ask.
      if (project.tables.some(({ stream }) => stream !== undefined)) await engine.tell();
    },
    async reset() {
      await engine.restore();
      if (!isStale) return;
      await fill(project, engine);
      await keep();
    },
    close() {
      stopSweeping();
      return engine.close();
    },
  };
  try {
    await database.deploy(project);
    await keep();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** @returns what ends it. */
function everyMinute(sweep: () => void, clock: Clock): () => void {
  let timer: Timer;
  const sweepLater = () => {
    timer = clock.setTimeout(() => {
      sweep();
      sweepLater();
    }, SWEEP_EVERY_MS);
  };
  sweepLater();
  return () => timer.cancel();
}
