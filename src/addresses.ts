/** Which ports are bound for the project's APIs, and the addresses by which those are reached. Pure. */
import type { PortApis } from './gateway/target.ts';
import type { Api } from './project/api-model.ts';
import type { Project } from './project/model.ts';

/** An API's stage that is being served. */
export interface RunningApi {
  /** The API's name in the project's definition. */
  readonly name: string;
  /** `requestContext.apiId` of its events. */
  readonly apiId: string;
  /** The first part of the URL's path; the `stage` of the options, when that is set. */
  readonly stage: string;
  /** For WebSocket clients: `ws://localhost:3001/dev`; `wss://` works on the same port. */
  readonly url: string;
  /** For `@connections`, as an SDK's `endpoint`: `http://localhost:3001/dev`. */
  readonly managementUrl: string;
  /** The port that was bound: the free one that was taken, where the project or the options say 0. */
  readonly port: number;
}

/** A port to bind, and the APIs behind it. */
export interface PortPlan {
  readonly port: number;
  /** The number that the project asks for. */
  readonly asked: number;
  readonly apis: PortApis;
}

/**
 * @param override - takes the place of the project's lowest port, the others keep their distance to it; 0 makes
 * all of them free ones.
 */
export function planPorts(
  { apis, domains }: Pick<Project, 'apis' | 'domains'>,
  override: number | undefined,
): PortPlan[] {
  const asked = [...new Set(apis.map(({ port }) => port))];
  const lowest = Math.min(...asked.filter((port) => port !== 0));
  const bound = (port: number) => {
    if (override === undefined || port === 0) return port;
    return override === 0 ? 0 : override + (port - lowest);
  };
  return asked.map((port) => ({
    port: bound(port),
    asked: port,
    apis: { own: apis.filter((api) => api.port === port), all: apis, domains },
  }));
}

/**
 * One for each stage.
 * @param host - the address that was bound; undefined: the loopback addresses.
 */
export function describeApi(
  { name, apiId, stages }: Api,
  host: string | undefined,
  port: number,
): RunningApi[] {
  return stages.map(({ name: stage }) => {
    const address = `${nameOf(host)}:${port}/${stage}`;
    return { name, apiId, stage, url: `ws://${address}`, managementUrl: `http://${address}`, port };
  });
}

const EVERYWHERE = ['0.0.0.0', '::'];

function nameOf(host: string | undefined): string {
  if (host === undefined || EVERYWHERE.includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Where this machine's own threads reach a bound port. */
export function ownAddress(host: string | undefined): string {
  return host === undefined || EVERYWHERE.includes(host) ? '127.0.0.1' : host;
}
