/** The properties of Lambda's resources that are read. */
import * as v from 'valibot';
import { ignored, integer, oneOf, passedOver, text, textMap, texts, truth } from '../terms.ts';

export const functionShape = v.strictObject({
  FunctionName: v.optional(text()),
  Handler: v.optional(text()),
  Runtime: v.optional(text()),
  Code: v.optional(v.unknown()),
  PackageType: v.optional(oneOf('Zip', 'Image')),
  Timeout: v.optional(integer(1, 900)),
  MemorySize: v.optional(integer(128, 10_240)),
  Environment: v.optional(
    v.strictObject(
      { Variables: v.optional(textMap('environment variables')) },
      'a mapping such as { Variables: { TABLE: rooms } }',
    ),
  ),
  Layers: v.optional(texts('a list of layers')),
  ReservedConcurrentExecutions: v.optional(integer(0, 1_000_000)),
  LoggingConfig: v.optional(
    v.strictObject(
      {
        LogFormat: v.optional(oneOf('Text', 'JSON')),
        ApplicationLogLevel: v.optional(oneOf('TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL')),
        SystemLogLevel: v.optional(oneOf('DEBUG', 'INFO', 'WARN')),
        LogGroup: passedOver(),
      },
      'a mapping such as { LogFormat: JSON }',
    ),
  ),
  ...ignored(
    'Architectures',
    'CapacityProviderConfig',
    'CodeSigningConfigArn',
    'DeadLetterConfig',
    'Description',
    'DurableConfig',
    'EphemeralStorage',
    'FileSystemConfigs',
    'FunctionScalingConfig',
    'ImageConfig',
    'KmsKeyArn',
    'PublishToLatestPublished',
    'RecursiveLoop',
    'Role',
    'RuntimeManagementConfig',
    'SnapStart',
    'Tags',
    'TenancyConfig',
    'TracingConfig',
    'VpcConfig',
  ),
});

export const layerShape = v.strictObject({
  LayerName: v.optional(text()),
  Content: v.optional(v.unknown()),
  ...ignored('CompatibleArchitectures', 'CompatibleRuntimes', 'Description', 'LicenseInfo'),
});

export const eventSourceShape = v.strictObject({
  FunctionName: v.pipe(text(), v.examples(['OnChange'])),
  EventSourceArn: v.optional(text()),
  Enabled: v.optional(truth()),
  BatchSize: v.optional(integer(1, 10_000)),
  MaximumBatchingWindowInSeconds: v.optional(integer(0, 300)),
  StartingPosition: v.optional(oneOf('LATEST', 'TRIM_HORIZON', 'AT_TIMESTAMP')),
  MaximumRetryAttempts: v.optional(integer(-1, 10_000)),
  MaximumRecordAgeInSeconds: v.optional(integer(-1, 604_800)),
  BisectBatchOnFunctionError: v.optional(truth()),
  FunctionResponseTypes: v.optional(texts('a list such as [ReportBatchItemFailures]')),
  FilterCriteria: v.optional(v.unknown()),
  ...ignored(
    'AmazonManagedKafkaEventSourceConfig',
    'DestinationConfig',
    'DocumentDBEventSourceConfig',
    'KmsKeyArn',
    'LoggingConfig',
    'MetricsConfig',
    'ParallelizationFactor',
    'ProvisionedPollerConfig',
    'Queues',
    'ScalingConfig',
    'SelfManagedEventSource',
    'SelfManagedKafkaEventSourceConfig',
    'SourceAccessConfigurations',
    'StartingPositionTimestamp',
    'Tags',
    'Topics',
    'TumblingWindowInSeconds',
  ),
});
