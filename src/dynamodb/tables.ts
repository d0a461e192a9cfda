/** Creates the project's tables, on whatever engine serves them. */
import { setTimeout as elapsed } from 'node:timers/promises';
import type { DynamoDBClient, TableDescription } from '@aws-sdk/client-dynamodb';
import { EmulatorError, reasonOf } from '../errors.ts';
import type { Project, Table } from '../project/model.ts';
import { createClient, loadSdk, type Sdk } from './client.ts';
import { createTableInput, describeTable } from './schema.ts';
import { writeSeeds } from './seeds.ts';
import { ensureStream, ensureTimeToLive } from './table-settings.ts';

/** DynamoDB itself takes a few seconds; a table that is not active by then is left to whoever uses it. */
const TABLE_PATIENCE_MS = 60_000;
const TABLE_POLL_MS = 50;

/** Where tables are created, and on whose behalf. */
export interface TablePlace {
  readonly endpoint: string;
  /** Tables of an engine elsewhere that are there already are not changed. */
  readonly builtIn: boolean;
  /** How the tables' definition is named to the user, such as `emulator.config.json`. */
  readonly place: string;
}

/**
 * Tables that exist already are kept, when their keys are those of the project.
 *
 * @throws {EmulatorError} `DYNAMODB_UNREACHABLE`, `TABLE_NOT_CREATED`, `TABLE_DIFFERS`, `TABLE_NOT_SEEDED`.
 */
export async function createTables(project: Project, where: TablePlace): Promise<void> {
  if (project.tables.length === 0) return;
  const sdk = await loadSdk();
  const client = createClient(sdk, project.region, where);
  try {
    await Promise.all(project.tables.map((table) => createTable(sdk, client, table, where)));
  } finally {
    client.destroy();
  }
}

async function createTable(
  sdk: Sdk,
  client: DynamoDBClient,
  table: Table,
  { endpoint, builtIn, place }: TablePlace,
): Promise<void> {
  try {
    const isNew = await createUnlessThere(sdk, client, table, !builtIn);
    const found = await whenActive(sdk, client, table.name);
    if (isNew) await seed(sdk, client, table, place);
    else compareTables(table, found, place);
    if (isNew || builtIn) await ensureTimeToLive(sdk, client, table);
    // Last, for seeds are no news.
    if (builtIn) await ensureStream(sdk, client, table, found);
  } catch (error) {
    if (error instanceof EmulatorError) throw error;
    if (!(error instanceof sdk.DynamoDBServiceException)) {
      throw EmulatorError.of('DYNAMODB_UNREACHABLE', { endpoint, reason: networkReason(error) }, error);
    }
    throw EmulatorError.of('TABLE_NOT_CREATED', { table: table.name, place, reason: reasonOf(error) }, error);
  }
}

/** @returns whether the table was not there before. */
async function createUnlessThere(
  sdk: Sdk,
  client: DynamoDBClient,
  table: Table,
  withStream: boolean,
): Promise<boolean> {
  try {
    await client.send(new sdk.CreateTableCommand(createTableInput(table, withStream)));
    return true;
  } catch (error) {
    if (error instanceof sdk.ResourceInUseException) return false;
    throw error;
  }
}

/** A table that cannot be seeded goes again, for the next start would take it for one that has been. */
async function seed(sdk: Sdk, client: DynamoDBClient, table: Table, place: string): Promise<void> {
  try {
    await writeSeeds(sdk, client, table, place);
  } catch (error) {
    await client.send(new sdk.DeleteTableCommand({ TableName: table.name }));
    await whenGone(sdk, client, table.name);
    throw error;
  }
}

/** The engine may be ended next, and what it has not deleted by then would stay on disk. */
async function whenGone(sdk: Sdk, client: DynamoDBClient, TableName: string): Promise<void> {
  const patience = performance.now() + TABLE_PATIENCE_MS;
  try {
    while (performance.now() < patience) {
      await client.send(new sdk.DescribeTableCommand({ TableName }));
      await elapsed(TABLE_POLL_MS);
    }
  } catch (error) {
    if (!(error instanceof sdk.ResourceNotFoundException)) throw error;
  }
}

/** Until a table is active, an engine elsewhere refuses its items; the built-in one has it at once. */
async function whenActive(sdk: Sdk, client: DynamoDBClient, name: string): Promise<TableDescription> {
  const patience = performance.now() + TABLE_PATIENCE_MS;
  for (;;) {
    const { Table: found = {} } = await client.send(new sdk.DescribeTableCommand({ TableName: name }));
    if (found.TableStatus === 'ACTIVE' || performance.now() > patience) return found;
    await elapsed(TABLE_POLL_MS);
  }
}

function networkReason(error: unknown): string {
  return error instanceof AggregateError ? error.errors.map(reasonOf).join(', ') : reasonOf(error);
}

/** The key, and the indexes that the project has; what else somebody gave the table is theirs. */
function compareTables(table: Table, found: TableDescription, place: string): void {
  const wanted = createTableInput(table, false);
  const expected = describeTable(wanted, wanted);
  const actual = describeTable(found, wanted);
  if (expected === actual) return;
  throw EmulatorError.of('TABLE_DIFFERS', { table: table.name, place, found: actual, expected });
}
