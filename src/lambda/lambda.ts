/** Lambda, put together: a pool for each function of the project, and the way to invoke one by name. */
import type { Clock } from '../clock.ts';
import { EmulatorError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { waitAtMost } from '../patience.ts';
import type { LambdaFunction, Project } from '../project/model.ts';
import { environmentVariables, runtimeVersion } from './environment-variables.ts';
import { type Command, commandOf } from './executables/command.ts';
import { TrustBundle } from './executables/trust-bundle.ts';
import { Fleet } from './fleet.ts';
import { environmentsInAll, environmentsOfFunction, thisMachine } from './machine.ts';
import { MemoryWatch } from './memory-watch.ts';
import { CLOSED, type Invoked } from './outcomes.ts';
import { Pool } from './pool.ts';
import type { AuthorityRequest, BridgeSettings, EnvironmentSettings } from './runtime/protocol.ts';

export interface LambdaServices {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly dynamodbEndpoint: string;
  /** Where the environments' connections to AWS are led; asked when the first environment starts. */
  bridge(): Pick<BridgeSettings, 'address' | 'port'>;
  /** The certificate authority that the bridge's TLS is signed by, PEM. */
  authority(): Promise<string>;
}

export interface Lambda {
  /**
   * Invokes a function as API Gateway would. Never rejects for what a function does.
   * @param event - JSON text.
   * @throws {EmulatorError} `FUNCTION_UNKNOWN`
   */
  invoke(functionName: string, event: string): Promise<Invoked>;
  /** Functions as the project has them now, in new execution environments; what runs is left to finish. */
  deploy(project: Project): void;
  status(): LambdaStatus;
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
  const memory = new MemoryWatch();
  const machine = thisMachine();
  const maxInAll = () => project.maxEnvironments ?? environmentsInAll(machine);
  const fleet = new Fleet(machine.cores, maxInAll(), services.journal);
  const pools = new Map<string, Pool>();
  /** Pools of earlier deployments that still run something. */
  let retired: readonly Pool[] = [];

  const functionOf = (name: string): LambdaFunction => {
    const fn = project.functions.find((one) => one.name === name);
    if (fn !== undefined) return fn;
    const names = project.functions.map((one) => one.name).join(', ');
    throw EmulatorError.of('FUNCTION_UNKNOWN', { name, names });
  };
  const trust = new TrustBundle(services.authority, process.env, (error) =>
    services.journal.append?.({ type: 'internal-error', during: 'making the certificate authority', error }),
  );
  const createPool = (fn: LambdaFunction) => {
    const settings = environmentSettings(fn, project, services);
    let command: Promise<Command | string> | undefined;
    return new Pool(
      fn,
      fn.maxEnvironments ?? Math.min(maxInAll(), environmentsOfFunction(fn.memorySize, machine)),
      {
        journal: services.journal,
        clock: services.clock,
        memory,
        fleet,
        functionArn: `arn:aws:lambda:${project.region}:${project.accountId}:function:${fn.name}`,
        settings,
        variables: (logStream) =>
          environmentVariables(fn, logStream, {
            project,
            dynamodbEndpoint: services.dynamodbEndpoint,
            host: process.env,
          }),
        authority: (request) => answerAuthority(request, services),
        executable: {
          bridge: settings.bridge,
          trust,
          command: () => {
            command ??= commandOf(fn, process.env);
            return command;
          },
        },
      },
    );
  };

  let closed = false;
  return {
    async invoke(functionName, event) {
      if (closed) return { ok: false, error: CLOSED, requestId: '' };
      const pool = pools.get(functionName) ?? createPool(functionOf(functionName));
      pools.set(functionName, pool);
      return pool.invoke(event);
    },
    deploy(next) {
      project = next;
      fleet.resize(maxInAll());
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
      fleet.close();
      const ended = Promise.all([...pools.values(), ...retired].map((pool) => pool.close()));
      await waitAtMost(CLOSE_PATIENCE_MS, ended);
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
  { bridge }: LambdaServices,
): EnvironmentSettings {
  const version = runtimeVersion(fn.runtime);
  return {
    era: version >= 24 ? 'promises' : 'callbacks',
    runtime: fn.runtime,
    version,
    projectRoot: project.root,
    layers: fn.layers,
    bridge: {
      ...bridge(),
      ownHosts: [...project.apis, ...project.domains].map(({ domainName }) => domainName.toLowerCase()),
      passthrough: project.passthrough,
    },
  };
}

/** The environment's thread sleeps until `signal[0]` is 1; an authority that cannot be had wakes it without an answer. */
async function answerAuthority({ reply, signal }: AuthorityRequest, services: LambdaServices): Promise<void> {
  try {
    reply.postMessage(await services.authority());
  } catch (error) {
    services.journal.append?.({ type: 'internal-error', during: 'making the certificate authority', error });
  } finally {
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
    reply.close();
  }
}
