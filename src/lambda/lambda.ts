/** Lambda, put together: a pool for each function of the project, and the way to invoke one by name. */
import { availableParallelism } from 'node:os';
import { EmulatorError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { waitAtMost } from '../patience.ts';
import type { LambdaFunction, Project } from '../project/model.ts';
import { environmentVariables, runtimeVersion } from './environment-variables.ts';
import { MemoryWatch } from './memory-watch.ts';
import type { Invoked } from './outcomes.ts';
import { Pool } from './pool.ts';
import type { AuthorityRequest, BridgeSettings, EnvironmentSettings } from './runtime/protocol.ts';

export interface LambdaServices {
  readonly journal: Journal;
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
  /** Ends every execution environment. */
  close(): Promise<void>;
}

/** A thread in a native call (`execSync`) is not interrupted; past this it is left to end by itself. */
const CLOSE_PATIENCE_MS = 2000;

const CLOSED: Invoked = {
  ok: false,
  error: { errorType: 'Runtime.ExitError', errorMessage: 'The emulator is closing.' },
  requestId: '',
};

/** Threads that answer while others wait, without a laptop being swamped by them. */
const ENVIRONMENTS_PER_CORE = 4;

export function createLambda(first: Project, services: LambdaServices): Lambda {
  let project = first;
  const memory = new MemoryWatch();
  const maxEnvironments = availableParallelism() * ENVIRONMENTS_PER_CORE;
  const pools = new Map<string, Pool>();
  /** Pools of earlier deployments that still run something. */
  let retired: readonly Pool[] = [];

  const createPool = (fn: LambdaFunction) =>
    new Pool(fn, {
      journal: services.journal,
      memory,
      maxEnvironments,
      functionArn: `arn:aws:lambda:${project.region}:${project.accountId}:function:${fn.name}`,
      settings: environmentSettings(fn, project, services),
      variables: (logStream) =>
        environmentVariables(fn, logStream, {
          project,
          dynamodbEndpoint: services.dynamodbEndpoint,
          host: process.env,
        }),
      authority: (request) => answerAuthority(request, services),
    });

  let closed = false;
  return {
    async invoke(functionName, event) {
      if (closed) return CLOSED;
      let pool = pools.get(functionName);
      if (pool === undefined) {
        const fn = project.functions.find(({ name }) => name === functionName);
        if (fn === undefined) {
          const names = project.functions.map(({ name }) => name).join(', ');
          throw EmulatorError.of('FUNCTION_UNKNOWN', { name: functionName, names });
        }
        pool = createPool(fn);
        pools.set(functionName, pool);
      }
      return pool.invoke(event);
    },
    deploy(next) {
      project = next;
      const replaced = [...pools.values()];
      pools.clear();
      for (const pool of replaced) pool.retire();
      retired = [...retired, ...replaced].filter(({ size }) => size > 0);
    },
    async close() {
      closed = true;
      const ended = Promise.all([...pools.values(), ...retired].map((pool) => pool.close()));
      await waitAtMost(CLOSE_PATIENCE_MS, ended);
    },
  };
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
