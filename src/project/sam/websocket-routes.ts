/** The routes of an `AWS::Serverless::WebSocketApi`, each with its integration. Row `sam.websocket-api.routes`. */
import { invocationUri } from '../cloudformation/invocation-uri.ts';
import type { Location } from '../source/location.ts';
import { list, type Mapping, mapping, type Node, scalar } from '../source/node.ts';
import type { SamContext } from './context.ts';
import { property, ref } from './intrinsics.ts';
import { companion, passed, type SamResource } from './resource.ts';
import { asMap, checkProperties } from './shape.ts';
import { ROUTE } from './shapes.ts';

export interface SamRoute {
  readonly key: string;
  /** Of the key. */
  readonly keyAt: Location;
  readonly node: Mapping;
  readonly functionArn: Node;
}

const EXAMPLE = '{ FunctionArn: !GetAtt MyFunction.Arn }';

const OF_ROUTE = [
  'ApiKeyRequired',
  'ModelSelectionExpression',
  'OperationName',
  'RequestModels',
  'RequestParameters',
  'RouteResponseSelectionExpression',
];

/** Those that can be read; what is wrong with the others is said. */
export function readRoutes({ properties }: SamResource, context: SamContext): readonly SamRoute[] {
  const node = property(properties, 'Routes');
  if (node === undefined) return [];
  const routes = asMap(node, `$connect: ${EXAMPLE}`, context);
  if (routes === undefined) return [];
  if (routes.entries.size === 0) {
    context.problems.add(node.at, `a WebSocket API has at least one route; write $connect: ${EXAMPLE}`);
  }
  checkNames(routes, context);
  return [...routes.entries].flatMap(([key, entry]) => {
    const route = asMap(entry.value, EXAMPLE, context);
    if (route === undefined) return [];
    checkProperties(route, ROUTE, context);
    checkParameters(key, route, context);
    const functionArn = property(route, 'FunctionArn');
    return functionArn === undefined ? [] : [{ key, keyAt: entry.key, node: route, functionArn }];
  });
}

/** @param ofConnect - what authorizes connections: properties of the `$connect` route. */
export function transformRoutes(
  api: SamResource,
  routes: readonly SamRoute[],
  ofConnect: Readonly<Record<string, Node>>,
): Record<string, Mapping> {
  const resources: Record<string, Mapping> = {};
  for (const { key, keyAt, node, functionArn } of routes) {
    const name = `${api.id}${normalized(key)}`;
    const ApiId = ref(api.id, node.at);
    const integration = list([scalar('integrations', node.at), ref(`${name}Integration`, node.at)], node.at);
    const target = list([scalar('/', node.at), integration], node.at);
    resources[`${name}Route`] = companion(
      api,
      'AWS::ApiGatewayV2::Route',
      {
        ApiId,
        RouteKey: scalar(key, keyAt),
        ...passed(node, OF_ROUTE),
        ...(key === '$connect' && ofConnect),
        Target: mapping({ 'Fn::Join': target }, node.at),
      },
      node.at,
    );
    resources[`${name}Integration`] = companion(
      api,
      'AWS::ApiGatewayV2::Integration',
      {
        ApiId,
        IntegrationType: scalar('AWS_PROXY', node.at),
        IntegrationUri: invocationUri(functionArn),
        TimeoutInMillis: property(node, 'IntegrationTimeout'),
      },
      node.at,
    );
  }
  return resources;
}

/** As part of a logical id: `Connect` for `$connect`, `Sendmessage` for `sendMessage`. */
function normalized(key: string): string {
  const word = key.replace(/^\$/, '');
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}

const PREDEFINED = ['$connect', '$disconnect', '$default'];

function checkNames(routes: Mapping, { problems }: SamContext): void {
  const firsts = new Map<string, string>();
  for (const [name, { key }] of routes.entries) {
    if (!PREDEFINED.includes(name) && !/^[\p{L}\p{N}]+$/u.test(name)) {
      const advice = 'rename it, or define the API by AWS::ApiGatewayV2::Api and AWS::ApiGatewayV2::Route';
      problems.add(
        key,
        `SAM takes route keys of letters and digits, $connect, $disconnect and $default; ${advice}`,
      );
    }
    const first = firsts.get(normalized(name));
    if (first !== undefined) {
      problems.add(key, `SAM gives this route the same logical id as "${first}"; rename one of them`);
    }
    firsts.set(normalized(name), name);
  }
}

function checkParameters(key: string, route: Mapping, { problems }: SamContext): void {
  const parameters = property(route, 'RequestParameters');
  if (parameters === undefined || key === '$connect') return;
  problems.add(parameters.at, 'only $connect has request parameters; move them there, or remove them');
}
