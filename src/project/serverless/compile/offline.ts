/** Settings of serverless-offline: the port, and what is said of those that are not followed. Row `serverless.offline`. */
import { type Node, nodeAt, scalar, toValue } from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import { isNull, type Service, toNumber } from '../service.ts';

const PLUGIN = 'serverless-offline';
const DEFAULT_PORT = 3001;

/** The port that the plugin would serve the API on, where the service uses it. */
export function apiPort(service: Service): Node | undefined {
  const settings = nodeAt(service.node, 'custom', PLUGIN);
  const written = nodeAt(settings, 'websocketPort');
  const port = toNumber(written);
  if (written !== undefined && port !== undefined) return scalar(port, written.at);
  if (settings === undefined && !service.plugins.includes(PLUGIN)) return undefined;
  const at = settings?.at ?? nodeAt(service.node, 'plugins')?.at ?? service.node.at;
  return scalar(DEFAULT_PORT, at);
}

/** What changes how a service behaves under the plugin, and not here. */
const NOT_FOLLOWED: Readonly<Record<string, string>> = {
  noTimeout: 'functions end at their timeout, as on AWS',
  noAuth: 'authorizers are asked, as on AWS',
  webSocketHardTimeout: 'connections live two hours, as on AWS',
  webSocketIdleTimeout: 'idle connections are closed after ten minutes, as on AWS',
};

export function checkOffline(service: Service, problems: ProblemList): void {
  const settings = nodeAt(service.node, 'custom', PLUGIN);
  const port = nodeAt(settings, 'websocketPort');
  if (port !== undefined && !isPort(toNumber(port))) {
    problems.add(port.at, 'expected a port from 0 to 65535');
  }
  for (const [name, instead] of Object.entries(NOT_FOLLOWED)) {
    const setting = nodeAt(settings, name);
    if (isNull(setting) || setting === undefined || toValue(setting) === false) continue;
    problems.notice(`custom.serverless-offline.${name} is not followed: ${instead}.`);
  }
}

function isPort(port: number | undefined): boolean {
  return port !== undefined && Number.isInteger(port) && port >= 0 && port <= 65_535;
}
