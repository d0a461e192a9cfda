/** Writes the items of a table's seeds to it. Row `dynamodb.seed`. */
import type { DynamoDBClient, AttributeValue as SdkValue, WriteRequest } from '@aws-sdk/client-dynamodb';
import { EmulatorError, reasonOf } from '../errors.ts';
import type { Table } from '../project/model.ts';
import type { AttributeValue, Item } from './items.ts';
import { readSeed } from './seed-file.ts';

type Sdk = typeof import('@aws-sdk/client-dynamodb');

/** As many as `BatchWriteItem` takes. */
const BATCH = 25;
/** An engine elsewhere may take a part of a batch only. */
const MAX_ATTEMPTS = 10;

/** @throws {EmulatorError} `TABLE_NOT_SEEDED`; what of a file can be told beforehand, the rules have told. */
export async function writeSeeds(
  sdk: Sdk,
  client: DynamoDBClient,
  table: Table,
  place: string,
): Promise<void> {
  for (const file of table.seeds) {
    try {
      const items = readSeed(file, table);
      if ('problem' in items) throw new Error('it has changed since the project was read');
      for (let start = 0; start < items.length; start += BATCH) {
        await writeBatch(sdk, client, table.name, items.slice(start, start + BATCH));
      }
    } catch (error) {
      throw EmulatorError.of(
        'TABLE_NOT_SEEDED',
        { table: table.name, place, file, reason: reasonOf(error) },
        error,
      );
    }
  }
}

async function writeBatch(sdk: Sdk, client: DynamoDBClient, name: string, items: readonly Item[]) {
  let requests: WriteRequest[] = items.map((item) => ({ PutRequest: { Item: toSdkItem(item) } }));
  for (let attempt = 0; requests.length > 0; attempt++) {
    if (attempt === MAX_ATTEMPTS) throw new Error(`${requests.length} items were not taken`);
    const answer = await client.send(new sdk.BatchWriteItemCommand({ RequestItems: { [name]: requests } }));
    requests = answer.UnprocessedItems?.[name] ?? [];
  }
}

/** The SDK wants bytes where DynamoDB's JSON has base64. */
function toSdkItem(item: Item): Record<string, SdkValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toSdkValue(value)]));
}

function toSdkValue(value: AttributeValue): SdkValue {
  const [type, inner] = Object.entries(value)[0] ?? [];
  if (type === 'B') return { B: Buffer.from(String(inner), 'base64') };
  if (type === 'BS') return { BS: (inner as string[]).map((text) => Buffer.from(text, 'base64')) };
  if (type === 'L') return { L: (inner as AttributeValue[]).map(toSdkValue) };
  if (type === 'M') return { M: toSdkItem(inner as Item) };
  return value as unknown as SdkValue;
}
