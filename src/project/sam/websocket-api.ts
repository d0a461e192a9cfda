/** `AWS::Serverless::WebSocketApi`: the API, its stage, and what its parts make. Rows `sam.websocket-api.*`. */
import { isIntrinsic } from '../cloudformation/intrinsics/table.ts';
import { type Mapping, type Node, scalar, toText, written } from '../source/node.ts';
import type { SamContext } from './context.ts';
import { property, ref, resolvedProperty, resolvedText } from './intrinsics.ts';
import { companion, passed, type SamResource, successor, type Transformed } from './resource.ts';
import { checkProperties } from './shape.ts';
import { WEBSOCKET_API } from './shapes.ts';
import { transformAuth } from './websocket-auth.ts';
import { transformDomain } from './websocket-domain.ts';
import { readRoutes, transformRoutes } from './websocket-routes.ts';

const OF_API = [
  'ApiKeySelectionExpression',
  'Description',
  'DisableExecuteApiEndpoint',
  'DisableSchemaValidation',
  'IpAddressType',
  'RouteSelectionExpression',
  'Tags',
];
const OF_STAGE = ['AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings', 'StageVariables'];

const DEFAULT_STAGE = 'default';

export function transformWebSocketApi(api: SamResource, context: SamContext): Transformed {
  const { id, properties } = api;
  checkProperties(properties, WEBSOCKET_API, context);
  checkIpAddressType(properties, context);
  const routes = readRoutes(api, context);
  const auth = transformAuth(api, routes, context);
  const stageId = stageIdOf(api, context);
  return {
    resources: {
      [id]: successor(api, 'AWS::ApiGatewayV2::Api', {
        Name: property(properties, 'Name') ?? scalar(id, api.node.at),
        ProtocolType: scalar('WEBSOCKET', api.node.at),
        ...passed(properties, OF_API),
      }),
      [stageId]: transformStage(api, context),
      ...transformRoutes(api, routes, auth.ofConnect),
      ...auth.resources,
      ...transformDomain(api, stageId, context),
    },
    referables: { [`${id}.Stage`]: stageId },
  };
}

function transformStage(api: SamResource, { problems }: SamContext): Mapping {
  const { id, node, properties } = api;
  const name = property(properties, 'StageName');
  if (name !== undefined && toText(name) === '$default') {
    problems.add(name.at, 'a WebSocket API cannot have a stage named $default; name it otherwise');
  }
  const { at } = name ?? node;
  const own = {
    ApiId: ref(id, at),
    StageName: name ?? scalar(DEFAULT_STAGE, at),
    AutoDeploy: written(true, at),
    ...passed(properties, OF_STAGE),
  };
  return companion(api, 'AWS::ApiGatewayV2::Stage', own, at);
}

/** As SAM names it: `MyApiDefaultStage`, `MyApidevStage`, or `MyApiStage` where a function makes the name. */
function stageIdOf({ id, properties }: SamResource, context: SamContext): string {
  const name = stageNameBeforeDeployment(property(properties, 'StageName'), properties, context);
  return name === DEFAULT_STAGE ? `${id}DefaultStage` : `${id}${name}Stage`;
}

/** SAM knows parameters and mappings, but leaves other functions to CloudFormation. */
function stageNameBeforeDeployment(name: Node | undefined, properties: Mapping, context: SamContext): string {
  if (name === undefined) return DEFAULT_STAGE;
  const isKnown = !isIntrinsic(name) || property(name, 'Ref') || property(name, 'Fn::FindInMap');
  return (isKnown && resolvedText(properties, 'StageName', context)) || '';
}

function checkIpAddressType(properties: Mapping, context: SamContext): void {
  const node = resolvedProperty(properties, 'IpAddressType', context);
  const type = toText(node);
  if (node === undefined || type === undefined || type === 'ipv4' || type === 'dualstack') return;
  context.problems.add(node.at, `expected ipv4 or dualstack, found ${JSON.stringify(type)}`);
}
