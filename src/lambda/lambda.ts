/** Lambda, put together: a pool for each function of the project, and the way to invoke one by name. */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import { EmulatorError } from '../errors.ts';
import { createUuid } from '../ids.ts';
import type { Journal } from '../journal/journal.ts';
import { waitAtMost } from '../patience.ts';
import type { LambdaFunction, Project } from '../project/model.ts';
import { AsyncInvocations } from './async-invocations.ts';
import { Debugging } from './debugging/debugging.ts';
import type { Held } from './debugging/held.ts';
import { environmentVariables, runtimeVersion } from './environment-variables.ts';
import { type Command, commandOf } from './executables/command.ts';
import { TrustBundle } from './executables/trust-bundle.ts';
import { Fleet } from './fleet.ts';
import { typescriptHandler } from './handler-file.ts';
import type { InvokeOptions } from './invoke-options.ts';
import { environmentsInAll, environmentsOfFunction, thisMachine } from './machine.ts';
import { MemoryWatch } from './memory-watch.ts';
import { CLOSED, type Invoked } from './outcomes.ts';
import { Pool, type PoolServices } from './pool.ts';
import { Reloads } from './reloads.ts';
import type { BridgeSettings, EnvironmentSettings } from './runtime/protocol.ts';
import { Esbuilds } from './typescript/esbuild.ts';
import { FunctionCode } from './typescript/function-code.ts';

export interface LambdaServices {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly dynamodbEndpoint: string;
  /** Whether the files that functions load are watched, by way of {@link Lambda.reloads}. */
  readonly watch: boolean;
  /** Whether a debugger is to stop where each handler's module begins, the first time that it is loaded. */
  readonly breakAtStart: boolean;
  /** Where the environments' connections to AWS are led; asked when the first environment starts. */
  bridge(): Pick<BridgeSettings, 'address' | 'port'>;
  /** The certificate authority that the bridge's TLS is signed by, PEM. */
  authority(): Promise<string>;
}

export interface Lambda {
  /**
   * Invokes a function and waits for it. Never rejects for what a function does.
   * @param event - JSON text.
   * @throws {EmulatorError} `FUNCTION_UNKNOWN`
   */
  invoke(functionName: string, event: string, options?: InvokeOptions): Promise<Invoked>;
  /**
   * Takes an invocation that nobody waits for; a function that fails is tried again, as Lambda does.
   * @param event - JSON text.
   * @returns its request id.
   * @throws {EmulatorError} `FUNCTION_UNKNOWN`
   */
  enqueue(functionName: string, event: string, options?: InvokeOptions): string;
  /** The functions that there are now. */
  readonly names: readonly string[];
  /**
   * Functions as the project has them now, in new execution environments; what runs is left to finish. Where files
   * are watched, only functions of which something has changed, and settled when it is known whether they load.
   * @param because - the files of the definition that have changed.
   */
  deploy(project: Project, because?: readonly string[]): Promise<void>;
  /** Undefined where nobody watches. */
  readonly reloads: Reloads | undefined;
  status(): LambdaStatus;
  /** What a debugger holds of all functions. */
  readonly held: Held;
  /** Ends every execution environment. */
  close(): Promise<void>;
}

/** What there is at the moment. */
interface LambdaStatus {
  /** Execution environments of all functions, and how many there may be. */
  readonly environments: number;
  readonly maxEnvironments: number;
  /** The functions that have been invoked. */
  readonly functions: readonly {
    readonly name: string;
    readonly environments: number;
    readonly maxEnvironments: number;
    /** Invocations that run, and that wait for an environment. */
    readonly running: number;
    readonly waiting: number;
  }[];
}

/** A thread in a native call (`execSync`) is not interrupted; past this it is left to end by itself. */
const CLOSE_PATIENCE_MS = 2000;

export function createLambda(first: Project, services: LambdaServices): Lambda {
  let project = first;
  const debugging = new Debugging(services.breakAtStart);
  const memory = new MemoryWatch(() => !debugging.isHeld);
  const machine = thisMachine();
  const maxInAll = () => project.maxEnvironments ?? environmentsInAll(machine);
  const fleet = new Fleet(machine.cores, maxInAll(), services.journal);
  const esbuilds = new Esbuilds();
  const pools = new Map<string, Pool>();
  /** Pools of earlier deployments that still run something. */
  let retired: readonly Pool[] = [];

  const functionOf = (name: string): LambdaFunction => {
    const fn = project.functions.find((one) => one.name === name);
    if (fn !== undefined) return fn;
    const names = project.functions.map((one) => one.name).join(', ');
    throw EmulatorError.of('FUNCTION_UNKNOWN', { name, names });
  };
  /** What a pool is made from, beside the code. */
  const planOf = (fn: LambdaFunction) => ({
    fn,
    maxEnvironments:
      fn.maxEnvironments ?? Math.min(maxInAll(), environmentsOfFunction(fn.memorySize, machine)),
    source: typescriptHandler(fn),
    settings: environmentSettings(fn, project, services),
  });
  const plans = new WeakMap<Pool, ReturnType<typeof planOf>>();
  const codeOf = ({ fn, source, settings: { version } }: ReturnType<typeof planOf>) => {
    if (source === undefined) return undefined;
    return new FunctionCode({ source, codeUri: fn.codeUri, projectRoot: project.root, version }, esbuilds);
  };
  const trust = new TrustBundle(() => authorityOf(services), process.env);
  const createPool = (fn: LambdaFunction, before?: Pool): Pool => {
    const plan = planOf(fn);
    let command: Promise<Command | string> | undefined;
    const poolServices: PoolServices = {
      journal: services.journal,
      clock: services.clock,
      memory,
      debugging,
      fleet,
      functionArn: `arn:aws:lambda:${project.region}:${project.accountId}:function:${fn.name}`,
      settings: { ...plan.settings, compiled: plan.source !== undefined },
      code: codeOf(plan),
      variables: (logStream) =>
        environmentVariables(fn, logStream, {
          project,
          dynamodbEndpoint: services.dynamodbEndpoint,
          host: process.env,
        }),
      authority: () => authorityOf(services),
      executable: {
        bridge: plan.settings.bridge,
        trust,
        command: () => {
          command ??= commandOf(fn, process.env);
          return command;
        },
      },
      loaded: (files, since) => reloads?.loaded(pool, files, since),
      initFailed: () => reloads?.changed(),
    };
    const pool: Pool = new Pool(fn, plan.maxEnvironments, poolServices, before);
    plans.set(pool, plan);
    return pool;
  };
  const reloads = services.watch
    ? new Reloads({
        journal: services.journal,
        pools,
        create: createPool,
        isUpToDate: (pool, fn) => isDeepStrictEqual(plans.get(pool), planOf(fn)),
        retired: (pool) => {
          retired = [...retired, pool].filter(({ size }) => size > 0);
        },
        failed: (error) =>
          services.journal.append?.({ type: 'internal-error', during: 'reloading a function', error }),
      })
    : undefined;

  let closed = false;
  const invoke = async (functionName: string, event: string, options?: InvokeOptions): Promise<Invoked> => {
    if (closed) return { ok: false, error: CLOSED, requestId: options?.requestId ?? '' };
    const pool = pools.get(functionName) ?? createPool(functionOf(functionName));
    pools.set(functionName, pool);
    return pool.invoke(event, options);
  };
  const asynchronous = new AsyncInvocations({
    journal: services.journal,
    clock: services.clock,
    invoke,
    isSwitchedOff: (name) => project.functions.some((fn) => fn.name === name && fn.reservedConcurrency === 0),
  });
  return {
    held: debugging,
    invoke,
    enqueue(functionName, event, options) {
      functionOf(functionName);
      const requestId = options?.requestId ?? createUuid();
      asynchronous.accept(functionName, event, { ...options, requestId });
      return requestId;
    },
    get names() {
      return project.functions.map(({ name }) => name);
    },
    reloads,
    async deploy(next, because = [next.file]) {
      project = next;
      fleet.resize(maxInAll());
      if (reloads !== undefined) return reloads.deploy(project.functions, because);
      const replaced = [...pools.values()];
      pools.clear();
      for (const pool of replaced) pool.retire();
      retired = [...retired, ...replaced].filter(({ size }) => size > 0);
      // What was in use will be used again, and somebody is about to try what they changed.
      for (const fn of project.functions) {
        if (replaced.some(({ name }) => name === fn.name)) pools.set(fn.name, createPool(fn));
      }
      void warmInTurn([...pools.values()]);
    },
    status: () => ({
      environments: fleet.size,
      maxEnvironments: fleet.max,
      functions: [...pools.values()].map(({ name, size, cap, running, waiting }) => ({
        name,
        environments: size,
        maxEnvironments: cap,
        running,
        waiting,
      })),
    }),
    async close() {
      closed = true;
      asynchronous.close();
      fleet.close();
      const ended = Promise.all([...pools.values(), ...retired].map((pool) => pool.close()));
      await waitAtMost(CLOSE_PATIENCE_MS, Promise.all([ended, reloads?.close()]));
      debugging.close();
      await esbuilds.stop();
      await trust.close();
    },
  };
}

/** One after the other, for whoever is invoked meanwhile needs the machine more. */
async function warmInTurn(pools: readonly Pool[]): Promise<void> {
  for (const pool of pools) if (pool.size === 0) await pool.warm();
}

function environmentSettings(
  fn: LambdaFunction,
  project: Project,
  services: LambdaServices,
): Omit<EnvironmentSettings, 'compiled'> {
  const version = runtimeVersion(fn.runtime);
  return {
    era: version >= 24 ? 'promises' : 'callbacks',
    runtime: fn.runtime,
    version,
    projectRoot: project.root,
    layers: fn.layers,
    reportsFiles: services.watch,
    bridge: {
      ...services.bridge(),
      ownHosts: [...project.apis, ...project.domains].map(({ domainName }) => domainName.toLowerCase()),
      passthrough: project.passthrough,
    },
  };
}

/** Undefined when it cannot be had: then the environment that asked is told so. */
async function authorityOf(services: LambdaServices): Promise<string | undefined> {
  try {
    return await services.authority();
  } catch (error) {
    services.journal.append?.({ type: 'internal-error', during: 'making the certificate authority', error });
    return undefined;
  }
}
