/** Functions that are invoked with the records of a table's stream. */
import type * as v from 'valibot';
import { reasonOf } from '../../../errors.ts';
import type { EventSourceMapping } from '../../model.ts';
import { nodeAt, toText, toValue } from '../../source/node.ts';
import type { Found } from '../resource-reader.ts';
import { eventSourceShape } from '../shapes/function-shapes.ts';
import type { ReadingContext } from './context.ts';
import { functionNameOf } from './function-name.ts';
import { noteOrigins } from './origin.ts';

type EventSource = Found<v.InferOutput<typeof eventSourceShape>>;

const TABLE_STREAM = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)(\/stream\/.*)?$/;

export function readEventSources(context: ReadingContext): EventSourceMapping[] {
  const found = context.resources.find(['AWS::Lambda::EventSourceMapping'], eventSourceShape);
  return found
    .flatMap((source) => readEventSource(source, context) ?? [])
    .map((mapping, index) => {
      const path = ['eventSourceMappings', index];
      noteOrigins(context.origins, path, mapping.source, {
        function: ['FunctionName'],
        table: ['EventSourceArn'],
        batchSize: ['BatchSize'],
        filters: ['FilterCriteria'],
      });
      return { ...mapping.read, path };
    });
}

function readEventSource(source: EventSource, { problems }: ReadingContext) {
  const { properties, resource } = source;
  const { EventSourceArn: arn = '' } = properties;
  const table = TABLE_STREAM.exec(arn)?.[1];
  if (table === undefined) {
    const service = arn.split(':')[2] || 'another service';
    problems.notice(
      `${resource.logicalId}: the emulator reads streams of tables, and not events of ${service}; the function is not invoked for them.`,
    );
    return undefined;
  }
  const read: Omit<EventSourceMapping, 'path'> = {
    functionName: functionNameOf(properties.FunctionName),
    table,
    enabled: properties.Enabled ?? true,
    batchSize: properties.BatchSize ?? 100,
    maximumBatchingWindow: properties.MaximumBatchingWindowInSeconds ?? 0,
    startingPosition: properties.StartingPosition === 'TRIM_HORIZON' ? 'TRIM_HORIZON' : 'LATEST',
    maximumRetryAttempts: properties.MaximumRetryAttempts ?? -1,
    maximumRecordAge: properties.MaximumRecordAgeInSeconds ?? -1,
    bisectBatchOnFunctionError: properties.BisectBatchOnFunctionError ?? false,
    reportBatchItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    filters: readFilters(source, problems),
  };
  return { source, read };
}

/** Each is a pattern in JSON. */
function readFilters({ node }: EventSource, problems: ReadingContext['problems']) {
  const filters = nodeAt(node, 'FilterCriteria', 'Filters');
  if (filters?.kind !== 'list') return [];
  return filters.items.flatMap((filter): Readonly<Record<string, unknown>>[] => {
    const pattern = nodeAt(filter, 'Pattern');
    if (pattern?.kind === 'mapping') return [toValue(pattern) as Record<string, unknown>];
    try {
      return [JSON.parse(toText(pattern) ?? '{}')];
    } catch (error) {
      problems.add(pattern?.at ?? filter.at, `the pattern is no JSON: ${reasonOf(error)}`);
      return [];
    }
  });
}
