/** The properties of API Gateway's resources that are read. */
import * as v from 'valibot';
import {
  ignored,
  integer,
  number,
  oneOf,
  passedOver,
  reference,
  text,
  textMap,
  texts,
  truth,
} from '../terms.ts';

export const apiShape = v.strictObject({
  Name: v.optional(text()),
  ProtocolType: v.optional(oneOf('WEBSOCKET', 'HTTP')),
  RouteSelectionExpression: v.optional(text()),
  ApiKeySelectionExpression: v.optional(text()),
  DisableExecuteApiEndpoint: v.optional(truth()),
  ...ignored(
    'BasePath',
    'Body',
    'BodyS3Location',
    'CorsConfiguration',
    'CredentialsArn',
    'Description',
    'DisableSchemaValidation',
    'FailOnWarnings',
    'IpAddressType',
    'RouteKey',
    'Tags',
    'Target',
    'Version',
  ),
});

const routeSettings = v.strictObject(
  {
    ThrottlingRateLimit: v.optional(number()),
    ThrottlingBurstLimit: v.optional(integer(0, 1_000_000)),
    LoggingLevel: v.optional(oneOf('OFF', 'ERROR', 'INFO')),
    DataTraceEnabled: v.optional(truth()),
    ...ignored('DetailedMetricsEnabled'),
  },
  'a mapping such as { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50 }',
);

export const stageShape = v.strictObject({
  ApiId: reference('ChatApi'),
  StageName: v.pipe(text(), v.examples(['prod'])),
  StageVariables: v.optional(textMap('stage variables')),
  AccessLogSettings: v.optional(
    v.strictObject(
      { Format: v.optional(text()), ...ignored('DestinationArn') },
      'a mapping with Format and DestinationArn',
    ),
  ),
  DefaultRouteSettings: v.optional(routeSettings),
  RouteSettings: v.optional(v.record(v.string(), routeSettings, 'a mapping from route keys to settings')),
  ...ignored('AccessPolicyId', 'AutoDeploy', 'ClientCertificateId', 'DeploymentId', 'Description', 'Tags'),
});

export const routeShape = v.strictObject({
  ApiId: reference('ChatApi'),
  RouteKey: v.pipe(text(), v.examples(['$default'])),
  Target: v.optional(text()),
  AuthorizationType: v.optional(oneOf('NONE', 'AWS_IAM', 'CUSTOM', 'JWT')),
  AuthorizerId: v.optional(text()),
  ApiKeyRequired: v.optional(truth()),
  ModelSelectionExpression: v.optional(text()),
  RequestModels: v.optional(textMap('names of models')),
  RequestParameters: v.optional(v.unknown()),
  RouteResponseSelectionExpression: v.optional(text()),
  ...ignored('AuthorizationScopes', 'OperationName'),
});

export const integrationShape = v.strictObject({
  ApiId: reference('ChatApi'),
  IntegrationType: v.pipe(oneOf('AWS_PROXY', 'AWS', 'HTTP_PROXY', 'HTTP', 'MOCK'), v.examples(['AWS_PROXY'])),
  IntegrationUri: v.optional(text()),
  IntegrationMethod: v.optional(text()),
  TimeoutInMillis: v.optional(integer(50, 29_000)),
  RequestParameters: v.optional(textMap('request parameters')),
  RequestTemplates: v.optional(textMap('templates')),
  TemplateSelectionExpression: v.optional(text()),
  PassthroughBehavior: v.optional(oneOf('WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER')),
  ContentHandlingStrategy: v.optional(oneOf('CONVERT_TO_BINARY', 'CONVERT_TO_TEXT')),
  ConnectionType: v.optional(oneOf('INTERNET', 'VPC_LINK')),
  ...ignored(
    'ConnectionId',
    'CredentialsArn',
    'Description',
    'IntegrationSubtype',
    'PayloadFormatVersion',
    'ResponseParameters',
    'TlsConfig',
  ),
});

export const integrationResponseShape = v.strictObject({
  ApiId: reference('ChatApi'),
  IntegrationId: reference('ChatIntegration'),
  IntegrationResponseKey: v.pipe(text(), v.examples(['$default'])),
  ResponseTemplates: v.optional(textMap('templates')),
  TemplateSelectionExpression: v.optional(text()),
  ContentHandlingStrategy: v.optional(oneOf('CONVERT_TO_BINARY', 'CONVERT_TO_TEXT')),
  ...ignored('ResponseParameters'),
});

export const routeResponseShape = v.strictObject({
  ApiId: reference('ChatApi'),
  RouteId: reference('ChatRoute'),
  RouteResponseKey: v.pipe(oneOf('$default'), v.examples(['$default'])),
  ...ignored('ModelSelectionExpression', 'ResponseModels', 'ResponseParameters'),
});

export const authorizerShape = v.strictObject({
  ApiId: reference('ChatApi'),
  Name: v.optional(text()),
  AuthorizerType: v.pipe(oneOf('REQUEST', 'JWT'), v.examples(['REQUEST'])),
  AuthorizerUri: v.optional(text()),
  IdentitySource: v.optional(texts('a list such as [route.request.header.Authorization]')),
  ...ignored(
    'AuthorizerCredentialsArn',
    'AuthorizerPayloadFormatVersion',
    'AuthorizerResultTtlInSeconds',
    'EnableSimpleResponses',
    'IdentityValidationExpression',
    'JwtConfiguration',
  ),
});

export const modelShape = v.strictObject({
  ApiId: reference('ChatApi'),
  Name: v.pipe(text(), v.examples(['Message'])),
  Schema: v.unknown(),
  ...ignored('ContentType', 'Description'),
});

export const domainShape = v.strictObject({
  DomainName: v.pipe(text(), v.examples(['ws.example.com'])),
  ...ignored('DomainNameConfigurations', 'MutualTlsAuthentication', 'RoutingMode', 'Tags'),
});

export const apiMappingShape = v.strictObject({
  ApiId: reference('ChatApi'),
  DomainName: v.pipe(text(), v.examples(['ws.example.com'])),
  Stage: v.pipe(text(), v.examples(['prod'])),
  ApiMappingKey: v.optional(text()),
});

export const apiKeyShape = v.strictObject({
  Name: v.optional(text()),
  Value: v.optional(text()),
  Enabled: v.optional(truth()),
  ...ignored('CustomerId', 'Description', 'GenerateDistinctId', 'StageKeys', 'Tags'),
});

export const usagePlanShape = v.strictObject({
  UsagePlanName: v.optional(text()),
  ApiStages: v.optional(
    v.array(
      v.strictObject({ ApiId: v.optional(text()), Stage: v.optional(text()), Throttle: passedOver() }),
      'a list of APIs and stages',
    ),
  ),
  Throttle: v.optional(
    v.strictObject({ RateLimit: v.optional(number()), BurstLimit: v.optional(integer(0, 1_000_000)) }),
  ),
  Quota: v.optional(
    v.strictObject({
      Limit: v.optional(integer(0, 1_000_000_000)),
      Period: v.optional(oneOf('DAY', 'WEEK', 'MONTH')),
      Offset: passedOver(),
    }),
  ),
  ...ignored('Description', 'Tags'),
});

export const usagePlanKeyShape = v.strictObject({
  KeyId: reference('ChatKey'),
  UsagePlanId: reference('ChatPlan'),
  KeyType: passedOver(),
});
