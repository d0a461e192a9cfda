/** The project's DynamoDB: the engine that it names or the built-in one, and the project's tables in it. */
import { resolve } from 'node:path';
import type { Clock, Timer } from './clock.ts';
import type { DefectReport } from './defect-report.ts';
import type { RequestFaults } from './dynamodb/asked-faults.ts';
import { type DynamoDbEngine, startEngine } from './dynamodb/engine.ts';
import type { StreamRecord } from './dynamodb/stream-record.ts';
import { createTables, loadSdk } from './dynamodb/tables.ts';
import type { Journal } from './journal/journal.ts';
import type { Project } from './project/model.ts';
import { formatFile } from './project/problems.ts';
import type { StartOptions } from './start-options.ts';

/** A DynamoDB that is running. */
export interface Database {
  readonly endpoint: string;
  readonly builtIn: boolean;
  /** Creates what tables the project has come to have; those that it has no more stay. */
  deploy(project: Project): Promise<void>;
  close(): Promise<void>;
}

interface DatabaseServices {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly report: DefectReport;
  readonly faults: RequestFaults;
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
  { clock, journal, report, faults, streamed }: DatabaseServices,
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
      journal.append?.({ type: 'dynamodb.restarted', reason });
    },
    failed: report,
  });
  const stopSweeping = sweepByClock(engine, clock);
  const database: Database = {
    endpoint: engine.endpoint,
    builtIn: engine.builtIn,
    async deploy(next) {
      await fill(next, engine);
      project = next;
    },
    close() {
      stopSweeping();
      return engine.close();
    },
  };
  try {
    await database.deploy(project);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** @returns what ends it. */
function sweepByClock(engine: DynamoDbEngine, clock: Clock): () => void {
  let timer: Timer;
  const sweepLater = () => {
    timer = clock.setTimeout(() => {
      engine.sweep();
      sweepLater();
    }, SWEEP_EVERY_MS);
  };
  sweepLater();
  return () => timer.cancel();
}
