/** A table of the project in DynamoDB's words. Pure. */
import type { CreateTableCommandInput, KeySchemaElement, TableDescription } from '@aws-sdk/client-dynamodb';
import type { KeyAttribute, Table } from '../project/model.ts';

/** The table as CreateTable takes it, billed by request. */
export function createTableInput(table: Table, withStream: boolean): CreateTableCommandInput {
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
    ...(withStream &&
      table.stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream } }),
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

type Shape = Pick<
  TableDescription,
  'KeySchema' | 'AttributeDefinitions' | 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes'
>;

/** Such as `connectionId (HASH, S), index byRoom of room (HASH, S)`, with those indexes that `wanted` names. */
export function describeTable(shape: Shape, wanted: Shape): string {
  const typeOf = (name: string | undefined) =>
    shape.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  const describeKey = (schema: readonly KeySchemaElement[] = []) =>
    schema
      .map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType}, ${typeOf(AttributeName)})`)
      .join(', ');
  const names = new Set(indexesOf(wanted).map(({ IndexName }) => IndexName));
  const indexes = indexesOf(shape)
    .filter(({ IndexName }) => names.has(IndexName))
    .map(({ IndexName, KeySchema }) => `index ${IndexName} of ${describeKey(KeySchema)}`);
  return [describeKey(shape.KeySchema), ...indexes.sort()].join(', ');
}

function indexesOf({ GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: Shape) {
  return [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes];
}
