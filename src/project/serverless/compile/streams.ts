/** `stream` events as event source mappings. Row `serverless.stream`. Pure. */

import * as names from '../../serverless-names.ts';
import {
  itemsOf,
  list,
  mapping,
  type Node,
  nodeAt,
  scalar,
  toText,
  toValue,
  written,
} from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import { isNull, orDefault, type Service, toNumberNode } from '../service.ts';
import { type Resources, resource } from './resources.ts';
import { eventsOf } from './websocket-events.ts';

const DEFAULT_BATCH_SIZE = 10;
const DEFAULT_POSITION = 'TRIM_HORIZON';

export function streamResources(service: Service, problems: ProblemList): Resources {
  const resources: Resources = {};
  for (const fn of service.functions) {
    for (const node of eventsOf(fn, 'stream')) {
      const arn = node.kind === 'scalar' ? node : nodeAt(node, 'arn');
      if (arn === undefined || isNull(arn)) {
        problems.add(node.at, '"arn" is missing; write arn: !GetAtt Table.StreamArn, and type: dynamodb');
        continue;
      }
      const type = toText(nodeAt(node, 'type')) ?? toText(arn)?.split(':')[2];
      if (type === undefined) {
        problems.add(node.at, '"type" is missing beside an "arn" that is no text; write type: dynamodb');
      } else if (type !== 'dynamodb') {
        problems.notice(`Streams of ${type} start nothing here (functions.${fn.name}).`);
      } else {
        const id = names.streamId(fn.name, type, streamName(arn));
        const properties = mapping(mappingProperties(node, arn, fn.name), node.at);
        resources[id] = resource('AWS::Lambda::EventSourceMapping', properties, node.at);
      }
    }
  }
  return resources;
}

function mappingProperties(node: Node, arn: Node, functionName: string) {
  const setting = (key: string) => nodeAt(node, key);
  const responseType = setting('functionResponseType');
  const onFailure = nodeAt(node, 'destinations', 'onFailure');
  const patterns = itemsOf(setting('filterPatterns'));
  return {
    FunctionName: written({ 'Fn::GetAtt': [names.functionId(functionName), 'Arn'] }, node.at),
    EventSourceArn: arn,
    BatchSize: orDefault(toNumberNode(setting('batchSize')), DEFAULT_BATCH_SIZE, node),
    StartingPosition: orDefault(setting('startingPosition'), DEFAULT_POSITION, node),
    Enabled: orDefault(setting('enabled'), true, node),
    MaximumBatchingWindowInSeconds: toNumberNode(setting('batchWindow')),
    MaximumRetryAttempts: toNumberNode(setting('maximumRetryAttempts')),
    MaximumRecordAgeInSeconds: toNumberNode(setting('maximumRecordAgeInSeconds')),
    BisectBatchOnFunctionError: setting('bisectBatchOnFunctionError'),
    ParallelizationFactor: toNumberNode(setting('parallelizationFactor')),
    TumblingWindowInSeconds: toNumberNode(setting('tumblingWindowInSeconds')),
    FunctionResponseTypes: responseType && list([responseType], responseType.at),
    FilterCriteria: patterns.length === 0 ? undefined : filterCriteria(patterns, node),
    DestinationConfig:
      onFailure &&
      mapping(
        { OnFailure: mapping({ Destination: nodeAt(onFailure, 'arn') ?? onFailure }, onFailure.at) },
        onFailure.at,
      ),
  };
}

function filterCriteria(patterns: readonly Node[], { at }: Node): Node {
  const filters = patterns.map((pattern) =>
    mapping({ Pattern: scalar(JSON.stringify(toValue(pattern)), pattern.at) }, pattern.at),
  );
  return mapping({ Filters: list(filters, at) }, at);
}

/** What the framework takes from an ARN for the logical id. */
function streamName(arn: Node): string {
  const found = [
    nodeAt(arn, 'Fn::GetAtt', 0),
    nodeAt(arn, 'Fn::ImportValue'),
    nodeAt(arn, 'Ref'),
    itemsOf(nodeAt(arn, 'Fn::Join', 1)).at(-1),
  ];
  const text = found.map(toText).find((name) => name !== undefined);
  // `!GetAtt Table.StreamArn` is one text.
  const short = toText(nodeAt(arn, 'Fn::GetAtt'));
  return text?.split('/').at(-1) ?? short?.split('.')[0] ?? toText(arn)?.split('/')[1] ?? '';
}
