/** The execution environments of one function: those that work, those that are idle, those whose threads still end. */
import type { Clock } from '../clock.ts';
import { createLogStreamName } from '../ids.ts';
import type { LambdaFunction } from '../project/model.ts';
import type { Carrier, CarrierEvents } from './carriers/carrier.ts';
import type { ExecutableServices } from './carriers/executable.ts';
import { startCarrier } from './carriers/start.ts';
import type { Debugging } from './debugging/debugging.ts';
import { Environment } from './environment.ts';
import type { Fleet } from './fleet.ts';
import type { FunctionLog } from './function-log.ts';
import { IdleEnvironments } from './idle-environments.ts';
import type { MemoryWatch } from './memory-watch.ts';
import type { InitPhase } from './platform-lines.ts';
import type { EnvironmentSettings } from './runtime/protocol.ts';
import type { FunctionCode } from './typescript/function-code.ts';

export interface EnvironmentServices {
  readonly clock: Clock;
  readonly memory: MemoryWatch;
  readonly debugging: Debugging;
  readonly fleet: Fleet;
  readonly settings: EnvironmentSettings;
  /** Of a handler that is TypeScript. */
  readonly code: FunctionCode | undefined;
  readonly functionArn: string;
  variables(logStream: string): Record<string, string>;
  /** The certificate authority, PEM; undefined when it cannot be had. */
  authority(): Promise<string | undefined>;
  /** For functions that are not Node's. */
  readonly executable: ExecutableServices;
  /** An environment has loaded these files since then, epoch milliseconds. */
  loaded(files: readonly string[], since: number): void;
}

export class FunctionEnvironments {
  /** Those that start or run an invocation. */
  readonly working = new Set<Environment>();
  readonly idle: IdleEnvironments;
  readonly #ending = new Set<Promise<void>>();
  readonly #fn: LambdaFunction;
  readonly #services: EnvironmentServices;
  readonly #log: FunctionLog;
  readonly #lost: () => void;

  /** @param lost - called when one of them has ended, for whatever reason. */
  constructor(fn: LambdaFunction, services: EnvironmentServices, log: FunctionLog, lost: () => void) {
    this.#fn = fn;
    this.#services = services;
    this.#log = log;
    this.#lost = lost;
    this.idle = new IdleEnvironments(services.clock.base ?? services.clock, () => this.size > 1);
  }

  get size(): number {
    return this.working.size + this.idle.size;
  }

  /**
   * Starts one, which works until {@link release}.
   * @param first - the one whose place it takes, for it did not start in time.
   * @throws what Node throws when the machine gives no more threads or processes.
   */
  create(initTimeoutMs: number, phase: InitPhase, first?: Environment): Environment {
    const { fleet, functionArn, loaded } = this.#services;
    const logStream = first?.logStream ?? createLogStreamName(Date.now());
    if (phase === 'init') this.#log.initStarted(logStream, functionArn);
    const environment: Environment = new Environment(
      this.#fn,
      logStream,
      (events) => this.#start(logStream, events),
      initTimeoutMs,
      {
        log: (line, level) => this.#log.line(logStream, line, level),
        platformLog: (line) => this.#log.platformLine(logStream, line),
        hint: (message) => this.#log.hint(message),
        loaded,
        held: (isHeld, isAbandoned) => this.#log.held(logStream, isHeld, isAbandoned),
        lost: () => this.#forget(environment),
      },
    );
    void environment.initialised.then((init) => this.#log.initEnded(logStream, phase, init));
    this.working.add(environment);
    fleet.added();
    this.#log.environment('environment.started', logStream, this.size, fleet.size);
    return environment;
  }

  /** What carries one; it starts while its handler is compiled. */
  #start(logStream: string, events: CarrierEvents): Carrier {
    const { memory, debugging, settings, variables, authority, executable, code, loaded } = this.#services;
    const services = { memory, debugging, authority, executable };
    const carrier = startCarrier(this.#fn, variables(logStream), settings, services, events);
    const since = Date.now();
    void code
      ?.compiled((warning) => this.#log.hint(warning))
      .then((message) => {
        carrier.send(message);
        loaded([...code.inputs], since);
      });
    return carrier;
  }

  /** An idle one, which works from now on. */
  take(): Environment | undefined {
    const environment = this.idle.take();
    if (environment !== undefined) this.working.add(environment);
    return environment;
  }

  /** It has nothing more to do. */
  release(environment: Environment, wasUsed: boolean): void {
    this.working.delete(environment);
    if (wasUsed) this.idle.put(environment);
    else this.idle.putSpare(environment);
  }

  /** Ends all and settles when every thread is gone, which for one in a native call may be late. */
  async end(): Promise<void> {
    this.idle.endAll();
    for (const environment of this.working) environment.end();
    await Promise.all(this.#ending);
  }

  #forget(environment: Environment): void {
    const { fleet } = this.#services;
    if (!this.working.delete(environment)) this.idle.remove(environment);
    const ended = environment.ended.then(() => {
      this.#ending.delete(ended);
    });
    this.#ending.add(ended);
    fleet.removed();
    this.#log.environment('environment.ended', environment.logStream, this.size, fleet.size);
    this.#lost();
  }
}
