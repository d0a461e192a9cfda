/** Which API and stage a request addresses. Pure; upgrades and the management API ask the same. */
import type { Api } from '../project/model.ts';

/** An API that was addressed, and what follows the stage in the path. */
export interface Target {
  readonly api: Api;
  /** Such as `/@connections/abc`; empty when the path ends with the stage. */
  readonly rest: string;
}

/**
 * By host name when it names one of the APIs (`{apiId}.execute-api.…`, or its own domain), else by the stage
 * alone. A foreign execute-api host is taken by its stage too: it is the address of the deployed API, written
 * into a handler, and the API it means runs here.
 *
 * @param host - the `Host` header.
 * @param path - the URL's path, no query.
 */
export function findTarget(apis: readonly Api[], host: string | undefined, path: string): Target | undefined {
  const [, stage = '', rest = ''] = /^\/+([^/]*)(\/.*)?$/.exec(path) ?? [];
  const hostname = (host ?? '').toLowerCase().replace(/:\d+$/, '');
  const byHost = apis.filter(
    (api) => api.domainName.toLowerCase() === hostname || hostname.startsWith(`${api.apiId}.execute-api.`),
  );
  const api = (byHost.length > 0 ? byHost : apis).find((candidate) => candidate.stage === stage);
  return api && { api, rest: /^\/+$/.test(rest) ? '' : rest };
}
