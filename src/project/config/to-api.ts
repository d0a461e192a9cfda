/** The API Gateway half of {@link toProject}: APIs, stages, routes and integrations, with every default filled in. */
import { resolve } from 'node:path';
import { apiIdOf } from '../../ids.ts';
import { DEFAULT_INTEGRATION_TIMEOUT_MS } from '../../limits.ts';
import {
  DEFAULT_API_KEY_SELECTION,
  DEFAULT_PORT,
  DEFAULT_ROUTE_SELECTION,
  DEFAULT_STAGE,
  UNMEASURED,
} from '../api-defaults.ts';
import type { Api, Integration, IntegrationTarget, Route, Stage } from '../api-model.ts';
import { chosenStages } from '../chosen-stage.ts';
import type { DefinitionPath } from '../definition-path.ts';
import type { CheckedConfig } from './schema.ts';

type ApiConfig = CheckedConfig['apis'][string];

interface Surroundings {
  /** Absolute path that files are relative to. */
  readonly root: string;
  readonly region: string;
  /** Stage to run instead of the API's own. */
  readonly stage: string | undefined;
}

export function toApi(name: string, api: ApiConfig, { root, region, stage }: Surroundings): Api {
  const apiId = api.apiId ?? apiIdOf(name);
  const path = ['apis', name];
  return {
    name,
    apiId,
    port: api.port ?? DEFAULT_PORT,
    domainName: api.domainName ?? `${apiId}.execute-api.${region}.amazonaws.com`,
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint ?? false,
    routeSelectionExpression: api.routeSelectionExpression ?? DEFAULT_ROUTE_SELECTION,
    apiKeySelectionExpression: api.apiKeySelectionExpression ?? DEFAULT_API_KEY_SELECTION,
    stages: chosenStages(toStages(api, root, path), stage),
    routes: Object.entries(api.routes).map(([routeKey, route]) =>
      toRoute(routeKey, route, [...path, 'routes', routeKey]),
    ),
    authorizers: Object.entries(api.authorizers ?? {}).map(([authorizer, settings]) => ({
      name: authorizer,
      functionName: settings.function,
      identitySource: (settings.identitySource ?? []).map((source) => source.replace(/^\$/, '')),
      path: [...path, 'authorizers', authorizer],
    })),
    models: Object.entries(api.models ?? {}).map(([model, schema]) => ({
      name: model,
      schema,
      path: [...path, 'models', model],
    })),
    messageOrder: api.messageOrder ?? 'concurrent',
    compression: api.compression ?? false,
    unmeasured: { ...UNMEASURED, ...given(api.unmeasured ?? {}) },
    path,
  };
}

function toStages(api: ApiConfig, root: string, path: DefinitionPath): Stage[] {
  const { stage = DEFAULT_STAGE, stageVariables = {} } = api;
  if (api.stages === undefined) {
    const settings = { defaultRouteSettings: {}, routeSettings: {} };
    return [{ name: stage, variables: stageVariables, ...settings, path: [...path, 'stage'] }];
  }
  return Object.entries(api.stages).map(([name, settings]): Stage => {
    const { format, destination = 'console' } = settings.accessLogSettings ?? {};
    return {
      name,
      variables: settings.variables ?? {},
      ...(format !== undefined && {
        accessLogSettings: {
          format,
          destination: destination === 'console' ? destination : resolve(root, destination),
        },
      }),
      defaultRouteSettings: given(settings.defaultRouteSettings ?? {}),
      routeSettings: Object.fromEntries(
        Object.entries(settings.routeSettings ?? {}).map(([routeKey, route]) => [routeKey, given(route)]),
      ),
      path: [...path, 'stages', name],
    };
  });
}

type RouteConfig = Exclude<ApiConfig['routes'][string], string>;

function toRoute(routeKey: string, given: RouteConfig | string, path: DefinitionPath): Route {
  const route = typeof given === 'string' ? { function: given } : given;
  const { authorizer, authorizationType = authorizer === undefined ? 'NONE' : 'CUSTOM' } = route;
  const { modelSelectionExpression } = route;
  return {
    routeKey,
    integration:
      route.integration === undefined
        ? toIntegration({ type: 'AWS_PROXY', function: route.function ?? '' }, path)
        : toIntegration(route.integration, [...path, 'integration']),
    routeResponse: route.routeResponse ?? false,
    authorization: authorizationType === 'CUSTOM' ? { authorizer: authorizer ?? '' } : authorizationType,
    apiKeyRequired: route.apiKeyRequired ?? false,
    ...(modelSelectionExpression !== undefined && { modelSelectionExpression }),
    requestModels: route.requestModels ?? {},
    requestParameters: Object.fromEntries(
      Object.entries(route.requestParameters ?? {}).map(([name, { required = false }]) => [
        name,
        { required },
      ]),
    ),
    path,
  };
}

type IntegrationConfig = NonNullable<RouteConfig['integration']>;

function toIntegration(config: IntegrationConfig, path: DefinitionPath): Integration {
  const { type, templateSelectionExpression, contentHandlingStrategy } = config;
  return {
    type,
    target: type === 'MOCK' ? undefined : toTarget(config),
    timeoutInMillis: config.timeoutInMillis ?? DEFAULT_INTEGRATION_TIMEOUT_MS,
    requestParameters: config.requestParameters ?? {},
    requestTemplates: config.requestTemplates ?? {},
    ...(templateSelectionExpression !== undefined && { templateSelectionExpression }),
    passthroughBehavior: config.passthroughBehavior ?? 'WHEN_NO_MATCH',
    ...(contentHandlingStrategy !== undefined && { contentHandlingStrategy }),
    responses: Object.entries(config.responses ?? {}).map(([key, { responseTemplates, ...response }]) => ({
      key,
      responseTemplates: responseTemplates ?? {},
      ...given(response),
    })),
    path,
  };
}

/** An action is named as in an integration URI: `arn:aws:apigateway:us-east-1:dynamodb:action/PutItem`, or its end. */
function toTarget({
  type,
  uri = '',
  integrationMethod: method = 'POST',
  ...config
}: IntegrationConfig): IntegrationTarget {
  if (type === 'HTTP' || type === 'HTTP_PROXY') return { kind: 'http', url: uri, method };
  const [, service, action] = /(?:^|:)([a-z0-9-]+):action\/(\w+)$/.exec(uri) ?? [];
  if (service !== undefined && action !== undefined) return { kind: 'action', service, action };
  return { kind: 'function', functionName: config.function ?? '' };
}

type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** What is set, without what is written as undefined. */
function given<T extends object>(settings: T): Given<T> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Given<T>;
}
