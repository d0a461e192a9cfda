/** Request parameters that a `$connect` route demands. Pure. Row `request-parameters.required`. */
import type { Route } from '../../project/api-model.ts';
import type { ConnectScope } from '../scope.ts';
import { headerValue, queryValue } from './identity-sources.ts';

/** @returns the names of those that the request does not have, without what stands in front of them. */
export function missingParameters({ requestParameters }: Route, scope: ConnectScope): string[] {
  return Object.entries(requestParameters).flatMap(([parameter, { required }]) => {
    const [, place, name = ''] = /^route\.request\.(header|querystring)\.(.+)$/.exec(parameter) ?? [];
    if (!required || place === undefined) return [];
    const value = place === 'header' ? headerValue(scope, name) : queryValue(scope, name);
    return value ? [] : [name];
  });
}
