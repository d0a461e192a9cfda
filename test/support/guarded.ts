/** APIs whose `$connect` is guarded, and what their handlers saw. */
import type { EmulatorConfig, StartOptions } from 'apigateway-websocket-emulator';
import { type TestEmulator, useSmallEmulator } from './emulator.ts';

/** Answers with nothing and prints its event. */
export const PRINT =
  'exports.handler = async (event) => { console.log(JSON.stringify(event)); return { statusCode: 200 }; };';

type ConnectRoute = Exclude<EmulatorConfig['apis'][string]['routes'][string], string>;

interface Guarded {
  /** Settings of the `$connect` route. */
  readonly connect?: ConnectRoute;
  /** Source of the function `authorize`. */
  readonly authorizer?: string;
  readonly api?: Partial<EmulatorConfig['apis'][string]>;
  readonly config?: Partial<EmulatorConfig>;
  readonly options?: StartOptions;
  /** Seconds. */
  readonly timeout?: number;
}

/** An API with `$connect`, `$disconnect` and `$default`, each of which prints its events. */
export function useGuarded(guarded: Guarded): Promise<TestEmulator> {
  const { connect = {}, authorizer, api = {}, config = {}, options = {}, timeout = 3 } = guarded;
  const handlers = ['connect', 'disconnect', 'default', ...(authorizer === undefined ? [] : ['authorize'])];
  const functions = Object.fromEntries(
    handlers.map((name) => [name, { handler: `${name}.handler`, timeout }]),
  );
  const routes = {
    $connect: { function: 'connect', ...connect },
    $disconnect: 'disconnect',
    $default: { function: 'default', routeResponse: true },
  };
  const project = {
    routes: { $connect: PRINT, $disconnect: PRINT, $default: PRINT },
    api: { routes, ...api },
    config: { functions, ...config },
    files: authorizer === undefined ? {} : { 'authorize.js': authorizer },
  };
  return useSmallEmulator(project, options);
}

/** An authorizer that returns this expression, in which `arn` is the resource and `policy(effect)` a policy on it. */
export function returning(expression: string): string {
  return `exports.handler = async (event) => {
  console.log(JSON.stringify(event));
  const arn = event.methodArn;
  const statement = (Effect, rest) => ({ Effect, Action: 'execute-api:Invoke', Resource: arn, ...rest });
  const policy = (...statements) => ({ Version: '2012-10-17', Statement: statements });
  const allow = policy(statement('Allow'));
  return ${expression};
};`;
}

/** The first event that the function of this name has printed. */
export async function eventOf(emulator: TestEmulator, fn: string) {
  const log = await emulator.facts.next(
    'function.log',
    (fact) => fact.function === fn && fact.level === 'INFO',
  );
  return JSON.parse(log.line.split('\t').slice(3).join('\t'));
}

/** The functions that were invoked, in order. */
export function invoked({ facts }: TestEmulator): string[] {
  return facts.of('invocation.started').map((fact) => fact.function);
}

/** A refusal of API Gateway's own, byte for byte but for the ids. */
export function ownBody(message: string): RegExp {
  const text = JSON.stringify(message).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^\\{"message": ${text}, "connectionId":"[\\w-]{18}==", "requestId":"[\\w-]{15}="\\}$`);
}
