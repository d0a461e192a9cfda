/** Which stage a request addresses. Pure; upgrades and the management API ask the same. Rows `host.*`, `domain.*`, `stage.several`. */
import type { Api, Domain, Stage } from '../project/api-model.ts';

/** A stage that was addressed, and what follows it in the path. */
export interface Target {
  readonly api: Api;
  readonly stage: Stage;
  /** Such as `/@connections/abc`; empty when the path ends with the stage, or with the base path. */
  readonly rest: string;
  /** The custom domain by which it was addressed. */
  readonly domain?: Domain;
}

/** What a port leads to. */
export interface PortApis {
  /** Those that it is bound for; the stage alone finds them. */
  readonly own: readonly Api[];
  /** The whole project's; their host names find them on any port, for the bridge leads all of them to one. */
  readonly all: readonly Api[];
  readonly domains: readonly Domain[];
}

/**
 * By a custom domain and its base path; by host name when it names one of the APIs (`{apiId}.execute-api.…`, or
 * its own domain name); else by the stage alone. A foreign execute-api host is taken by its stage too: it is the
 * address of the deployed API, written into a handler, and the API it means runs here.
 *
 * @param host - the `Host` header. A custom domain is known as `{domain}.localhost` too, which browsers and most
 * resolvers lead to this machine.
 * @param path - the URL's path, no query.
 */
export function findTarget(apis: PortApis, host: string | undefined, path: string): Target | undefined {
  const hostname = withoutPort(host ?? '');
  const domain = findDomain(apis, hostname);
  if (domain !== undefined) return findMapped(apis.all, domain, path);
  return findByStage(apis, hostname, path);
}

/** The paths by which a host leads to stages, for people. */
export function pathsOf(apis: PortApis, host: string | undefined): string[] {
  const domain = findDomain(apis, withoutPort(host ?? ''));
  if (domain !== undefined) return domain.mappings.map(({ apiMappingKey }) => `/${apiMappingKey}`);
  return apis.own.flatMap(({ stages }) => stages.map(({ name }) => `/${name}`));
}

function findDomain({ domains }: PortApis, hostname: string): Domain | undefined {
  return domains.find(({ domainName }) => [domainName, `${domainName}.localhost`].includes(hostname));
}

/** The longest base path that fits; there is no stage in the path. */
function findMapped(apis: readonly Api[], domain: Domain, path: string): Target | undefined {
  const clean = `/${path.replace(/^\/+/, '')}`;
  const [mapping] = domain.mappings
    .filter(({ apiMappingKey: key }) => key === '' || clean === `/${key}` || clean.startsWith(`/${key}/`))
    .sort((a, b) => b.apiMappingKey.length - a.apiMappingKey.length);
  const api = apis.find(({ name }) => name === mapping?.api);
  const stage = api?.stages.find(({ name }) => name === mapping?.stage);
  if (mapping === undefined || api === undefined || stage === undefined) return undefined;
  const base = mapping.apiMappingKey === '' ? '' : `/${mapping.apiMappingKey}`;
  return { api, stage, rest: withoutEndSlash(clean.slice(base.length)), domain };
}

function findByStage({ own, all }: PortApis, hostname: string, path: string): Target | undefined {
  const [, stageName = '', rest = ''] = /^\/+([^/]*)(\/.*)?$/.exec(path) ?? [];
  const named = all.filter(
    (api) => withoutPort(api.domainName) === hostname || hostname.startsWith(`${api.apiId}.execute-api.`),
  );
  const isDefaultEndpoint = hostname.includes('.execute-api.');
  // A name that several APIs answer to (`localhost`, say) leaves the choice to the stage.
  const foreign = isDefaultEndpoint && named.length === 0;
  const candidates = [...named, ...(isDefaultEndpoint && !foreign ? [] : own), ...(foreign ? all : [])];
  for (const api of candidates) {
    const stage = api.stages.find(({ name }) => name === stageName);
    if (stage === undefined) continue;
    if (isDefaultEndpoint && api.disableExecuteApiEndpoint) return undefined;
    return { api, stage, rest: withoutEndSlash(rest) };
  }
  return undefined;
}

function withoutEndSlash(rest: string): string {
  return /^\/+$/.test(rest) ? '' : rest;
}

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}
