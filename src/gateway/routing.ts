/** Which route a message is for. Pure: the table and the text in, the route out. */
import { createRequire } from 'node:module';
import type JSON5 from 'json5';
import type { Api, Route } from '../project/api-model.ts';
import { parseSelectionExpression } from './selection-expression.ts';

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
  const evaluate = parseSelectionExpression(api.routeSelectionExpression);
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

/** AWS was seen to route `{"action":"x", body:"y"}`: what is no strict JSON is read once more, leniently. */
function parseBody(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return parseLeniently(message);
  }
}

let json5: typeof JSON5 | undefined;

function parseLeniently(message: string): unknown {
  // Few messages need it, and a start-up need not wait for it.
  json5 ??= createRequire(import.meta.url)('json5') as typeof JSON5;
  try {
    return json5.parse(message);
  } catch {
    return undefined;
  }
}
