/** Which route a message is for. Pure: the table and the text in, the route out. */
import type { Api, Route } from '../project/model.ts';
import { parseSelectionExpression } from './selection-expression.ts';

/** An API's routes, ready to be asked. */
export interface RoutingTable {
  readonly connect: Route | undefined;
  readonly disconnect: Route | undefined;
  /** The custom route that the message names, else `$default`, else undefined. Rows `routing.*`. */
  select(message: string): Route | undefined;
}

export function createRoutingTable(api: Api): RoutingTable {
  const evaluate = parseSelectionExpression(api.routeSelectionExpression);
  const byKey = new Map(api.routes.map((route) => [route.routeKey, route]));
  // `$connect` and `$disconnect` are no message's to name: a message that does is unmatched.
  const custom = new Map([...byKey].filter(([key]) => !key.startsWith('$')));
  const fallback = byKey.get('$default');
  return {
    connect: byKey.get('$connect'),
    disconnect: byKey.get('$disconnect'),
    select: (message) => custom.get(evaluate(parseBody(message))) ?? fallback,
  };
}

function parseBody(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
