/** Integrations and their responses. */
import type * as v from 'valibot';
import { DEFAULT_INTEGRATION_TIMEOUT_MS } from '../../../limits.ts';
import type { Integration, IntegrationResponse, IntegrationTarget } from '../../api-model.ts';
import type { DefinitionPath } from '../../definition-path.ts';
import { locationOf } from '../../source/node.ts';
import { type Found, isMissing } from '../resource-reader.ts';
import { integrationResponseShape, integrationShape } from '../shapes/api-shapes.ts';
import type { ReadingContext } from './context.ts';
import { checkIsArn, functionNameOf } from './function-name.ts';
import { noteOrigins } from './origin.ts';

type IntegrationResource = Found<v.InferOutput<typeof integrationShape>>;
type ResponseResource = Found<v.InferOutput<typeof integrationResponseShape>>;

/** An integration, for whichever route asks for it: routes may share one. */
export type IntegrationFor = (path: DefinitionPath) => Integration;

export interface Integrations {
  readonly resources: readonly IntegrationResource[];
  readonly byId: ReadonlyMap<string, IntegrationFor>;
}

export function readIntegrations(context: ReadingContext): Integrations {
  const responses = context.resources.find(
    ['AWS::ApiGatewayV2::IntegrationResponse'],
    integrationResponseShape,
  );
  const resources = context.resources.find(['AWS::ApiGatewayV2::Integration'], integrationShape);
  const byId = resources.map((found): [string, IntegrationFor] => [
    found.id,
    (path) =>
      toIntegration(
        found,
        responses.filter(({ properties }) => properties.IntegrationId === found.id),
        path,
        context,
      ),
  ]);
  return { resources, byId: new Map(byId) };
}

const LOCATIONS = {
  uri: ['IntegrationUri'],
  function: ['IntegrationUri'],
  type: ['IntegrationType'],
  timeoutInMillis: ['TimeoutInMillis'],
  requestParameters: ['RequestParameters'],
  requestTemplates: ['RequestTemplates'],
};

function toIntegration(
  found: IntegrationResource,
  responses: readonly ResponseResource[],
  path: DefinitionPath,
  { origins, problems }: ReadingContext,
): Integration {
  const { properties, node } = found;
  const { IntegrationType: type, TemplateSelectionExpression: selection } = properties;
  noteOrigins(origins, path, found, LOCATIONS);
  for (const response of responses) {
    const place = [...path, 'responses', response.properties.IntegrationResponseKey];
    noteOrigins(
      origins,
      place,
      response,
      { responseTemplates: ['ResponseTemplates'] },
      'IntegrationResponseKey',
    );
  }
  if (type !== 'MOCK' && isMissing(found, 'IntegrationUri')) {
    problems.add(node.at, `an integration of type ${type} has an IntegrationUri; write one`);
  }
  const target = type === 'MOCK' ? undefined : toTarget(properties);
  if (target?.kind === 'function')
    checkIsArn(properties.IntegrationUri, locationOf(node, ['IntegrationUri']), problems);
  return {
    type,
    target,
    timeoutInMillis: properties.TimeoutInMillis ?? DEFAULT_INTEGRATION_TIMEOUT_MS,
    requestParameters: properties.RequestParameters ?? {},
    requestTemplates: properties.RequestTemplates ?? {},
    ...(selection !== undefined && { templateSelectionExpression: selection }),
    passthroughBehavior: properties.PassthroughBehavior ?? 'WHEN_NO_MATCH',
    ...(properties.ContentHandlingStrategy !== undefined && {
      contentHandlingStrategy: properties.ContentHandlingStrategy,
    }),
    responses: responses.map(toResponse),
    path,
  };
}

function toTarget(properties: IntegrationResource['properties']): IntegrationTarget {
  const { IntegrationType: type, IntegrationUri: uri = '', IntegrationMethod: method = 'POST' } = properties;
  if (type === 'HTTP' || type === 'HTTP_PROXY') return { kind: 'http', url: uri, method };
  const [, service, action] = /:apigateway:[^:]*:([a-z0-9-]+):action\/(\w+)/.exec(uri) ?? [];
  if (service !== undefined && action !== undefined) return { kind: 'action', service, action };
  return { kind: 'function', functionName: functionNameOf(uri) };
}

function toResponse({ properties }: ResponseResource): IntegrationResponse {
  const { TemplateSelectionExpression: selection, ContentHandlingStrategy: handling } = properties;
  return {
    key: properties.IntegrationResponseKey,
    responseTemplates: properties.ResponseTemplates ?? {},
    ...(selection !== undefined && { templateSelectionExpression: selection }),
    ...(handling !== undefined && { contentHandlingStrategy: handling }),
  };
}
