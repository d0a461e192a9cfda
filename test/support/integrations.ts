/** Projects whose routes have integrations other than Lambda proxies. */
import type { EmulatorConfig, StartOptions } from 'apigateway-websocket-emulator';
import { type TestEmulator, useSmallEmulator } from './emulator.ts';

type ApiConfig = EmulatorConfig['apis'][string];
type RouteConfig = Exclude<ApiConfig['routes'][string], string>;
export type IntegrationConfig = NonNullable<RouteConfig['integration']>;

interface Options extends StartOptions {
  /** Functions by name, each with the source of its module. */
  readonly functions?: Readonly<Record<string, string>>;
  readonly api?: Partial<ApiConfig>;
  readonly tables?: EmulatorConfig['tables'];
}

/** Starts an API with these integrations by route key; routes are two-way, but for the two that cannot be. */
export async function useIntegrations(
  integrations: Readonly<Record<string, IntegrationConfig | RouteConfig>>,
  { functions = {}, api, tables, ...options }: Options = {},
): Promise<TestEmulator> {
  const names = Object.keys(functions);
  return useSmallEmulator(
    {
      routes: {},
      api: {
        routes: Object.fromEntries(
          Object.entries(integrations).map(([key, given]): [string, RouteConfig] => [
            key,
            'type' in given
              ? { integration: given, routeResponse: !/^\$(dis)?connect$/.test(key) }
              : (given as RouteConfig),
          ]),
        ),
        ...api,
      },
      config: {
        functions: Object.fromEntries(names.map((name) => [name, { handler: `${name}.handler` }])),
        ...(tables && { tables }),
      },
      files: Object.fromEntries(Object.entries(functions).map(([name, source]) => [`${name}.js`, source])),
    },
    options,
  );
}

/** The frame in which API Gateway says that something went wrong. */
export const frame = (message: string) =>
  new RegExp(`^\\{"message": "${message}", "connectionId":"[\\w-]{18}==", "requestId":"[\\w-]{15}="\\}$`);
