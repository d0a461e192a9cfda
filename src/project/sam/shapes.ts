/** The properties of SAM's resources, as its developer guide lists them. */
import type { Kind, Shape } from './shape.ts';

function of(kind: Kind, names: string): Record<string, Kind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}

export const WEBSOCKET_API: Shape = {
  name: 'AWS::Serverless::WebSocketApi',
  properties: {
    ...of(
      'map',
      'AccessLogSettings Auth DefaultRouteSettings Domain Routes RouteSettings StageVariables Tags',
    ),
    ...of('truth', 'DisableExecuteApiEndpoint DisableSchemaValidation FailOnWarnings PropagateTags'),
    ...of(
      'text',
      'ApiKeySelectionExpression Description IpAddressType Name RouteSelectionExpression StageName',
    ),
  },
  required: {
    RouteSelectionExpression: 'RouteSelectionExpression: $request.body.action',
    Routes: 'Routes: { $connect: { FunctionArn: !GetAtt ConnectFunction.Arn } }',
  },
};

export const ROUTE: Shape = {
  name: 'A route of AWS::Serverless::WebSocketApi',
  properties: {
    ...of('map', 'RequestModels RequestParameters'),
    ...of('text', 'FunctionArn ModelSelectionExpression OperationName RouteResponseSelectionExpression'),
    ...of('truth', 'ApiKeyRequired'),
    ...of('number', 'IntegrationTimeout'),
  },
  required: { FunctionArn: 'FunctionArn: !GetAtt MyFunction.Arn' },
};

export const AUTH: Shape = {
  name: 'Auth of AWS::Serverless::WebSocketApi',
  properties: { ...of('text', 'AuthArn AuthType InvokeRole Name'), ...of('list', 'IdentitySource') },
  required: { AuthType: 'AuthType: CUSTOM, AWS_IAM or NONE' },
};

export const DOMAIN: Shape = {
  name: 'Domain of AWS::Serverless::WebSocketApi',
  properties: {
    ...of('text', 'CertificateArn DomainName EndpointConfiguration OwnershipVerificationCertificateArn'),
    ...of('text', 'SecurityPolicy'),
    ...of('map', 'MutualTlsAuthentication Route53'),
    ...of('any', 'BasePath'),
  },
  required: { DomainName: 'DomainName: ws.example.com', CertificateArn: 'CertificateArn: !Ref Certificate' },
};

export const FUNCTION: Shape = {
  name: 'AWS::Serverless::Function',
  properties: {
    ...of(
      'text',
      'AutoPublishAlias AutoPublishCodeSha256 CodeSigningConfigArn Description FunctionName Handler',
    ),
    ...of('text', 'ImageUri InlineCode KmsKeyArn PackageType PermissionsBoundary PublishToLatestPublished'),
    ...of('text', 'RecursiveLoop Role RolePath Runtime SourceKMSKeyArn Tracing VersionDeletionPolicy'),
    ...of('text', 'VersionDescription'),
    ...of('number', 'MemorySize ReservedConcurrentExecutions Timeout'),
    ...of('truth', 'AutoPublishAliasAllProperties PropagateTags'),
    ...of('list', 'Architectures FileSystemConfigs Layers'),
    ...of('map', 'AssumeRolePolicyDocument CapacityProviderConfig DeadLetterQueue DeploymentPreference'),
    ...of('map', 'DurableConfig Environment EphemeralStorage EventInvokeConfig Events FunctionScalingConfig'),
    ...of('map', 'FunctionUrlConfig ImageConfig LoggingConfig ProvisionedConcurrencyConfig'),
    ...of('map', 'RuntimeManagementConfig SnapStart Tags TenancyConfig VpcConfig'),
    ...of('any', 'CodeUri Policies'),
  },
  required: {},
};

/** What a function has that is not in a container image. */
export const ZIPPED: Readonly<Record<string, string>> = {
  Handler: 'Handler: index.handler',
  Runtime: 'Runtime: nodejs22.x',
};

export const EVENT: Shape = {
  name: 'An event of AWS::Serverless::Function',
  properties: { Type: 'text', Properties: 'map' },
  required: { Type: 'Type: DynamoDB' },
};

export const STREAM_EVENT: Shape = {
  name: 'An event of type DynamoDB',
  properties: {
    ...of('text', 'StartingPosition Stream'),
    ...of(
      'number',
      'BatchSize MaximumBatchingWindowInSeconds MaximumRecordAgeInSeconds MaximumRetryAttempts',
    ),
    ...of('number', 'ParallelizationFactor StartingPositionTimestamp TumblingWindowInSeconds'),
    ...of('truth', 'BisectBatchOnFunctionError Enabled'),
    ...of('map', 'DestinationConfig FilterCriteria MetricsConfig ProvisionedPollerConfig'),
    ...of('list', 'FunctionResponseTypes'),
    ...of('text', 'KmsKeyArn'),
  },
  required: {
    Stream: 'Stream: !GetAtt MyTable.StreamArn',
    StartingPosition: 'StartingPosition: LATEST or TRIM_HORIZON',
  },
};

export const SIMPLE_TABLE: Shape = {
  name: 'AWS::Serverless::SimpleTable',
  properties: {
    ...of('map', 'PointInTimeRecoverySpecification PrimaryKey ProvisionedThroughput SSESpecification Tags'),
    ...of('text', 'TableName'),
  },
  required: {},
};

export const PRIMARY_KEY: Shape = {
  name: 'PrimaryKey of AWS::Serverless::SimpleTable',
  properties: { Name: 'text', Type: 'text' },
  required: { Type: 'Type: String' },
};

export const LAYER_VERSION: Shape = {
  name: 'AWS::Serverless::LayerVersion',
  properties: {
    ...of('text', 'Description LayerName LicenseInfo RetentionPolicy'),
    ...of('truth', 'PublishLambdaVersion'),
    ...of('list', 'CompatibleArchitectures CompatibleRuntimes'),
    ...of('any', 'ContentUri'),
  },
  required: { ContentUri: 'ContentUri: layer/' },
};
