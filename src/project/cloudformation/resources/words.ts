/** How a template calls what rules talk about. */
import type { wordsOf } from '../../source/origins.ts';

/** The model's settings, and the properties that they are read from. */
export const SETTINGS: Readonly<Record<string, string>> = {
  accessLogSettings: 'AccessLogSettings',
  apiId: 'ApiId',
  apiKeys: 'Resources',
  apiKeyRequired: 'ApiKeyRequired',
  authorizationType: 'AuthorizationType',
  apis: 'Resources',
  authorizer: 'AuthorizerId',
  authorizers: 'Resources',
  codeUri: 'CodeUri',
  environment: 'Environment',
  functions: 'Resources',
  handler: 'Handler',
  identitySource: 'IdentitySource',
  layers: 'Layers',
  memorySize: 'MemorySize',
  models: 'Resources',
  modelSelectionExpression: 'ModelSelectionExpression',
  partitionKey: 'KeySchema',
  port: 'port',
  requestModels: 'RequestModels',
  requestParameters: 'RequestParameters',
  requestTemplates: 'RequestTemplates',
  responses: 'AWS::ApiGatewayV2::IntegrationResponse',
  routes: 'Resources',
  routeSettings: 'RouteSettings',
  runtime: 'Runtime',
  sortKey: 'KeySchema',
  stage: 'StageName',
  stages: 'Resources',
  stream: 'StreamSpecification',
  tables: 'Resources',
  timeout: 'Timeout',
  timeToLive: 'TimeToLiveSpecification',
  uri: 'IntegrationUri',
};

export const ADVICE: Parameters<typeof wordsOf>[2] = {
  api: () =>
    'add a resource of type AWS::Serverless::WebSocketApi, or AWS::ApiGatewayV2::Api with ProtocolType: WEBSOCKET',
  route: () =>
    'add a resource of type AWS::ApiGatewayV2::Route, or Routes to the AWS::Serverless::WebSocketApi',
  stream: (subject) => `write StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES } in ${subject}`,
  usagePlan: () => 'add an AWS::ApiGateway::UsagePlanKey',
};
