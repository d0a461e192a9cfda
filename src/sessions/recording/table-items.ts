/** What the tables of a running emulator hold. */
import type { Emulator } from '../../running-emulator.ts';
import type { JsonObject, JsonValue } from '../json-value.ts';

/** Items by table; sets are lists, and binary values are left out. */
export async function tableItems({
  dynamodb,
  project,
}: Emulator): Promise<Readonly<Record<string, readonly JsonObject[]>>> {
  const [{ DynamoDBClient }, { DynamoDBDocumentClient, paginateScan }] = await Promise.all([
    import('@aws-sdk/client-dynamodb'),
    import('@aws-sdk/lib-dynamodb'),
  ]);
  const client = new DynamoDBClient({
    endpoint: dynamodb.endpoint,
    region: project.region,
    credentials: { accessKeyId: 'emulator', secretAccessKey: 'emulator' },
  });
  try {
    const tables: Record<string, readonly JsonObject[]> = {};
    for (const { name } of project.tables) {
      const items: JsonObject[] = [];
      for await (const { Items = [] } of paginateScan(
        { client: DynamoDBDocumentClient.from(client) },
        { TableName: name },
      )) {
        items.push(...Items.map(toJson));
      }
      tables[name] = items;
    }
    return tables;
  } finally {
    client.destroy();
  }
}

function toJson(item: Readonly<Record<string, unknown>>): JsonObject {
  const text = JSON.stringify(item, (_, value: unknown) => (value instanceof Set ? [...value] : value));
  return JSON.parse(text) as { readonly [name: string]: JsonValue };
}
