/** The properties of DynamoDB's tables that are read. */
import * as v from 'valibot';
import { ignored, oneOf, text, truth } from '../terms.ts';

const keySchema = v.array(
  v.strictObject({
    AttributeName: v.pipe(text(), v.examples(['connectionId'])),
    KeyType: v.pipe(oneOf('HASH', 'RANGE'), v.examples(['HASH'])),
  }),
  'a list such as [{ AttributeName: connectionId, KeyType: HASH }]',
);

const KEY_EXAMPLE = [{ AttributeName: 'connectionId', KeyType: 'HASH' as const }];

const index = v.strictObject({
  IndexName: v.pipe(text(), v.examples(['byRoom'])),
  KeySchema: v.pipe(keySchema, v.examples([KEY_EXAMPLE])),
  ...ignored(
    'ContributorInsightsSpecification',
    'OnDemandThroughput',
    'Projection',
    'ProvisionedThroughput',
    'WarmThroughput',
    'WriteOnDemandThroughputSettings',
    'WriteProvisionedThroughputSettings',
  ),
});

export const tableShape = v.strictObject({
  TableName: v.optional(text()),
  AttributeDefinitions: v.optional(
    v.array(
      v.strictObject({
        AttributeName: v.pipe(text(), v.examples(['connectionId'])),
        AttributeType: v.pipe(oneOf('S', 'N', 'B'), v.examples(['S'])),
      }),
      'a list such as [{ AttributeName: connectionId, AttributeType: S }]',
    ),
  ),
  KeySchema: v.pipe(keySchema, v.examples([KEY_EXAMPLE])),
  GlobalSecondaryIndexes: v.optional(v.array(index, 'a list of indexes')),
  LocalSecondaryIndexes: v.optional(v.array(index, 'a list of indexes')),
  TimeToLiveSpecification: v.optional(
    v.strictObject(
      { AttributeName: v.optional(text()), Enabled: v.optional(truth()) },
      'a mapping such as { AttributeName: expiresAt, Enabled: true }',
    ),
  ),
  StreamSpecification: v.optional(
    v.strictObject(
      {
        StreamViewType: v.optional(oneOf('KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES')),
        ...ignored('ResourcePolicy', 'StreamEnabled'),
      },
      'a mapping such as { StreamViewType: NEW_AND_OLD_IMAGES }',
    ),
  ),
  ...ignored(
    'BillingMode',
    'ContributorInsightsSpecification',
    'DeletionProtectionEnabled',
    'GlobalTableWitnesses',
    'ImportSourceSpecification',
    'KinesisStreamSpecification',
    'MultiRegionConsistency',
    'OnDemandThroughput',
    'PointInTimeRecoverySpecification',
    'ProvisionedThroughput',
    'Replicas',
    'ResourcePolicy',
    'SSESpecification',
    'TableClass',
    'Tags',
    'WarmThroughput',
    'WriteOnDemandThroughputSettings',
    'WriteProvisionedThroughputSettings',
  ),
});
