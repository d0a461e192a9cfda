/** `Auth` of an `AWS::Serverless::WebSocketApi`: who may connect. Row `sam.websocket-api.auth`. */
import { invocationUri } from '../cloudformation/invocation-uri.ts';
import { type Mapping, type Node, scalar, toText } from '../source/node.ts';
import type { SamContext } from './context.ts';
import { property, ref, resolvedProperty } from './intrinsics.ts';
import { companion, type SamResource } from './resource.ts';
import { asMap, checkProperties, found } from './shape.ts';
import { AUTH } from './shapes.ts';
import type { SamRoute } from './websocket-routes.ts';

export interface Auth {
  readonly resources: Readonly<Record<string, Mapping>>;
  /** Properties that the `$connect` route gets. */
  readonly ofConnect: Readonly<Record<string, Node>>;
}

const NOTHING: Auth = { resources: {}, ofConnect: {} };

export function transformAuth(api: SamResource, routes: readonly SamRoute[], context: SamContext): Auth {
  const { problems } = context;
  const written = resolvedProperty(api.properties, 'Auth', context);
  if (written === undefined) return NOTHING;
  const auth = asMap(written, '{ AuthType: AWS_IAM }', context);
  if (auth === undefined) return NOTHING;
  checkProperties(auth, AUTH, context);
  const routesNode = property(api.properties, 'Routes');
  if (routesNode !== undefined && !routes.some(({ key }) => key === '$connect')) {
    const reason = 'it is the $connect route that is authorized, and there is none';
    problems.add(auth.at, `${reason}; write one under Routes, or remove Auth`);
  }
  const type = resolvedProperty(auth, 'AuthType', context);
  const authType = toText(type);
  if (type === undefined) return NOTHING;
  if (authType === 'CUSTOM') return transformAuthorizer(api, auth, type, context);
  if (authType !== 'NONE' && authType !== 'AWS_IAM') {
    problems.add(type.at, `expected CUSTOM, AWS_IAM or NONE, found ${found(type)}`);
    return NOTHING;
  }
  checkAlone(auth, authType, context);
  return { resources: {}, ofConnect: { AuthorizationType: type } };
}

function transformAuthorizer(api: SamResource, auth: Mapping, type: Node, context: SamContext): Auth {
  const id = `${api.id}ConnectAuthorizer`;
  const arn = property(auth, 'AuthArn');
  if (arn === undefined) {
    const advice = 'write AuthArn: !GetAtt AuthorizerFunction.Arn';
    context.problems.add(auth.at, `"AuthArn" is missing, which AuthType CUSTOM asks for; ${advice}`);
    return NOTHING;
  }
  const authorizer = companion(
    api,
    'AWS::ApiGatewayV2::Authorizer',
    {
      ApiId: ref(api.id, auth.at),
      Name: property(auth, 'Name') ?? scalar(id, auth.at),
      AuthorizerType: scalar('REQUEST', auth.at),
      AuthorizerUri: invocationUri(arn),
      AuthorizerCredentialsArn: property(auth, 'InvokeRole'),
      IdentitySource: property(auth, 'IdentitySource'),
    },
    auth.at,
  );
  return {
    resources: { [id]: authorizer },
    ofConnect: { AuthorizationType: type, AuthorizerId: ref(id, auth.at) },
  };
}

function checkAlone(auth: Mapping, type: string, { problems }: SamContext): void {
  for (const [name, { key }] of auth.entries) {
    if (name === 'AuthType' || !Object.hasOwn(AUTH.properties, name)) continue;
    problems.add(key, `AuthType ${type} has no further settings; remove it, or write AuthType: CUSTOM`);
  }
}
