/** Which route a message is for. Pure: the table and the text in, the route out. */
import type { Api, Route } from '../project/api-model.ts';
import { parseBody } from './message-body.ts';
import { parseSelectionExpression, requestBodyVariable } from './selection-expression.ts';

/** An API's routes, ready to be asked. */
export interface RoutingTable {
  readonly connect: Route | undefined;
  readonly disconnect: Route | undefined;
  /** The custom route that the message names, else `$default`, else undefined. Rows `routing.*`. */
  select(message: string): Route | undefined;
  /** Why a message got no route, for people. */
  explain(message: string): string;
}

export function createRoutingTable(api: Api): RoutingTable {
  const expression = parseSelectionExpression(api.routeSelectionExpression);
  const evaluate = (body: unknown) => expression((name) => requestBodyVariable(body, name));
  const byKey = new Map(api.routes.map((route) => [route.routeKey, route]));
  // `$connect` and `$disconnect` are no message's to name: a message that does is unmatched.
  const custom = new Map([...byKey].filter(([key]) => !key.startsWith('$')));
  const fallback = byKey.get('$default');
  return {
    connect: byKey.get('$connect'),
    disconnect: byKey.get('$disconnect'),
    select: (message) => custom.get(evaluate(parseBody(message))) ?? fallback,
    explain(message) {
      const body = parseBody(message);
      const named = evaluate(body);
      const what =
        body === undefined
          ? 'the message is no JSON'
          : named === ''
            ? `the message has no ${api.routeSelectionExpression}`
            : `there is no route "${named}"`;
      return `${what}; there is ${[...custom.keys()].join(', ') || 'no custom route'}, and no $default`;
    },
  };
}
