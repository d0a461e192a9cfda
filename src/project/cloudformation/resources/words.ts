/** How a template calls what rules talk about. */
import { formatPath } from '../../problems.ts';
import type { Topic, Words } from '../../reading.ts';
import type { Origins } from '../../source/origins.ts';

/** The model's settings, and the properties that they are read from. */
const SETTINGS: Readonly<Record<string, string>> = {
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

const ADVICE: Readonly<Record<Topic, (subject: string) => string>> = {
  api: () =>
    'add a resource of type AWS::Serverless::WebSocketApi, or AWS::ApiGatewayV2::Api with ProtocolType: WEBSOCKET',
  route: () =>
    'add a resource of type AWS::ApiGatewayV2::Route, or Routes to the AWS::Serverless::WebSocketApi',
  stream: (subject) => `write StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES } in ${subject}`,
  usagePlan: () => 'add an AWS::ApiGateway::UsagePlanKey',
  localIndex: (subject) => `a local index needs a sort key, and its table one too; write one for ${subject}`,
};

/** Parts are named by where they are written. */
export function wordsOf(origins: Origins): Words {
  return {
    path: (path, at) => formatPath(origins.find(path, at).path),
    setting: (name) => SETTINGS[name] ?? name,
    advice: (topic, subject) => ADVICE[topic](subject),
  };
}
