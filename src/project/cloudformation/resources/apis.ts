/** WebSocket APIs, with their stages, routes, authorizers and models. */
import type * as v from 'valibot';
import { reasonOf } from '../../../errors.ts';
import {
  DEFAULT_API_KEY_SELECTION,
  DEFAULT_PORT,
  DEFAULT_ROUTE_SELECTION,
  DEFAULT_STAGE,
  UNMEASURED,
} from '../../api-defaults.ts';
import type { Api, Authorizer, Model, Stage } from '../../api-model.ts';
import { chosenStages } from '../../chosen-stage.ts';
import type { DefinitionPath } from '../../definition-path.ts';
import { locationOf, nodeAt, toText, toValue } from '../../source/node.ts';
import { urlSuffixOf } from '../naming.ts';
import { type Found, isMissing } from '../resource-reader.ts';
import { apiShape, authorizerShape, modelShape, stageShape } from '../shapes/api-shapes.ts';
import { checkApiIds } from './api-ids.ts';
import type { ReadingContext } from './context.ts';
import { checkIsArn, functionNameOf } from './function-name.ts';
import { noteOrigins } from './origin.ts';
import { createRouteReader, type RouteReader } from './routes.ts';
import { type StageResource, toStage } from './stages.ts';

type ApiResource = Found<v.InferOutput<typeof apiShape>>;
type AuthorizerResource = Found<v.InferOutput<typeof authorizerShape>>;
type ModelResource = Found<v.InferOutput<typeof modelShape>>;

/** All that belongs to APIs, whichever stack each stands in. */
interface Parts {
  readonly stages: readonly StageResource[];
  readonly authorizers: readonly AuthorizerResource[];
  readonly models: readonly ModelResource[];
  readonly routes: RouteReader;
}

/** @param stage - the one to run instead of an API's own. */
export function readApis(context: ReadingContext, stage: string | undefined): Api[] {
  const { resources, problems } = context;
  const found = resources.find(['AWS::ApiGatewayV2::Api'], apiShape);
  const parts: Parts = {
    stages: resources.find(['AWS::ApiGatewayV2::Stage'], stageShape),
    authorizers: resources.find(['AWS::ApiGatewayV2::Authorizer'], authorizerShape),
    models: resources.find(['AWS::ApiGatewayV2::Model'], modelShape),
    routes: createRouteReader(context),
  };
  checkApiIds([...parts.stages, ...parts.authorizers, ...parts.models, ...parts.routes.all], found, context);
  const names = found.map(({ name }) => name);
  return found.flatMap((api) => {
    checkProtocol(api, problems);
    if (api.properties.ProtocolType === 'HTTP' || isImported(api)) {
      problems.notice(`${api.resource.logicalId} is an HTTP API; the emulator serves WebSocket APIs alone.`);
      return [];
    }
    // Stacks of one project may name their APIs alike.
    const isAlone = names.filter((name) => name === api.name).length === 1;
    const name = isAlone ? api.name : `${api.stack.stack.name}-${api.resource.logicalId}`;
    return [toApi(api, name, parts, context, stage)];
  });
}

/** Those are HTTP APIs. */
function isImported({ node }: ApiResource): boolean {
  return ['Body', 'BodyS3Location', 'Target'].some((name) => nodeAt(node, name) !== undefined);
}

function checkProtocol(api: ApiResource, problems: ReadingContext['problems']): void {
  if (!isMissing(api, 'ProtocolType') || isImported(api)) return;
  problems.add(api.node.at, 'an API has a ProtocolType; write ProtocolType: WEBSOCKET');
}

function toApi(
  api: ApiResource,
  name: string,
  { stages, authorizers, models, routes }: Parts,
  context: ReadingContext,
  stage: string | undefined,
): Api {
  const { origins } = context;
  const { properties, resource, id } = api;
  const path = ['apis', name];
  noteOrigins(
    origins,
    path,
    api,
    {
      routeSelectionExpression: ['RouteSelectionExpression'],
      apiKeySelectionExpression: ['ApiKeySelectionExpression'],
    },
    'Name',
  );
  const isOwn = ({ properties }: { readonly properties: { readonly ApiId: string } }) =>
    properties.ApiId === id;
  const ownAuthorizers = authorizers.filter(isOwn);
  const authorizerNames = new Map(ownAuthorizers.map((found) => [found.id, found.name]));
  const { region } = api.stack;
  return {
    name,
    apiId: id,
    port: Number(toText(nodeAt(resource.metadata, 'Emulator', 'Port')) ?? DEFAULT_PORT),
    domainName: `${id}.execute-api.${region}.${urlSuffixOf(region)}`,
    disableExecuteApiEndpoint: properties.DisableExecuteApiEndpoint ?? false,
    routeSelectionExpression: properties.RouteSelectionExpression ?? DEFAULT_ROUTE_SELECTION,
    apiKeySelectionExpression: properties.ApiKeySelectionExpression ?? DEFAULT_API_KEY_SELECTION,
    stages: chosenStages(stagesOf(stages.filter(isOwn), path, resource.logicalId, context), stage),
    routes: (routes.byApi.get(id) ?? []).map((route) => routes.read(route, path, authorizerNames)),
    authorizers: ownAuthorizers.map((found) => toAuthorizer(found, path, context)),
    models: models.filter(isOwn).map((found) => toModel(found, path, context)),
    messageOrder: 'concurrent',
    compression: false,
    unmeasured: UNMEASURED,
    path,
  };
}

function stagesOf(
  found: readonly StageResource[],
  api: DefinitionPath,
  logicalId: string,
  context: ReadingContext,
): Stage[] {
  if (found.length > 0) return found.map((stage) => toStage(stage, api, context));
  context.problems.notice(`${logicalId} has no stage; it is served as "${DEFAULT_STAGE}".`);
  const settings = { variables: {}, defaultRouteSettings: {}, routeSettings: {} };
  return [{ name: DEFAULT_STAGE, ...settings, path: [...api, 'stages', DEFAULT_STAGE] }];
}

function toAuthorizer(
  authorizer: AuthorizerResource,
  api: DefinitionPath,
  { origins, problems }: ReadingContext,
): Authorizer {
  const { name, properties, node } = authorizer;
  const path = [...api, 'authorizers', name];
  const settings = { function: ['AuthorizerUri'], identitySource: ['IdentitySource'] };
  noteOrigins(origins, path, authorizer, settings, 'Name');
  if (properties.AuthorizerType === 'JWT') {
    problems.add(
      locationOf(node, ['AuthorizerType']),
      'WebSocket APIs have authorizers of type REQUEST only; write REQUEST, and check the token in the function',
    );
  }
  checkIsArn(properties.AuthorizerUri, locationOf(node, ['AuthorizerUri']), problems);
  return {
    name,
    functionName: functionNameOf(properties.AuthorizerUri ?? ''),
    identitySource: (properties.IdentitySource ?? []).map((source) => source.replace(/^\$/, '')),
    path,
  };
}

function toModel(
  { name, resource, node }: ModelResource,
  api: DefinitionPath,
  { origins, problems }: ReadingContext,
): Model {
  const path = [...api, 'models', name];
  const schema = nodeAt(node, 'Schema');
  origins.set(path, schema?.at ?? resource.at);
  const value = schema === undefined ? {} : toValue(schema);
  if (typeof value !== 'string') return { name, schema: value as Model['schema'], path };
  try {
    return { name, schema: JSON.parse(value), path };
  } catch (error) {
    problems.add(schema?.at ?? resource.at, `the schema is no JSON: ${reasonOf(error)}`);
    return { name, schema: {}, path };
  }
}
