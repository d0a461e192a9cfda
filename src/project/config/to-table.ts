/** Turns what a configuration says of tables and their streams into the model's words. */
import { resolve } from 'node:path';
import type { EventSourceMapping, KeyAttribute, Table } from '../model.ts';
import type { CheckedConfig } from './schema.ts';

type TableConfig = NonNullable<CheckedConfig['tables']>[string];

/** @param root - absolute path of the folder that files are relative to. */
export function toTable(name: string, table: TableConfig, root: string): Table {
  const partitionKey = toKey(table.partitionKey);
  const seeds = typeof table.seed === 'string' ? [table.seed] : (table.seed ?? []);
  return {
    name,
    partitionKey,
    ...optionalKey(table.sortKey),
    ...(table.timeToLive === undefined ? {} : { timeToLive: table.timeToLive }),
    indexes: Object.entries(table.indexes ?? {}).map(([indexName, index]) => ({
      name: indexName,
      kind: index.partitionKey === undefined ? 'local' : 'global',
      partitionKey: index.partitionKey === undefined ? partitionKey : toKey(index.partitionKey),
      ...optionalKey(index.sortKey),
    })),
    ...(table.stream && { stream: table.stream }),
    seeds: seeds.map((file) => resolve(root, file)),
    path: ['tables', name],
  };
}

function optionalKey(text: string | undefined): { sortKey?: KeyAttribute } {
  return text === undefined ? {} : { sortKey: toKey(text) };
}

/** `room:N` → a number attribute named room; no type means a string. */
function toKey(text: string): KeyAttribute {
  const [name = '', type = 'S'] = text.split(':');
  return { name, type: type as KeyAttribute['type'] };
}

type MappingConfig = NonNullable<CheckedConfig['eventSourceMappings']>[number];

/** With Lambda's defaults. */
export function toEventSourceMapping(mapping: MappingConfig, index: number): EventSourceMapping {
  return {
    functionName: mapping.function,
    table: mapping.table,
    enabled: mapping.enabled ?? true,
    batchSize: mapping.batchSize ?? 100,
    maximumBatchingWindow: mapping.maximumBatchingWindowInSeconds ?? 0,
    startingPosition: mapping.startingPosition ?? 'LATEST',
    maximumRetryAttempts: mapping.maximumRetryAttempts ?? -1,
    maximumRecordAge: mapping.maximumRecordAgeInSeconds ?? -1,
    bisectBatchOnFunctionError: mapping.bisectBatchOnFunctionError ?? false,
    reportBatchItemFailures: mapping.functionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    filters: mapping.filters ?? [],
    path: ['eventSourceMappings', index],
  };
}
