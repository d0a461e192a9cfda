/** What a request has to have before a Lambda authorizer is asked. Pure. Rows `authorizer.identity-source*`. */

import { stageVariable } from '../../project/stage-variables.ts';
import { contextVariable, contextVariables } from '../context-variables.ts';
import type { ConnectScope } from '../scope.ts';

/** Recorded: with these as a source every request is 401, although they are in the authorizer's event. */
const NEVER_THERE = ['eventType', 'messageDirection'];

/** @returns the first source that the request does not have, or has empty. */
export function missingSource(sources: readonly string[], scope: ConnectScope): string | undefined {
  return sources.find((source) => !sourceValue(source, scope));
}

function sourceValue(source: string, scope: ConnectScope): string | undefined {
  const [, place, name = ''] =
    /^(route\.request\.header|route\.request\.querystring|context|stageVariables)\.(.+)$/.exec(source) ?? [];
  switch (place) {
    case 'route.request.header':
      return headerValue(scope, name);
    case 'route.request.querystring':
      return queryValue(scope, name);
    case 'context': {
      if (NEVER_THERE.includes(name)) return undefined;
      const value = contextVariable(contextVariables(scope), name);
      return value === undefined ? undefined : String(value);
    }
    default:
      return stageVariable(scope.stage, name);
  }
}

/** The last value of a header, whatever its case. */
export function headerValue(
  { handshake: { upgradeHeaders } }: ConnectScope,
  name: string,
): string | undefined {
  const wanted = name.toLowerCase();
  const found = Object.keys(upgradeHeaders).findLast((key) => key.toLowerCase() === wanted);
  return found === undefined ? undefined : upgradeHeaders[found]?.at(-1);
}

/** The last value of a query parameter: an empty one behind others counts as missing, which was recorded. */
export function queryValue({ handshake: { upgradeQuery } }: ConnectScope, name: string): string | undefined {
  return Object.hasOwn(upgradeQuery, name) ? upgradeQuery[name]?.at(-1) : undefined;
}
