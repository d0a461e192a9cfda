/** Lambda, put together: a pool for each function of the project, and the way to invoke one by name. */
import { EmulatorError } from '../errors.ts';
import { createUuid } from '../ids.ts';
import { waitAtMost } from '../patience.ts';
import type { LambdaFunction, Project } from '../project/model.ts';
import { AsyncInvocations } from './async-invocations.ts';
import { isOwnFile } from './code-files.ts';
import type { Held } from './debugging/held.ts';
import type { InvocationFault } from './invocation-fault.ts';
import type { InvokeOptions } from './invoke-options.ts';
import { CLOSED, type Invoked } from './outcomes.ts';
import type { Pool } from './pool.ts';
import { type LambdaServices, PoolFactory } from './pool-factory.ts';
import { Reloads } from './reloads.ts';

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
  /** Invocations that nobody waits for and that are to be tried again are dropped. */
  forget(): void;
  /** What a debugger holds of all functions. */
  readonly held: Held;
  /** Ends what a debugger holds, now and from now on; the rest may end by itself. */
  endHeld(): void;
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
  const { journal, clock, pending, faults } = services;
  const factory = new PoolFactory(project, services);
  const { fleet, debugging } = factory;
  const pools = new Map<string, Pool>();
  /** Pools of earlier deployments that still run something. */
  let retired: readonly Pool[] = [];

  const functionOf = (name: string): LambdaFunction => {
    const fn = project.functions.find((one) => one.name === name);
    if (fn !== undefined) return fn;
    const names = project.functions.map((one) => one.name).join(', ');
    throw EmulatorError.of('FUNCTION_UNKNOWN', { name, names });
  };
  const createPool = (fn: LambdaFunction, before?: Pool): Pool => {
    const loaded = (pool: Pool, files: readonly string[], since: number) =>
      reloads?.loaded(pool, files, since);
    return factory.create(fn, { loaded, initFailed: () => reloads?.changed() }, before);
  };
  const reloads = services.watch
    ? new Reloads({
        journal,
        pools,
        current: (name) => project.functions.find((fn) => fn.name === name),
        create: createPool,
        isOwnFile: (path) => isOwnFile(path, project, services.dataDirectory),
        isFull: () => fleet.size >= fleet.max,
        isUpToDate: (pool, fn) => factory.isUpToDate(pool, fn),
        retired: (pool) => {
          retired = [...retired, pool].filter(({ size, waiting }) => size + waiting > 0);
        },
        failed: (error) =>
          journal.append?.({ type: 'internal-error', during: 'reloading a function', error }),
      })
    : undefined;

  const poolOf = (name: string): Pool => {
    const pool = pools.get(name) ?? createPool(functionOf(name));
    pools.set(name, pool);
    return pool;
  };

  let closed = false;
  const invokeFaulty = async (
    { delayed, end }: InvocationFault,
    functionName: string,
    event: string,
    options: InvokeOptions = {},
  ): Promise<Invoked> => {
    await delayed;
    if (closed) return { ok: false, error: CLOSED, requestId: options.requestId ?? '' };
    // A deployment may have put another in its place meanwhile.
    const pool = poolOf(functionName);
    return end === undefined ? pool.invoke(event, options) : pool.endAsAsked(end, event, options);
  };
  const invoke = async (functionName: string, event: string, options?: InvokeOptions): Promise<Invoked> => {
    if (closed) return { ok: false, error: CLOSED, requestId: options?.requestId ?? '' };
    const pool = poolOf(functionName);
    const fault = faults.of(functionName);
    return pending.add(
      fault === undefined ? pool.invoke(event, options) : invokeFaulty(fault, functionName, event, options),
    );
  };
  const asynchronous = new AsyncInvocations({
    journal,
    clock,
    invoke,
    isSwitchedOff: (name) => project.functions.some((fn) => fn.name === name && fn.reservedConcurrency === 0),
  });
  return {
    held: debugging,
    endHeld: () => debugging.endHeld(),
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
      factory.deploy(project);
      if (reloads !== undefined) return reloads.deploy(project.functions, because);
      const replaced = [...pools.values()];
      pools.clear();
      for (const pool of replaced) pool.retire();
      retired = [...retired, ...replaced].filter(({ size, waiting }) => size + waiting > 0);
      // What was in use will be used again, and somebody is about to try what they changed.
      for (const fn of project.functions) {
        const before = replaced.find(({ name }) => name === fn.name);
        if (before !== undefined) pools.set(fn.name, createPool(fn, before));
      }
      for (const pool of pools.values()) pool.warm();
    },
    forget: () => asynchronous.forget(),
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
      await factory.close();
    },
  };
}
