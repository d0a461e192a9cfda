/** DynamoDB's tables, and the functions that read their streams. */
import type * as v from 'valibot';
import type { KeyAttribute, Table, TableIndex } from '../../model.ts';
import { itemsOf, nodeAt, toText } from '../../source/node.ts';
import type { Found } from '../resource-reader.ts';
import { tableShape } from '../shapes/table-shapes.ts';
import type { ReadingContext } from './context.ts';
import { distinctPath, noteOrigins } from './origin.ts';

type TableResource = Found<v.InferOutput<typeof tableShape>>;
type Properties = TableResource['properties'];
type KeySchema = Properties['KeySchema'];

export function readTables(context: ReadingContext): Table[] {
  const found = context.resources.find(['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'], tableShape);
  return found.map((resource) => readTable(resource, context));
}

const LOCATIONS = {
  partitionKey: ['KeySchema'],
  sortKey: ['KeySchema'],
  timeToLive: ['TimeToLiveSpecification'],
  stream: ['StreamSpecification'],
};

function readTable(found: TableResource, { origins, problems }: ReadingContext): Table {
  const { name, properties, resource, node } = found;
  const path = distinctPath(origins, ['tables', name]);
  noteOrigins(origins, path, found, LOCATIONS, 'TableName');
  const indexes = [
    ...readIndexes('GlobalSecondaryIndexes', 'global', found),
    ...readIndexes('LocalSecondaryIndexes', 'local', found),
  ];
  for (const [list] of INDEX_LISTS) {
    for (const [i, index] of (properties[list] ?? []).entries()) {
      const at = nodeAt(node, list, i);
      if (at !== undefined) origins.set([...path, 'indexes', index.IndexName], at.at);
    }
  }
  reportUndefinedKeys(found, problems);
  const { TimeToLiveSpecification: ttl, StreamSpecification: stream } = properties;
  const seeds = nodeAt(resource.metadata, 'Emulator', 'Seeds');
  const { logicalId } = resource;
  return {
    name,
    ...(logicalId !== name && { logicalId }),
    ...keysOf(properties.KeySchema, properties),
    ...(ttl?.AttributeName !== undefined && ttl.Enabled !== false && { timeToLive: ttl.AttributeName }),
    ...(stream !== undefined && { stream: stream.StreamViewType ?? 'NEW_AND_OLD_IMAGES' }),
    indexes,
    seeds: itemsOf(seeds).flatMap((seed) => toText(seed) ?? []),
    path,
  };
}

const INDEX_LISTS = [
  ['GlobalSecondaryIndexes', 'global'],
  ['LocalSecondaryIndexes', 'local'],
] as const;

function readIndexes(
  list: (typeof INDEX_LISTS)[number][0],
  kind: TableIndex['kind'],
  { properties }: TableResource,
): TableIndex[] {
  return (properties[list] ?? []).map((index) => ({
    name: index.IndexName,
    kind,
    ...keysOf(index.KeySchema, properties),
  }));
}

function keysOf(
  schema: KeySchema,
  properties: Properties,
): { partitionKey: KeyAttribute; sortKey?: KeyAttribute } {
  const key = (type: 'HASH' | 'RANGE'): KeyAttribute | undefined => {
    const name = schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
    const attribute = properties.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === name);
    return name === undefined ? undefined : { name, type: attribute?.AttributeType ?? 'S' };
  };
  const sortKey = key('RANGE');
  return { partitionKey: key('HASH') ?? { name: 'id', type: 'S' }, ...(sortKey && { sortKey }) };
}

/** DynamoDB refuses a key whose type nobody says, and a table without a partition key. */
function reportUndefinedKeys(
  { properties, node, broken }: TableResource,
  problems: ReadingContext['problems'],
): void {
  const defined = new Set(properties.AttributeDefinitions?.map(({ AttributeName }) => AttributeName));
  const schemas = [
    { path: ['KeySchema'], schema: properties.KeySchema },
    ...INDEX_LISTS.flatMap(([list]) =>
      (properties[list] ?? []).map(({ KeySchema }, i) => ({
        path: [list, i, 'KeySchema'],
        schema: KeySchema,
      })),
    ),
  ];
  for (const { path, schema } of schemas) {
    const at = nodeAt(node, ...path)?.at;
    const isReported = broken.some(([first]) => first === path[0] || first === 'AttributeDefinitions');
    if (at === undefined || isReported) continue;
    if (!schema.some(({ KeyType }) => KeyType === 'HASH')) {
      problems.add(at, 'there is no partition key; write one with KeyType: HASH');
    }
    for (const [i, { AttributeName: name }] of schema.entries()) {
      const place = nodeAt(node, ...path, i, 'AttributeName')?.at ?? at;
      if (name !== '' && !defined.has(name)) {
        problems.add(
          place,
          `the type of "${name}" is missing; write - AttributeName: ${name} and AttributeType: S into AttributeDefinitions`,
        );
      }
    }
  }
}
