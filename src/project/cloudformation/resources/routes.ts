/** Routes. */
import type * as v from 'valibot';
import { DEFAULT_INTEGRATION_TIMEOUT_MS } from '../../../limits.ts';
import type { Route } from '../../api-model.ts';
import type { DefinitionPath } from '../../definition-path.ts';
import { nodeAt, toText } from '../../source/node.ts';
import { type Found, isMissing } from '../resource-reader.ts';
import { routeResponseShape, routeShape } from '../shapes/api-shapes.ts';
import type { ReadingContext } from './context.ts';
import { type IntegrationFor, readIntegrations } from './integrations.ts';
import { distinctPath, noteOrigins } from './origin.ts';

type RouteResource = Found<v.InferOutput<typeof routeShape>>;

/** Makes the routes of an API. */
export interface RouteReader {
  /** With the integrations, which no API is asked for. */
  readonly all: readonly Pick<Found<unknown>, 'resource' | 'node'>[];
  /** By the ids of their APIs. */
  readonly byApi: ReadonlyMap<string, readonly RouteResource[]>;
  read(route: RouteResource, api: DefinitionPath, authorizers: ReadonlyMap<string, string>): Route;
}

export function createRouteReader(context: ReadingContext): RouteReader {
  const integrations = readIntegrations(context);
  const responses = context.resources.find(['AWS::ApiGatewayV2::RouteResponse'], routeResponseShape);
  const answered = new Set(responses.map(({ properties }) => properties.RouteId));
  const routes = context.resources.find(['AWS::ApiGatewayV2::Route'], routeShape);
  const byApi = new Map<string, RouteResource[]>();
  for (const route of routes) {
    const { ApiId: api } = route.properties;
    byApi.set(api, [...(byApi.get(api) ?? []), route]);
  }
  return {
    all: [...routes, ...integrations.resources],
    byApi,
    read: (route, api, authorizers) => {
      const integration = integrationOf(route, integrations.byId, context) ?? STAND_IN;
      const path = distinctPath(context.origins, [...api, 'routes', route.properties.RouteKey]);
      return toRoute(route, path, integration, authorizers, answered.has(route.id), context);
    },
  };
}

/** Instead of one that nobody finds. */
const STAND_IN: IntegrationFor = (path) => ({
  type: 'MOCK',
  target: undefined,
  timeoutInMillis: DEFAULT_INTEGRATION_TIMEOUT_MS,
  requestParameters: {},
  requestTemplates: {},
  passthroughBehavior: 'WHEN_NO_MATCH',
  responses: [],
  path,
});

/** A route may stand in another stack than its integration. */
function integrationOf(
  route: RouteResource,
  integrations: ReadonlyMap<string, IntegrationFor>,
  { problems }: ReadingContext,
): IntegrationFor | undefined {
  const { properties, node } = route;
  const { Target: target } = properties;
  const at = nodeAt(node, 'Target')?.at ?? node.at;
  if (isMissing(route, 'Target')) {
    problems.add(
      at,
      'the route has no Target, so that nothing answers it; write Target: !Sub "integrations/${Integration}"',
    );
  }
  if (target === undefined) return undefined;
  const [, id] = /^integrations\/(.*)$/.exec(target) ?? [];
  const found = id === undefined ? undefined : integrations.get(id);
  if (id === undefined) {
    problems.add(
      at,
      'expected "integrations/" and the id of an integration; write Target: !Sub "integrations/${Integration}"',
    );
  } else if (found === undefined) problems.add(at, `there is no integration "${id}" in this project`);
  return found;
}

const LOCATIONS = {
  integration: ['Target'],
  authorizer: ['AuthorizerId'],
  authorizationType: ['AuthorizationType'],
  apiKeyRequired: ['ApiKeyRequired'],
  requestModels: ['RequestModels'],
  requestParameters: ['RequestParameters'],
  routeResponse: ['RouteResponseSelectionExpression'],
};

function toRoute(
  route: RouteResource,
  path: DefinitionPath,
  integration: IntegrationFor,
  authorizers: ReadonlyMap<string, string>,
  isAnswered: boolean,
  { origins, problems }: ReadingContext,
): Route {
  const { properties, resource, node } = route;
  const { RouteKey: routeKey, ModelSelectionExpression: selection } = properties;
  noteOrigins(origins, path, route, LOCATIONS, 'RouteKey');
  // Those to $connect and $disconnect go nowhere, with a route response or without.
  const isMessage = routeKey !== '$connect' && routeKey !== '$disconnect';
  if (isMessage && properties.RouteResponseSelectionExpression !== undefined && !isAnswered) {
    problems.notice(
      `The route ${routeKey} sends no answers, for its RouteResponseSelectionExpression needs a route response; add an AWS::ApiGatewayV2::RouteResponse with RouteId: !Ref ${resource.logicalId} and RouteResponseKey: $default.`,
    );
  }
  return {
    routeKey,
    integration: integration([...path, 'integration']),
    routeResponse: isAnswered,
    authorization: authorizationOf(properties, authorizers),
    apiKeyRequired: properties.ApiKeyRequired ?? false,
    ...(selection !== undefined && { modelSelectionExpression: selection }),
    requestModels: properties.RequestModels ?? {},
    requestParameters: requestParametersOf(node),
    path,
  };
}

function authorizationOf(
  { AuthorizationType: type = 'NONE', AuthorizerId: id = '' }: RouteResource['properties'],
  authorizers: ReadonlyMap<string, string>,
): Route['authorization'] {
  if (type === 'NONE' || type === 'AWS_IAM') return type;
  return { authorizer: authorizers.get(id) ?? id };
}

/** `{ route.request.querystring.token: { Required: true } }`, and the older `… : true`. */
function requestParametersOf(node: RouteResource['node']): Record<string, { readonly required: boolean }> {
  const parameters = nodeAt(node, 'RequestParameters');
  if (parameters?.kind !== 'mapping') return {};
  return Object.fromEntries(
    [...parameters.entries].map(([name, { value }]) => [
      name,
      { required: (toText(nodeAt(value, 'Required')) ?? toText(value)) === 'true' },
    ]),
  );
}
