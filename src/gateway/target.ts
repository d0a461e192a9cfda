/** Which API and stage a request addresses. Pure; upgrades and the management API ask the same. */
import type { Api } from '../project/model.ts';

/** An API that was addressed, and what follows the stage in the path. */
export interface Target {
  readonly api: Api;
  /** Such as `/@connections/abc`; empty when the path ends with the stage. */
  readonly rest: string;
}

/** The APIs that a port leads to. */
export interface PortApis {
  /** Those that it is bound for; the stage alone finds them. */
  readonly own: readonly Api[];
  /** The whole project's; their host names find them on any port, for the bridge leads all of them to one. */
  readonly all: readonly Api[];
}

/**
 * By host name when it names one of the APIs (`{apiId}.execute-api.…`, or its own domain), else by the stage
 * alone. A foreign execute-api host is taken by its stage too: it is the address of the deployed API, written
 * into a handler, and the API it means runs here.
 *
 * @param host - the `Host` header.
 * @param path - the URL's path, no query.
 */
export function findTarget(
  { own, all }: PortApis,
  host: string | undefined,
  path: string,
): Target | undefined {
  const [, stage = '', rest = ''] = /^\/+([^/]*)(\/.*)?$/.exec(path) ?? [];
  const hostname = withoutPort(host ?? '');
  const named = all.filter(
    (api) => withoutPort(api.domainName) === hostname || hostname.startsWith(`${api.apiId}.execute-api.`),
  );
  // A name that several APIs answer to (`localhost`, say) leaves the choice to the stage.
  const candidates = [...named, ...own, ...(hostname.includes('.execute-api.') ? all : [])];
  const api = candidates.find((candidate) => candidate.stage === stage);
  return api && { api, rest: /^\/+$/.test(rest) ? '' : rest };
}

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}
