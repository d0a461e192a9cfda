/** The project's DynamoDB: the engine that it names or the built-in one, and the project's tables in it. */
import { resolve } from 'node:path';
import type { DefectReport } from './defect-report.ts';
import { type DynamoDbEngine, startEngine } from './dynamodb/engine.ts';
import { createTables, loadSdk } from './dynamodb/tables.ts';
import type { FactJournal } from './journal/journal.ts';
import type { Project } from './project/model.ts';
import { formatFile } from './project/problems.ts';
import type { StartOptions } from './start-options.ts';

/** A DynamoDB that is running. */
export interface Database {
  readonly endpoint: string;
  /** Creates what tables the project has come to have; those that it has no more stay. */
  deploy(project: Project): Promise<void>;
  close(): Promise<void>;
}

/** The engine, with the project's tables in it. */
export async function startDatabase(
  first: Project,
  cwd: string,
  { dataDirectory, dynamodbEndpoint }: StartOptions,
  journal: FactJournal,
  report: DefectReport,
): Promise<Database> {
  let project = first;
  const fill = (wanted: Project, endpoint: string) =>
    createTables(wanted, endpoint, formatFile(wanted.file, cwd));
  // The client takes as long to load as the engine to start, and they do it on two threads.
  if (project.tables.length > 0) void loadSdk();
  const engine: DynamoDbEngine = await startEngine({
    region: project.region,
    accountId: project.accountId,
    endpoint: dynamodbEndpoint ?? project.dynamodbEndpoint,
    dataDirectory: dataDirectory === undefined ? undefined : resolve(cwd, dataDirectory),
    restarted: async (reason) => {
      await fill(project, engine.endpoint);
      journal.append?.({ type: 'dynamodb.restarted', reason });
    },
    lost: (error) => report('restarting DynamoDB', error),
  });
  const database: Database = {
    endpoint: engine.endpoint,
    async deploy(next) {
      await fill(next, engine.endpoint);
      project = next;
    },
    close: () => engine.close(),
  };
  try {
    await database.deploy(project);
    return database;
  } catch (error) {
    await engine.close();
    throw error;
  }
}
