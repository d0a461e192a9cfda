/**
 * A function's execution environments: an idle one is used again, a new one is started when all are busy, and
 * past the cap invocations wait their turn.
 */
import { createLogStreamName, createTraceId, createUuid } from '../ids.ts';
import type { Journal } from '../journal/journal.ts';
import { INIT_TIMEOUT_MS, MAX_FUNCTION_RESPONSE_BYTES } from '../limits.ts';
import type { LambdaFunction } from '../project/model.ts';
import { Environment, type InitFailure } from './environment.ts';
import type { MemoryWatch } from './memory-watch.ts';
import {
  deathError,
  type FunctionError,
  type Outcome,
  reportLine,
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

export class Pool {
  readonly #fn: LambdaFunction;
  readonly #services: PoolServices;
  readonly #environments = new Set<Environment>();
  readonly #idle: Ready[] = [];
  readonly #queue: Waiting[] = [];
  readonly #hints = new Set<string>();
  #starting = 0;
  #closed = false;

  constructor(fn: LambdaFunction, services: PoolServices) {
    this.#fn = fn;
    this.#services = services;
  }

  /** @param event - JSON text. */
  invoke(event: string): Promise<Outcome> {
    return new Promise((settle) => {
      this.#queue.push({ requestId: createUuid(), event, settle });
      this.#advance();
    });
  }

  /** Ends every environment; what still waits or runs gets the outcome of an environment that was killed. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#environments].map((environment) => environment.terminate()));
    for (const { settle } of this.#queue.splice(0)) settle({ ok: false, error: CLOSED });
  }

  #advance(): void {
    while (this.#queue.length > 0) {
      const ready = this.#idle.pop();
      if (ready === undefined) break;
      void this.#run(ready, this.#queue.shift() as Waiting);
    }
    const room = () => this.#environments.size < this.#services.maxEnvironments;
    while (!this.#closed && this.#starting < this.#queue.length && room()) void this.#start();
  }

  /** A failed init fails the invocation that has waited longest, as on Lambda; the next one tries again. */
  async #start(): Promise<void> {
    this.#starting++;
    const started = await this.#boot();
    this.#starting--;
    if (started.ok) this.#idle.push(started.ready);
    else this.#fail(started.failure);
    this.#advance();
  }

  async #boot(): Promise<{ ok: true; ready: Ready } | { ok: false; failure: InitFailure }> {
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
    const environment: Environment = new Environment(
      this.#fn,
      logStream,
      variables(logStream),
      settings,
      initTimeoutMs,
      memory,
      {
        log: (line, level) => this.#log(logStream, 'function', line, level),
        platformLog: (line) => this.#log(logStream, 'platform', line),
        hint: (message) => this.#hint(message),
        authority,
        ended: () => this.#forget(environment),
      },
    );
    this.#environments.add(environment);
    return environment;
  }

  #forget(environment: Environment): void {
    this.#environments.delete(environment);
    const index = this.#idle.findIndex((ready) => ready.environment === environment);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#advance();
  }

  async #run(ready: Ready, { requestId, event, settle }: Waiting): Promise<void> {
    const { environment, initDurationMs } = ready;
    const { journal, functionArn } = this.#services;
    const { name, timeout } = this.#fn;
    const startedAt = performance.now();
    journal.append?.({ type: 'invocation.started', function: name, requestId });
    this.#log(environment.logStream, 'platform', `START RequestId: ${requestId} Version: $LATEST`);
    const outcome = limitResponse(
      await environment.invoke({
        requestId,
        event,
        deadlineMs: Date.now() + timeout * 1000,
        invokedFunctionArn: functionArn,
        traceId: `${createTraceId(Date.now())};Parent=0000000000000000;Sampled=0`,
      }),
    );
    const durationMs = performance.now() - startedAt;
    this.#report(environment, requestId, durationMs, initDurationMs, outcome);
    ready.initDurationMs = undefined;
    if (environment.usable) this.#idle.push(ready);
    settle(outcome);
    this.#advance();
  }

  #report(
    environment: Environment,
    requestId: string,
    durationMs: number,
    initDurationMs: number | undefined,
    outcome: Outcome,
  ): void {
    const error = outcome.ok ? undefined : outcome.error;
    const { name: fn, memorySize } = this.#fn;
    const { journal } = this.#services;
    if (journal.append === undefined) return;
    const failure = error && {
      status: error.errorType === 'Sandbox.Timedout' ? ('timeout' as const) : ('error' as const),
      errorType: error.errorType,
    };
    const maxMemoryUsed = Math.ceil(environment.maxMemoryUsed);
    const report = { durationMs, initDurationMs, memorySize, maxMemoryUsed, failure };
    if (error?.errorType === 'Runtime.ExitError') {
      this.#log(environment.logStream, 'platform', `${error.errorMessage}\n${error.errorType}`);
    }
    this.#log(environment.logStream, 'platform', `END RequestId: ${requestId}`);
    this.#log(environment.logStream, 'platform', reportLine(requestId, report));
    journal.append({ type: 'invocation.ended', function: fn, requestId, durationMs, initDurationMs, error });
  }

  /** Tells the invocation that has waited longest that its environment did not start. */
  #fail(failure: InitFailure): void {
    const waiting = this.#queue.shift();
    if (waiting === undefined) return;
    const { requestId, settle } = waiting;
    const error = initError(failure, requestId, this.#fn.timeout);
    const { journal } = this.#services;
    if (failure === 'timeout') {
      this.#log('', 'platform', `${new Date().toISOString()} ${requestId} ${timeoutText(this.#fn.timeout)}`);
    }
    journal.append?.({
      type: 'invocation.ended',
      function: this.#fn.name,
      requestId,
      durationMs: 0,
      initDurationMs: undefined,
      error,
    });
    settle({ ok: false, error });
  }

  /** What each environment of the function would say again is said once. */
  #hint(message: string): void {
    if (this.#hints.has(message)) return;
    this.#hints.add(message);
    this.#services.journal.append?.({ type: 'notice', message: `${this.#fn.name}: ${message}` });
  }

  #log(logStream: string, source: 'function' | 'platform', line: string, level?: string): void {
    const { name } = this.#fn;
    this.#services.journal.append?.({ type: 'function.log', function: name, logStream, source, level, line });
  }
}

const CLOSED: FunctionError = { errorType: 'Runtime.ExitError', errorMessage: 'The emulator is closing.' };

function initError(failure: InitFailure, requestId: string, timeout: number): FunctionError {
  if (failure === 'timeout') return timeoutError(requestId, timeout);
  return 'by' in failure ? deathError(requestId, failure) : failure;
}

function limitResponse(outcome: Outcome): Outcome {
  if (!outcome.ok) return outcome;
  const bytes = Buffer.byteLength(outcome.payload);
  if (bytes <= MAX_FUNCTION_RESPONSE_BYTES) return outcome;
  return { ok: false, error: responseTooLargeError(bytes, MAX_FUNCTION_RESPONSE_BYTES) };
}
