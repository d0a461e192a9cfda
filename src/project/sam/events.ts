/** `Events` of an `AWS::Serverless::Function`: streams of tables become event source mappings. Row `sam.function.stream`. */
import { isIntrinsic } from '../cloudformation/intrinsics/table.ts';
import { type Entry, type Mapping, mapping, type Node, toText } from '../source/node.ts';
import { didYouMean } from '../spelling.ts';
import type { SamContext } from './context.ts';
import { property, resolvedProperty } from './intrinsics.ts';
import { implicitApi } from './other-apis.ts';
import { companion, type SamResource } from './resource.ts';
import { asMap, checkProperties } from './shape.ts';
import { EVENT, STREAM_EVENT } from './shapes.ts';

export interface Events {
  readonly resources: Readonly<Record<string, Mapping>>;
  readonly unsent: readonly { readonly type: string; readonly name: string }[];
}

const TYPES = [
  'AlexaSkill',
  'Api',
  'CloudWatchEvent',
  'CloudWatchLogs',
  'Cognito',
  'DocumentDB',
  'DynamoDB',
  'EventBridgeRule',
  'HttpApi',
  'IoTRule',
  'Kinesis',
  'MQ',
  'MSK',
  'S3',
  'SNS',
  'SQS',
  'Schedule',
  'ScheduleV2',
  'SelfManagedKafka',
];

/** @param target - what the event source mappings invoke: the function, or its alias. */
export function transformEvents(sam: SamResource, target: Node, context: SamContext): Events {
  const resources: Record<string, Mapping> = {};
  const unsent: { type: string; name: string }[] = [];
  const written = resolvedProperty(sam.properties, 'Events', context);
  if (written?.kind !== 'mapping' || isIntrinsic(written)) return { resources, unsent };
  for (const [name, { value }] of written.entries) {
    const event = asMap(value, 'Type: DynamoDB, and its Properties', context);
    if (event === undefined) continue;
    checkProperties(event, EVENT, context);
    const type = eventType(event, context);
    if (type === undefined) continue;
    if (type === 'DynamoDB') {
      resources[`${sam.id}${name}`] = transformStream(sam, event, target, context);
      continue;
    }
    unsent.push({ type, name: `${sam.id}.${name}` });
    Object.assign(resources, implicitApi(sam, type, event));
  }
  return { resources, unsent };
}

function eventType(event: Mapping, { problems }: SamContext): string | undefined {
  const node = property(event, 'Type');
  const type = toText(node);
  if (node === undefined || type === undefined || TYPES.includes(type)) return type;
  if (/^web ?socket/i.test(type)) {
    const where = 'write the function under the Routes of an AWS::Serverless::WebSocketApi';
    problems.add(node.at, `SAM has no event of type ${type}; ${where}`);
    return undefined;
  }
  const advice = didYouMean(type, TYPES, `it has ${TYPES.join(', ')}`);
  problems.add(node.at, `SAM has no event of type ${JSON.stringify(type)}; ${advice}`);
  return undefined;
}

/** Defaults are those of `AWS::Lambda::EventSourceMapping`, to which everything is passed. */
function transformStream(sam: SamResource, event: Mapping, target: Node, context: SamContext): Mapping {
  const properties = resolvedProperty(event, 'Properties', context);
  const own = properties?.kind === 'mapping' ? properties : mapping({}, event.at);
  checkProperties(own, STREAM_EVENT, context);
  const settings = [...own.entries].filter(
    ([name]) => name !== 'Stream' && Object.hasOwn(STREAM_EVENT.properties, name),
  );
  const source = mapping({ FunctionName: target, EventSourceArn: property(own, 'Stream') }, own.at);
  const entries = new Map<string, Entry>([...source.entries, ...settings]);
  const all = Object.fromEntries([...entries].map(([name, { value }]) => [name, value]));
  return companion(sam, 'AWS::Lambda::EventSourceMapping', all, own.at);
}
