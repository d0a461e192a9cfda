/** What a table has beside its keys: a stream, a time to live. */
import type { DynamoDBClient, TableDescription } from '@aws-sdk/client-dynamodb';
import type { Table } from '../project/model.ts';

type Sdk = typeof import('@aws-sdk/client-dynamodb');

/** Gives a table of the built-in engine the project's stream; one that it has already stays. */
export async function ensureStream(
  sdk: Sdk,
  client: DynamoDBClient,
  { name: TableName, stream }: Table,
  { StreamSpecification: found }: TableDescription,
): Promise<void> {
  if (stream === undefined || found?.StreamViewType === stream) return;
  const update = (StreamSpecification: { StreamEnabled: boolean; StreamViewType?: typeof stream }) =>
    client.send(new sdk.UpdateTableCommand({ TableName, StreamSpecification }));
  // Another view is another stream.
  if (found?.StreamEnabled === true) await update({ StreamEnabled: false });
  await update({ StreamEnabled: true, StreamViewType: stream });
}

/** Sets the attribute by which items expire, if the project names one. */
export async function ensureTimeToLive(
  sdk: Sdk,
  client: DynamoDBClient,
  { name: TableName, timeToLive: attribute }: Table,
): Promise<void> {
  if (attribute === undefined) return;
  const update = (AttributeName: string, Enabled: boolean) => {
    const TimeToLiveSpecification = { AttributeName, Enabled };
    return client.send(new sdk.UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  };
  try {
    const { TimeToLiveDescription: found } = await client.send(
      new sdk.DescribeTimeToLiveCommand({ TableName }),
    );
    const before = found?.TimeToLiveStatus === 'ENABLED' ? found.AttributeName : undefined;
    if (before === attribute) return;
    if (before !== undefined) await update(before, false);
    await update(attribute, true);
  } catch (error) {
    // An engine elsewhere may not know the operation; there, items do not expire.
    if (!(error instanceof sdk.DynamoDBServiceException) || error.name !== 'UnknownOperationException') {
      throw error;
    }
  }
}
