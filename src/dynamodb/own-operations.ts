/** Operations of DynamoDB that dynalite does not know. Rows `dynamodb.stream-table`, `dynamodb.ttl-operations`. */
import type { Store, Table } from 'dynalite/db/index.js';
import type { TimeToLive } from './time-to-live.ts';

type Input = Readonly<Record<string, unknown>>;
/** @returns the answer; an {@link OperationError} is thrown. */
export type Operation = (input: Input) => Promise<object>;

/** What DynamoDB answers instead of what was asked for. */
export class OperationError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

const invalid = (message: string) =>
  new OperationError('com.amazon.coral.validate#ValidationException', message);

/** @param name - as the request names it, such as `UpdateTimeToLive`. @returns undefined when it is dynalite's to answer. */
export function ownOperation(
  name: string,
  input: Input,
  store: Store,
  timeToLive: TimeToLive,
): Operation | undefined {
  if (name === 'UpdateTimeToLive') return updateTimeToLive(store, timeToLive);
  if (name === 'DescribeTimeToLive') return describeTimeToLive(store, timeToLive);
  if (name === 'UpdateTable' && input.StreamSpecification != null) return updateStream(store);
  return undefined;
}

function updateTimeToLive(store: Store, timeToLive: TimeToLive): Operation {
  return async (input) => {
    const { AttributeName: attribute, Enabled: enabled } = objectIn(input, 'TimeToLiveSpecification');
    if (typeof attribute !== 'string' || attribute === '' || attribute.length > 255) {
      throw invalid('TimeToLiveSpecification.AttributeName must have 1 to 255 characters');
    }
    if (typeof enabled !== 'boolean') throw invalid('TimeToLiveSpecification.Enabled must be true or false');
    const { TableName } = await tableOf(store, input);
    const current = timeToLive.attributeOf(TableName);
    if (!enabled && current === undefined) throw invalid('TimeToLive is already disabled');
    if (enabled && current === attribute) throw invalid('TimeToLive is already enabled');
    if (current !== undefined && current !== attribute) {
      throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
    }
    await timeToLive.set(TableName, enabled ? attribute : undefined);
    return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
  };
}

function describeTimeToLive(store: Store, timeToLive: TimeToLive): Operation {
  return async (input) => {
    const attribute = timeToLive.attributeOf((await tableOf(store, input)).TableName);
    const status = { TimeToLiveStatus: attribute === undefined ? 'DISABLED' : 'ENABLED' };
    return { TimeToLiveDescription: { ...status, ...(attribute && { AttributeName: attribute }) } };
  };
}

const VIEW_TYPES = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];

function updateStream(store: Store): Operation {
  return async (input) => {
    const { StreamEnabled: enabled, StreamViewType: viewType } = objectIn(input, 'StreamSpecification');
    if (typeof enabled !== 'boolean')
      throw invalid('StreamSpecification.StreamEnabled must be true or false');
    if (enabled && !VIEW_TYPES.includes(String(viewType))) {
      throw invalid(`StreamSpecification.StreamViewType must be one of ${VIEW_TYPES.join(', ')}`);
    }
    const others = Object.keys(input).filter((key) => key !== 'TableName' && key !== 'StreamSpecification');
    if (others.length > 0) {
      throw invalid(`The emulator updates a stream by itself: leave ${others.join(', ')} to another request`);
    }
    const table = await tableOf(store, input);
    const name = table.TableName;
    const isEnabled = table.StreamSpecification?.StreamEnabled === true;
    if (enabled && isEnabled) throw invalid(`Table already has an enabled stream: TableName: ${name}`);
    if (!enabled && !isEnabled) throw invalid(`Table has no stream to disable: TableName: ${name}`);
    if (enabled) {
      // The stream is a new one; what was there before keeps its ARN until then, as in DynamoDB.
      delete table.LatestStreamLabel;
      delete table.LatestStreamArn;
      table.StreamSpecification = { StreamEnabled: true, StreamViewType: String(viewType) };
    } else {
      delete table.StreamSpecification;
    }
    await new Promise<void>((resolve, reject) =>
      store.tableDb.put(name, table, (error) => (error ? reject(error) : resolve())),
    );
    return { TableDescription: table };
  };
}

function objectIn(input: Input, key: string): Input {
  const value = input[key];
  if (typeof value === 'object' && value !== null) return value as Input;
  throw invalid(`The parameter '${key}' is required but was not present in the request`);
}

async function tableOf(store: Store, { TableName: name }: Input): Promise<Table> {
  if (typeof name !== 'string') {
    throw invalid("The parameter 'TableName' is required but was not present in the request");
  }
  const table = await new Promise<Table | undefined>((resolve) =>
    store.getTable(name, false, (_error, found) => resolve(found)),
  );
  if (table !== undefined) return table;
  throw new OperationError(
    'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
    `Requested resource not found: Table: ${name} not found`,
  );
}
