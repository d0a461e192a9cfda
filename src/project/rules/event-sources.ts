/** Rules of event source mappings: what they read and whom they invoke, and the ranges that AWS allows. */
import {
  MAX_BATCH_SIZE,
  MAX_BATCHING_WINDOW_S,
  MAX_RECORD_AGE_S,
  MAX_STREAM_RETRY_ATTEMPTS,
  MIN_RECORD_AGE_S,
} from '../../limits.ts';
import type { EventSourceMapping } from '../model.ts';
import type { Problem } from '../problems.ts';
import type { Words } from '../reading.ts';
import { about, type Rule } from './rule.ts';

const tablesHaveStreams: Rule = ({ tables, eventSourceMappings }, _checks, words) =>
  eventSourceMappings.flatMap((mapping) => {
    const table = tables.find(({ name }) => name === mapping.table);
    if (table === undefined || table.stream !== undefined) return [];
    const sentence = `table "${table.name}" has no stream; ${words.advice('stream', words.path(table.path))}`;
    return [problem(words, mapping, 'table', sentence, [[...table.path, 'stream']])];
  });

/** As on AWS, where the second is a conflict. */
const mappingsAreSingle: Rule = ({ eventSourceMappings }, _checks, words) =>
  eventSourceMappings.flatMap((mapping, index) => {
    const first = eventSourceMappings
      .slice(0, index)
      .find(({ functionName, table }) => functionName === mapping.functionName && table === mapping.table);
    if (first === undefined) return [];
    const sentence = `function "${mapping.functionName}" reads the stream of "${mapping.table}" in ${words.path(first.path)} already; leave one out`;
    return [{ path: mapping.path, restsOn: [first.path], message: about(words, mapping.path, sentence) }];
  });

/** The number, its names in the model and in the definition, and its range. */
const RANGES = [
  ['batchSize', 'batchSize', 1, MAX_BATCH_SIZE],
  ['maximumBatchingWindow', 'maximumBatchingWindowInSeconds', 0, MAX_BATCHING_WINDOW_S],
  ['maximumRetryAttempts', 'maximumRetryAttempts', 0, MAX_STREAM_RETRY_ATTEMPTS],
  ['maximumRecordAge', 'maximumRecordAgeInSeconds', MIN_RECORD_AGE_S, MAX_RECORD_AGE_S],
] as const;

const numbersAreInRange: Rule = ({ eventSourceMappings }, _checks, words) =>
  eventSourceMappings.flatMap((mapping) =>
    RANGES.flatMap(([key, name, min, max]) => {
      const value = mapping[key];
      const mayBeEndless = key === 'maximumRetryAttempts' || key === 'maximumRecordAge';
      if ((mayBeEndless && value === -1) || (value >= min && value <= max)) return [];
      const endless = mayBeEndless ? ', or -1' : '';
      return [problem(words, mapping, name, `${value} is not allowed; write ${min} to ${max}${endless}`)];
    }),
  );

const filtersAreEventPatterns: Rule = ({ eventSourceMappings }, { eventPatternProblem }, words) =>
  eventSourceMappings.flatMap((mapping) =>
    mapping.filters.flatMap((pattern, index) => {
      const wrong = eventPatternProblem(pattern);
      if (wrong === undefined) return [];
      const path = [...mapping.path, 'filters', index];
      return [{ path, message: about(words, path, `this is no event pattern: ${wrong}`) }];
    }),
  );

function problem(
  words: Words,
  { path: mapping }: EventSourceMapping,
  key: string,
  sentence: string,
  restsOn: Problem['restsOn'] = [],
): Problem {
  const path = [...mapping, key];
  return { path, restsOn, message: about(words, path, sentence) };
}

export const eventSourceRules: readonly Rule[] = [
  tablesHaveStreams,
  mappingsAreSingle,
  numbersAreInRange,
  filtersAreEventPatterns,
];
