/** REST and HTTP APIs: nothing here serves them, but a template may refer to them. */
import { type Mapping, scalar } from '../source/node.ts';
import type { SamContext } from './context.ts';
import { property, ref, resolvedText } from './intrinsics.ts';
import { companion, passed, type SamResource, successor, type Transformed } from './resource.ts';

export function transformApi(sam: SamResource, context: SamContext): Transformed {
  const { id, node, properties } = sam;
  const stage = resolvedText(properties, 'StageName', context) ?? '';
  const own = { RestApiId: ref(id, node.at), StageName: property(properties, 'StageName') };
  return {
    resources: {
      [id]: successor(sam, 'AWS::ApiGateway::RestApi', passed(properties, ['Description', 'Name'])),
      [`${id}${stage}Stage`]: companion(sam, 'AWS::ApiGateway::Stage', own, node.at),
    },
    referables: { [`${id}.Stage`]: `${id}${stage}Stage` },
  };
}

export function transformHttpApi(sam: SamResource, context: SamContext): Transformed {
  const { id, node, properties } = sam;
  const stage = resolvedText(properties, 'StageName', context);
  const stageId = stage === undefined ? `${id}ApiGatewayDefaultStage` : `${id}${stage}Stage`;
  return {
    resources: {
      [id]: successor(sam, 'AWS::ApiGatewayV2::Api', {
        ...passed(properties, ['Description', 'Name']),
        ProtocolType: scalar('HTTP', node.at),
      }),
      [stageId]: httpStage(sam, id, stage ?? '$default'),
    },
    referables: { [`${id}.Stage`]: stageId },
  };
}

/** What SAM makes for events of functions that name no API of their own; it is there without condition. */
export function implicitApi(sam: SamResource, type: string, event: Mapping): Record<string, Mapping> {
  const { at } = event;
  const of = { ...sam, node: event };
  const properties = property(event, 'Properties');
  if (type === 'Api' && property(properties, 'RestApiId') === undefined) {
    const own = { RestApiId: ref('ServerlessRestApi', at), StageName: scalar('Prod', at) };
    return {
      ServerlessRestApi: companion(of, 'AWS::ApiGateway::RestApi', {}, at),
      ServerlessRestApiProdStage: companion(of, 'AWS::ApiGateway::Stage', own, at),
    };
  }
  if (type === 'HttpApi' && property(properties, 'ApiId') === undefined) {
    const own = { ProtocolType: scalar('HTTP', at) };
    return {
      ServerlessHttpApi: companion(of, 'AWS::ApiGatewayV2::Api', own, at),
      ServerlessHttpApiApiGatewayDefaultStage: httpStage(of, 'ServerlessHttpApi', '$default'),
    };
  }
  return {};
}

function httpStage(of: SamResource, apiId: string, stage: string): Mapping {
  const { at } = of.node;
  const own = { ApiId: ref(apiId, at), StageName: scalar(stage, at) };
  return companion(of, 'AWS::ApiGatewayV2::Stage', own, at);
}
