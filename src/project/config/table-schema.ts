/** The shape of `tables.*` and of `eventSourceMappings` in an `emulator.config.*`. */
import * as v from 'valibot';
import {
  MAX_BATCH_SIZE,
  MAX_BATCHING_WINDOW_S,
  MAX_RECORD_AGE_S,
  MAX_STREAM_RETRY_ATTEMPTS,
} from '../../limits.ts';
import { described, keyAttribute, record, required, text, textLike, truth, wholeNumber } from './terms.ts';

const index = v.strictObject({
  partitionKey: v.optional(
    described(
      keyAttribute(),
      "Partition key of a global index; left out, the index is local to the table's.",
    ),
  ),
  sortKey: v.optional(described(keyAttribute(), 'Sort key.')),
});

const SEED = 'a file such as "seeds/rooms.json", or a list of files';

/** A DynamoDB table. */
export const table = v.strictObject({
  partitionKey: required(
    keyAttribute(),
    'Partition key: "connectionId", "room:N", "hash:B".',
    'connectionId',
  ),
  sortKey: v.optional(described(keyAttribute(), 'Sort key.')),
  timeToLive: v.optional(
    described(
      textLike(/^[^:]+$/, 'an attribute name, without a type'),
      "Attribute that holds an item's expiry, epoch seconds.",
    ),
  ),
  stream: v.optional(
    described(
      v.picklist(
        ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'],
        '"KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE" or "NEW_AND_OLD_IMAGES"',
      ),
      'What the records of its stream show of an item. Default: none, there is no stream.',
    ),
  ),
  seed: v.optional(
    described(
      v.union([text(SEED), v.array(text('a file such as "seeds/rooms.json"'), SEED)], SEED),
      'JSON files whose items a new table begins with, relative to this file. Default: none.',
    ),
  ),
  indexes: v.optional(described(record(index, 'indexes by name'), 'Secondary indexes, by name.')),
});

/** A function that reads the stream of a table. */
export const eventSourceMapping = v.strictObject({
  function: required(text('the name of a function'), 'Name of the function.', 'onChange'),
  table: required(text('the name of a table'), 'Name of the table, which has a "stream".', 'Messages'),
  enabled: v.optional(described(truth(), 'Whether anything is read. Default: true.')),
  batchSize: v.optional(
    described(
      wholeNumber(1, MAX_BATCH_SIZE, `a whole number from 1 to ${MAX_BATCH_SIZE}`),
      'Records at most that one invocation gets. Default: 100.',
    ),
  ),
  maximumBatchingWindowInSeconds: v.optional(
    described(
      wholeNumber(0, MAX_BATCHING_WINDOW_S, `whole seconds from 0 to ${MAX_BATCHING_WINDOW_S}`),
      'How long records are gathered before an invocation, seconds. Default: 0.',
    ),
  ),
  startingPosition: v.optional(
    described(
      v.picklist(['LATEST', 'TRIM_HORIZON'], '"LATEST" or "TRIM_HORIZON"'),
      'Here the same: reading begins with what changes after the start. Default: "LATEST".',
    ),
  ),
  maximumRetryAttempts: v.optional(
    described(
      wholeNumber(-1, MAX_STREAM_RETRY_ATTEMPTS, `a whole number from -1 to ${MAX_STREAM_RETRY_ATTEMPTS}`),
      'How often a batch is tried again that the function fails with; -1 for until it is too old. Default: -1.',
    ),
  ),
  maximumRecordAgeInSeconds: v.optional(
    described(
      wholeNumber(-1, MAX_RECORD_AGE_S, `whole seconds from 60 to ${MAX_RECORD_AGE_S}, or -1`),
      'After how many seconds a record is given up, at least 60; -1 for 24 hours. Default: -1.',
    ),
  ),
  bisectBatchOnFunctionError: v.optional(
    described(
      truth(),
      'Whether a batch that the function fails with is tried again in two halves. Default: false.',
    ),
  ),
  functionResponseTypes: v.optional(
    described(
      v.array(
        v.picklist(['ReportBatchItemFailures'], '"ReportBatchItemFailures"'),
        'a list such as ["ReportBatchItemFailures"]',
      ),
      'What the function answers: "ReportBatchItemFailures" says which records it failed with. Default: none.',
    ),
  ),
  filters: v.optional(
    described(
      v.array(
        record(v.unknown(), 'what a record has to have, such as { "eventName": ["INSERT"] }'),
        'a list of event patterns such as [{ "eventName": ["INSERT"] }]',
      ),
      'Event patterns, one of which a record has to fit. Default: none.',
    ),
  ),
});
