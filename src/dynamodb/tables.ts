/** Creates the project's tables, on whatever engine serves them. */
import type {
  CreateTableCommandInput,
  DynamoDBClient,
  KeySchemaElement,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import { EmulatorError, reasonOf } from '../errors.ts';
import type { KeyAttribute, Project, Table } from '../project/model.ts';

type Sdk = typeof import('@aws-sdk/client-dynamodb');

/** Loads the client; worth starting while the engine starts on its own thread. */
export async function loadSdk(): Promise<Sdk> {
  return import('@aws-sdk/client-dynamodb');
}

/**
 * Tables that exist already are kept, when their keys are those of the project.
 *
 * @param place - how the table's definition is named to the user, such as `emulator.config.json`.
 * @throws {EmulatorError} `DYNAMODB_UNREACHABLE`, `TABLE_NOT_CREATED`, `TABLE_DIFFERS`.
 */
export async function createTables(project: Project, endpoint: string, place: string): Promise<void> {
  if (project.tables.length === 0) return;
  const sdk = await loadSdk();
  const client = createClient(sdk, project.region, endpoint);
  try {
    await Promise.all(project.tables.map((table) => createTable(sdk, client, table, endpoint, place)));
  } finally {
    client.destroy();
  }
}

/** The SDK prints which Node it will drop next year; that is news for the user's own use of it, not for ours. */
const QUIET = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

function createClient(sdk: Sdk, region: string, endpoint: string): DynamoDBClient {
  const before = process.env[QUIET];
  process.env[QUIET] = 'true';
  try {
    const credentials = credentialsFor(process.env);
    return new sdk.DynamoDBClient({ endpoint, region, credentials, maxAttempts: 2 });
  } finally {
    if (before === undefined) delete process.env[QUIET];
    else process.env[QUIET] = before;
  }
}

/** An engine elsewhere may look at them; the built-in one does not. */
function credentialsFor({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: NodeJS.ProcessEnv) {
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    return { accessKeyId: 'emulator', secretAccessKey: 'emulator' };
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return AWS_SESSION_TOKEN ? { ...credentials, sessionToken: AWS_SESSION_TOKEN } : credentials;
}

async function createTable(
  sdk: Sdk,
  client: DynamoDBClient,
  table: Table,
  endpoint: string,
  place: string,
): Promise<void> {
  try {
    await client.send(new sdk.CreateTableCommand(createTableInput(table)));
  } catch (error) {
    if (error instanceof sdk.ResourceInUseException) {
      const { Table: found } = await client.send(new sdk.DescribeTableCommand({ TableName: table.name }));
      return compareKeys(table, found, place);
    }
    if (!(error instanceof sdk.DynamoDBServiceException)) {
      throw EmulatorError.of('DYNAMODB_UNREACHABLE', { endpoint, reason: networkReason(error) }, error);
    }
    throw EmulatorError.of('TABLE_NOT_CREATED', { table: table.name, place, reason: reasonOf(error) }, error);
  }
  await setTimeToLive(sdk, client, table);
}

function networkReason(error: unknown): string {
  return error instanceof AggregateError ? error.errors.map(reasonOf).join(', ') : reasonOf(error);
}

async function setTimeToLive(sdk: Sdk, client: DynamoDBClient, { name, timeToLive }: Table): Promise<void> {
  if (timeToLive === undefined) return;
  try {
    await client.send(
      new sdk.UpdateTimeToLiveCommand({
        TableName: name,
        TimeToLiveSpecification: { AttributeName: timeToLive, Enabled: true },
      }),
    );
  } catch (error) {
    // The built-in engine does not know the operation; there, items do not expire (docs/fidelity.md).
    if (!(error instanceof sdk.DynamoDBServiceException)) throw error;
  }
}

/** The table as DynamoDB's CreateTable takes it, billed by request. Pure. */
export function createTableInput(table: Table): CreateTableCommandInput {
  const attributes = new Map<string, KeyAttribute>();
  for (const part of [table, ...table.indexes]) {
    attributes.set(part.partitionKey.name, part.partitionKey);
    if (part.sortKey) attributes.set(part.sortKey.name, part.sortKey);
  }
  const indexes = (kind: 'global' | 'local') =>
    table.indexes
      .filter((index) => index.kind === kind)
      .map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index),
        Projection: { ProjectionType: 'ALL' as const },
      }));
  const [global, local] = [indexes('global'), indexes('local')];
  return {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes.values()].map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: keySchema(table),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
  };
}

function keySchema({
  partitionKey,
  sortKey,
}: {
  partitionKey: KeyAttribute;
  sortKey?: KeyAttribute;
}): KeySchemaElement[] {
  const schema: KeySchemaElement[] = [{ AttributeName: partitionKey.name, KeyType: 'HASH' }];
  if (sortKey) schema.push({ AttributeName: sortKey.name, KeyType: 'RANGE' });
  return schema;
}

function compareKeys(table: Table, found: TableDescription | undefined, place: string): void {
  const expected = describeKey(keySchema(table));
  const actual = describeKey(found?.KeySchema ?? []);
  if (expected === actual) return;
  throw EmulatorError.of('TABLE_DIFFERS', { table: table.name, place, found: actual, expected });
}

function describeKey(schema: readonly KeySchemaElement[]): string {
  return schema.map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType})`).join(', ');
}
