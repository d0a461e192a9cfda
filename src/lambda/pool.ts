/**
 * A function's execution environments: an idle one is used again, a new one is started when all are busy, and
 * past the cap invocations wait their turn.
 */
import { createLogStreamName, createTraceId, createUuid } from '../ids.ts';
import type { Journal } from '../journal/journal.ts';
import { INIT_TIMEOUT_MS, MAX_FUNCTION_RESPONSE_BYTES } from '../limits.ts';
import type { LambdaFunction } from '../project/model.ts';
import { Environment, type InitFailure } from './environment.ts';
import { FunctionLog } from './function-log.ts';
import type { MemoryWatch } from './memory-watch.ts';
import {
  deathError,
  type FunctionError,
  type Invoked,
  type Outcome,
  responseTooLargeError,
  timeoutError,
  timeoutText,
} from './outcomes.ts';
import type { AuthorityRequest, EnvironmentSettings } from './runtime/protocol.ts';

export interface PoolServices {
  readonly journal: Journal;
  readonly memory: MemoryWatch;
  readonly maxEnvironments: number;
  readonly functionArn: string;
  readonly settings: EnvironmentSettings;
  variables(logStream: string): Record<string, string>;
  authority(request: AuthorityRequest): void;
}

interface Waiting {
  readonly requestId: string;
  readonly event: string;
  settle(outcome: Outcome): void;
}

/** An environment that is ready, and what its init phase took until an invocation has reported it. */
interface Ready {
  readonly environment: Environment;
  initDurationMs: number | undefined;
}

type Started =
  | { readonly ok: true; readonly ready: Ready }
  | { readonly ok: false; readonly failure: InitFailure };

export class Pool {
  readonly #fn: LambdaFunction;
  readonly #services: PoolServices;
  readonly #log: FunctionLog;
  /** Those that count against the cap. */
  readonly #environments = new Set<Environment>();
  /** Those whose threads are still to end. */
  readonly #ending = new Set<Promise<void>>();
  readonly #idle: Ready[] = [];
  readonly #queue: Waiting[] = [];
  #starting = 0;
  #retired = false;
  #closed = false;

  constructor(fn: LambdaFunction, services: PoolServices) {
    this.#fn = fn;
    this.#services = services;
    this.#log = new FunctionLog(fn, services.journal);
  }

  /** @param event - JSON text. */
  invoke(event: string): Promise<Invoked> {
    const requestId = createUuid();
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => resolve({ ...outcome, requestId });
      this.#queue.push({ requestId, event, settle });
      this.#advance();
    });
  }

  /** How many environments there are, those included that are starting. */
  get size(): number {
    return this.#environments.size;
  }

  /** For when another pool takes the function's invocations: what waits or runs is done, then environments end. */
  retire(): void {
    this.#retired = true;
    this.#advance();
  }

  /**
   * Ends every environment and settles with their ends; what still waits or runs has its outcome before. A
   * thread in a native call (`execSync`) cannot be interrupted, so the caller had better not wait for ever.
   */
  async close(): Promise<void> {
    this.#closed = true;
    for (const environment of this.#environments) environment.end();
    this.#advance();
    await Promise.all(this.#ending);
  }

  #advance(): void {
    if (this.#closed) {
      for (const { settle } of this.#queue.splice(0)) settle({ ok: false, error: CLOSED });
      return;
    }
    while (this.#queue.length > 0) {
      const ready = this.#idle.pop();
      if (ready === undefined) break;
      void this.#run(ready, this.#queue.shift() as Waiting);
    }
    const room = () => this.#environments.size < this.#services.maxEnvironments;
    while (this.#starting < this.#queue.length && room()) {
      this.#starting++;
      void this.#start();
    }
    if (this.#retired && this.#queue.length === 0) {
      for (const { environment } of this.#idle.splice(0)) environment.end();
    }
  }

  /** A failed init fails the invocation that has waited longest, as on Lambda; the next one tries again. */
  async #start(): Promise<void> {
    const started = await this.#boot().catch((error: unknown) => this.#withoutThread(error));
    this.#starting--;
    if (started === undefined) return;
    if (!started.ok) this.#fail(started.failure);
    else if (started.ready.environment.death) this.#fail(started.ready.environment.death);
    else this.#idle.push(started.ready);
    this.#advance();
  }

  /** The machine gives no more threads: those that there are serve what waits, once they are free. */
  #withoutThread(error: unknown): Started | undefined {
    if (this.#environments.size > 0) return undefined;
    const errorMessage = `The execution environment could not be started: ${error}`;
    return { ok: false, failure: { by: 'error', error: { errorType: 'Sandbox.NotStarted', errorMessage } } };
  }

  async #boot(): Promise<Started> {
    // An init phase that takes too long starts again as part of the invocation, under the function's timeout.
    for (const timeoutMs of [INIT_TIMEOUT_MS, this.#fn.timeout * 1000]) {
      const environment = this.#create(timeoutMs);
      const init = await environment.initialised;
      if (init.ok) return { ok: true, ready: { environment, initDurationMs: init.durationMs } };
      if (init.failure !== 'timeout') return { ok: false, failure: init.failure };
      if (this.#closed) break;
    }
    return { ok: false, failure: 'timeout' };
  }

  #create(initTimeoutMs: number): Environment {
    const { memory, settings, variables, authority } = this.#services;
    const logStream = createLogStreamName(Date.now());
    this.#log.initStarted(logStream, this.#services.functionArn);
    const environment: Environment = new Environment(
      this.#fn,
      logStream,
      variables(logStream),
      settings,
      initTimeoutMs,
      memory,
      {
        log: (line, level) => this.#log.line(logStream, line, level),
        platformLog: (line) => this.#log.platformLine(logStream, line),
        hint: (message) => this.#log.hint(message),
        authority,
        lost: () => this.#forget(environment),
      },
    );
    this.#environments.add(environment);
    return environment;
  }

  #forget(environment: Environment): void {
    this.#environments.delete(environment);
    const index = this.#idle.findIndex((ready) => ready.environment === environment);
    if (index >= 0) this.#idle.splice(index, 1);
    const ended = environment.ended.then(() => {
      this.#ending.delete(ended);
    });
    this.#ending.add(ended);
    this.#advance();
  }

  async #run(ready: Ready, { requestId, event, settle }: Waiting): Promise<void> {
    const { environment, initDurationMs } = ready;
    const { logStream } = environment;
    const startedAt = performance.now();
    this.#log.started(requestId, logStream);
    const outcome = limitResponse(
      await environment.invoke({
        requestId,
        event,
        deadlineMs: Date.now() + this.#fn.timeout * 1000,
        invokedFunctionArn: this.#services.functionArn,
        traceId: `${createTraceId(Date.now())};Parent=0000000000000000;Sampled=0`,
      }),
    );
    const durationMs = performance.now() - startedAt;
    const maxMemoryUsed = Math.ceil(environment.maxMemoryUsed);
    this.#log.finished({ requestId, logStream, durationMs, initDurationMs, maxMemoryUsed, outcome });
    ready.initDurationMs = undefined;
    if (environment.death === undefined) this.#idle.push(ready);
    settle(outcome);
    this.#advance();
  }

  /** Tells the invocation that has waited longest that its environment did not start. */
  #fail(failure: InitFailure): void {
    const waiting = this.#queue.shift();
    if (waiting === undefined) return;
    const { requestId, settle } = waiting;
    const { timeout } = this.#fn;
    if (failure === 'timeout') {
      this.#log.platformLine('', `${new Date().toISOString()} ${requestId} ${timeoutText(timeout)}`);
    }
    const error = failure === 'timeout' ? timeoutError(requestId, timeout) : deathError(requestId, failure);
    this.#log.notStarted(requestId, error);
    settle({ ok: false, error });
  }
}

const CLOSED: FunctionError = { errorType: 'Runtime.ExitError', errorMessage: 'The emulator is closing.' };

function limitResponse(outcome: Outcome): Outcome {
  if (!outcome.ok) return outcome;
  const bytes = Buffer.byteLength(outcome.payload);
  if (bytes <= MAX_FUNCTION_RESPONSE_BYTES) return outcome;
  return { ok: false, error: responseTooLargeError(bytes, MAX_FUNCTION_RESPONSE_BYTES) };
}
