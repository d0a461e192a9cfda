/** What the framework makes of `websocket` events: the API, its stage, its routes. Rows `serverless.websocket*`. Pure. */
import { invocationUri } from '../../cloudformation/invocation-uri.ts';
import * as names from '../../serverless-names.ts';
import { mapping, type Node, nodeAt, scalar, toText, written } from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import { isNull, orDefault, type Service } from '../service.ts';
import { apiPort } from './offline.ts';
import { type Resources, resource } from './resources.ts';
import { stageResources } from './stage.ts';
import type { WebsocketAuthorizer, WebsocketEvent } from './websocket-events.ts';

const DEFAULT_ROUTE_SELECTION = '$request.body.action';

export function websocketResources(
  service: Service,
  events: readonly WebsocketEvent[],
  problems: ProblemList,
): Resources {
  const foreign = foreignApi(service, problems);
  const around = nodeAt(service.node, 'provider') ?? service.node;
  const apiId = foreign ?? written({ Ref: names.API }, around.at);
  const resources: Resources = foreign === undefined ? { [names.API]: api(service, around) } : {};
  for (const event of events) Object.assign(resources, eventResources(event, apiId));
  if (foreign === undefined) Object.assign(resources, stageResources(service, apiId, around, problems));
  return resources;
}

/** The API that the service's routes are added to, where that is another resource of its own. */
function foreignApi(service: Service, problems: ProblemList): Node | undefined {
  const named = nodeAt(service.node, 'provider', 'apiGateway', 'websocketApiId');
  if (named === undefined || isNull(named)) return undefined;
  const own = toText(nodeAt(named, 'Ref'));
  const resources = nodeAt(service.node, 'resources', 'Resources');
  if (own !== undefined && nodeAt(resources, own) !== undefined) return named;
  problems.notice(
    'provider.apiGateway.websocketApiId names an API of another stack; here the service has an API of its own for its routes.',
  );
  return undefined;
}

function api(service: Service, provider: Node): Node {
  const setting = (...keys: readonly string[]) =>
    keys.map((key) => nodeAt(provider, key)).find((node) => !isNull(node));
  const name = setting('websocketsApiName', 'websocketApiName');
  const isNamed = name?.kind === 'scalar' && typeof name.value === 'string';
  const properties = mapping(
    {
      Name: isNamed ? name : scalar(`${service.stage}-${service.name}-websockets`, provider.at),
      ProtocolType: scalar('WEBSOCKET', provider.at),
      RouteSelectionExpression: orDefault(
        setting('websocketsApiRouteSelectionExpression', 'websocketApiRouteSelectionExpression'),
        DEFAULT_ROUTE_SELECTION,
        provider,
      ),
      Description: setting('websocketsDescription'),
    },
    provider.at,
  );
  const port = apiPort(service);
  const metadata = port && mapping({ Emulator: mapping({ Port: port }, port.at) }, port.at);
  return resource('AWS::ApiGatewayV2::Api', properties, provider.at, { Metadata: metadata });
}

function eventResources(event: WebsocketEvent, apiId: Node): Resources {
  const { functionName, routeKey, authorizer, routeResponseSelectionExpression: expression, at } = event;
  const integration = names.integrationId(functionName);
  const route = {
    ApiId: apiId,
    RouteKey: event.route,
    AuthorizationType: scalar(authorizer === undefined ? 'NONE' : 'CUSTOM', authorizer?.at ?? at),
    AuthorizerId: authorizer && written({ Ref: names.authorizerId(authorizer.name) }, authorizer.at),
    RouteResponseSelectionExpression: expression,
    Target: written({ 'Fn::Join': ['/', ['integrations', { Ref: integration }]] }, at),
  };
  const resources: Resources = {
    [integration]: resource(
      'AWS::ApiGatewayV2::Integration',
      mapping(
        {
          ApiId: apiId,
          IntegrationType: scalar('AWS_PROXY', at),
          IntegrationUri: invocationUri(functionArn(functionName, at)),
        },
        at,
      ),
      at,
    ),
    [names.permissionId(functionName)]: resource(
      'AWS::Lambda::Permission',
      mapping({ FunctionName: functionArn(functionName, at) }, at),
      at,
    ),
    [names.routeId(routeKey)]: resource('AWS::ApiGatewayV2::Route', mapping(route, at), at),
  };
  if (authorizer !== undefined) {
    resources[names.authorizerId(authorizer.name)] = authorizerResource(authorizer, apiId);
  }
  if (expression !== undefined) {
    const response = {
      ApiId: apiId,
      RouteId: written({ Ref: names.routeId(routeKey) }, at),
      RouteResponseKey: scalar('$default', at),
    };
    resources[names.routeResponseId(routeKey)] = resource(
      'AWS::ApiGatewayV2::RouteResponse',
      mapping(response, at),
      at,
    );
  }
  return resources;
}

function authorizerResource({ name, target, identitySource, at }: WebsocketAuthorizer, apiId: Node): Node {
  const arn = 'arn' in target ? target.arn : functionArn(target.functionName, at);
  const properties = {
    ApiId: apiId,
    Name: scalar(name, at),
    AuthorizerType: scalar('REQUEST', at),
    AuthorizerUri: invocationUri(arn),
    IdentitySource: identitySource,
  };
  return resource('AWS::ApiGatewayV2::Authorizer', mapping(properties, at), at);
}

function functionArn(functionName: string, at: Node['at']): Node {
  return written({ 'Fn::GetAtt': [names.functionId(functionName), 'Arn'] }, at);
}

/** The address that the framework prints after a deployment. */
export function endpointOutput(service: Service, around: Node): Node {
  const value = [
    'wss://',
    { Ref: names.API },
    '.execute-api.',
    { Ref: 'AWS::Region' },
    '.',
    { Ref: 'AWS::URLSuffix' },
    `/${service.stage}`,
  ];
  return written(
    { Description: 'URL of the service endpoint', Value: { 'Fn::Join': ['', value] } },
    around.at,
  );
}
