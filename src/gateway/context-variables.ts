/**
 * The `$context` variables of a request, as templates, parameter mappings, identity sources and access logs
 * read them. Pure.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
 */
import { formatRequestTime } from './events.ts';
import type { RequestScope } from './scope.ts';

/** A tree of names: `identity.sourceIp` stands in `identity`. */
export interface ContextVariables {
  readonly [name: string]: string | number | ContextVariables | undefined;
}

/**
 * @param more - what is known only later: `status`, `error`, `integration`, `authorizer`, …; of names that are
 * here already it adds to the tree.
 */
export function contextVariables(scope: RequestScope, more: ContextVariables = {}): ContextVariables {
  const { api, stage, connection, requestId, at, eventType, routeKey } = scope;
  const { authorizer } = connection;
  return {
    apiId: api.apiId,
    connectedAt: connection.connectedAt,
    connectionId: connection.connectionId,
    domainName: connection.domainName,
    eventType,
    extendedRequestId: requestId,
    identity: { ...connection.identity, sourceIp: connection.sourceIp, userAgent: connection.userAgent },
    ...(scope.eventType === 'MESSAGE' && { messageId: scope.messageId }),
    requestId,
    requestTime: formatRequestTime(at),
    requestTimeEpoch: at,
    routeKey,
    stage: stage.name,
    ...more,
    authorizer: {
      ...authorizer?.context,
      ...(authorizer && { principalId: authorizer.principalId }),
      ...treeOf(more.authorizer),
    },
  };
}

function treeOf(value: ContextVariables[string]): ContextVariables {
  return typeof value === 'object' ? value : {};
}

/** The variable of a dotted name, such as `identity.sourceIp`; undefined when there is none, or a whole tree. */
export function contextVariable(variables: ContextVariables, name: string): string | number | undefined {
  let value: ContextVariables[string] = variables;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return typeof value === 'object' ? undefined : value;
}
