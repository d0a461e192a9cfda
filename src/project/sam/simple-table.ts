/** `AWS::Serverless::SimpleTable`: a table with a partition key alone. Row `sam.simple-table`. */
import { ownValue } from '../own.ts';
import { list, type Mapping, mapping, type Node, scalar, toText } from '../source/node.ts';
import type { SamContext } from './context.ts';
import { property, resolvedProperty } from './intrinsics.ts';
import { passed, type SamResource, successor, type Transformed } from './resource.ts';
import { checkProperties, found } from './shape.ts';
import { PRIMARY_KEY, SIMPLE_TABLE } from './shapes.ts';

const SAME = [
  'PointInTimeRecoverySpecification',
  'ProvisionedThroughput',
  'SSESpecification',
  'TableName',
  'Tags',
];

const TYPES: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };

export function transformSimpleTable(sam: SamResource, context: SamContext): Transformed {
  const { id, node, properties } = sam;
  checkProperties(properties, SIMPLE_TABLE, context);
  const written = resolvedProperty(properties, 'PrimaryKey', context);
  const key = written?.kind === 'mapping' ? written : undefined;
  if (key !== undefined) checkProperties(key, PRIMARY_KEY, context);
  const at = key?.at ?? node.at;
  const AttributeName = property(key, 'Name') ?? scalar('id', at);
  const AttributeType = attributeType(key, context) ?? scalar('S', at);
  const billing =
    property(properties, 'ProvisionedThroughput') === undefined && scalar('PAY_PER_REQUEST', at);
  const table = successor(sam, 'AWS::DynamoDB::Table', {
    AttributeDefinitions: list([mapping({ AttributeName, AttributeType }, at)], at),
    KeySchema: list([mapping({ AttributeName, KeyType: scalar('HASH', at) }, at)], at),
    ...(billing && { BillingMode: billing }),
    ...passed(properties, SAME),
  });
  return { resources: { [id]: table } };
}

function attributeType(key: Mapping | undefined, context: SamContext): Node | undefined {
  const node = resolvedProperty(key, 'Type', context);
  if (node === undefined) return undefined;
  const type = ownValue(TYPES, toText(node) ?? '');
  if (type !== undefined) return scalar(type, node.at);
  context.problems.add(node.at, `expected String, Number or Binary, found ${found(node)}`);
  return undefined;
}
