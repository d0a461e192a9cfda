/**
 * The invocations of one function and the environments that serve them, one invocation at a time each and in the
 * order in which they came. Whether there may be one environment more is for the fleet to say.
 * Rows `lambda.reuse`, `lambda.in-order`, `lambda.spare`, `lambda.throttled`.
 */
import { createTraceId, createUuid } from '../ids.ts';
import type { Journal } from '../journal/journal.ts';
import type { LambdaFunction } from '../project/model.ts';
import { type Booted, boot } from './boot.ts';
import type { Environment, InitFailure } from './environment.ts';
import type { Member } from './fleet.ts';
import { type EnvironmentServices, FunctionEnvironments } from './function-environments.ts';
import { FunctionLog } from './function-log.ts';
import type { InvokeOptions } from './invoke-options.ts';
import {
  CLOSED,
  deathError,
  type Invoked,
  type LogTail,
  limitResponse,
  type Outcome,
  THROTTLED,
  timeoutError,
  timeoutText,
} from './outcomes.ts';
import type { FunctionCode } from './typescript/function-code.ts';

export interface PoolServices extends EnvironmentServices {
  readonly journal: Journal;
  readonly functionArn: string;
}

interface Waiting {
  readonly requestId: string;
  readonly event: string;
  /** By `performance.now()`. */
  readonly since: number;
  readonly options: InvokeOptions;
  settle(outcome: Outcome & LogTail): void;
}

export class Pool implements Member {
  readonly name: string;
  readonly cap: number;
  readonly timeoutMs: number;
  readonly #fn: LambdaFunction;
  readonly #services: PoolServices;
  readonly #log: FunctionLog;
  readonly #environments: FunctionEnvironments;
  readonly #queue: Waiting[] = [];
  #starting = 0;
  #running = 0;
  #completed = 0;
  #movedAt = 0;
  #mayHaveSpare = true;
  #retired = false;
  #closed = false;

  /** @param maxEnvironments - the cap of the function's own. */
  constructor(fn: LambdaFunction, maxEnvironments: number, services: PoolServices) {
    this.#fn = fn;
    this.#services = services;
    this.#log = new FunctionLog(fn, services.journal);
    this.#environments = new FunctionEnvironments(fn, services, this.#log, () => this.#advance());
    this.name = fn.name;
    this.cap = Math.min(maxEnvironments, fn.reservedConcurrency ?? maxEnvironments);
    this.timeoutMs = fn.timeout * 1000;
    services.fleet.join(this);
  }

  /** What a TypeScript handler is compiled to. */
  get code(): FunctionCode | undefined {
    return this.#services.code;
  }

  get size(): number {
    return this.#environments.size;
  }

  get starting(): number {
    return this.#starting;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  get waitingSince(): number {
    return this.#queue[0]?.since ?? Number.POSITIVE_INFINITY;
  }

  get movedAt(): number {
    return this.#movedAt;
  }

  get unusedMs(): number | undefined {
    return this.#environments.idle.unusedMs;
  }

  get working(): ReadonlySet<Environment> {
    return this.#environments.working;
  }

  takeCompleted(): number {
    const completed = this.#completed;
    this.#completed = 0;
    return completed;
  }

  endUnused(): void {
    this.#environments.idle.endFirst();
  }

  start(): void {
    void this.#start(true);
  }

  /** Starts an environment for invocations to come, if there is room for one. */
  async warm(): Promise<void> {
    const mayStart = !this.#closed && !this.#retired && this.size < this.cap;
    if (mayStart && this.#services.fleet.hasRoomForSpare) await this.#start(false);
  }

  /** @param event - JSON text. */
  async invoke(event: string, options: InvokeOptions = {}): Promise<Invoked> {
    const { reservedConcurrency } = this.#fn;
    if (reservedConcurrency !== undefined && this.#running + this.waiting >= reservedConcurrency) {
      this.#log.throttled(reservedConcurrency);
      return THROTTLED;
    }
    const { requestId = createUuid() } = options;
    const outcome = await new Promise<Outcome & LogTail>((settle) => {
      this.#queue.push({ requestId, event, since: performance.now(), options, settle });
      this.#advance();
    });
    return { ...outcome, requestId };
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
    this.#services.fleet.leave(this);
    const ended = this.#environments.end();
    this.#advance();
    await ended;
  }

  #advance(): void {
    if (this.#closed) {
      for (const { settle } of this.#queue.splice(0)) settle({ ok: false, error: CLOSED });
      return;
    }
    while (this.#queue.length > 0) {
      const environment = this.#environments.take();
      if (environment === undefined) break;
      void this.#run(environment, undefined, this.#queue.shift() as Waiting);
    }
    if (this.#queue.length > 0) this.#services.fleet.need(this);
    else if (this.#retired) {
      this.#environments.idle.endAll();
      if (this.size === 0) this.#services.fleet.leave(this);
    }
  }

  /** @param isNeeded - by an invocation, which fails with a failed init, as on Lambda; the next one tries again. */
  async #start(isNeeded: boolean): Promise<void> {
    this.#starting++;
    const mayRetry = () => isNeeded && !this.#closed;
    const create = (initTimeoutMs: number) => this.#environments.create(initTimeoutMs);
    this.#movedAt = performance.now();
    const booted = await boot(create, this.timeoutMs, mayRetry).catch((error) => this.#withoutThread(error));
    this.#movedAt = performance.now();
    this.#starting--;
    if (booted?.ok) this.#ready(booted);
    else if (!isNeeded) this.#mayHaveSpare = false;
    else if (booted) this.#fail(booted.failure);
    this.#advance();
  }

  /** The machine gives no more threads: those that there are serve what waits, once they are free. */
  #withoutThread(error: unknown): Booted | undefined {
    this.#services.fleet.exhausted();
    if (this.size > 0) return undefined;
    const errorMessage = `The execution environment could not be started: ${error}`;
    return { ok: false, failure: { by: 'error', error: { errorType: 'Sandbox.NotStarted', errorMessage } } };
  }

  /** An invocation that waits has it at once, and that is its cold start. */
  #ready({ environment, initDurationMs }: Booted & { ok: true }): void {
    this.#log.ready(environment.logStream, initDurationMs);
    const waiting = this.#queue.shift();
    if (waiting === undefined) this.#environments.release(environment, false);
    else void this.#run(environment, initDurationMs, waiting);
  }

  async #run(
    environment: Environment,
    initDurationMs: number | undefined,
    { requestId, event, since, options, settle }: Waiting,
  ): Promise<void> {
    const { logStream } = environment;
    const { attempt, clientContext, qualifier, traceRoot = createTraceId(Date.now()) } = options;
    const { functionArn } = this.#services;
    const tail = options.wantsLogTail ? this.#log.follow(logStream) : undefined;
    const startedAt = performance.now();
    const waitedMs = startedAt - since;
    this.#running++;
    this.#movedAt = startedAt;
    this.#log.started(requestId, logStream, waitedMs, attempt);
    const outcome = limitResponse(
      await environment.invoke({
        requestId,
        event,
        deadlineMs: Date.now() + this.timeoutMs,
        invokedFunctionArn: qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`,
        traceId: `${traceRoot};Parent=0000000000000000;Sampled=0`,
        clientContext,
      }),
    );
    this.#movedAt = performance.now();
    const durationMs = this.#movedAt - startedAt;
    const maxMemoryUsed = Math.ceil(environment.maxMemoryUsed);
    this.#log.finished({
      requestId,
      logStream,
      waitedMs,
      durationMs,
      initDurationMs,
      maxMemoryUsed,
      attempt,
      outcome,
    });
    this.#running--;
    this.#completed++;
    settle({ ...outcome, logTail: tail?.bytes });
    const rest = environment.rest();
    if (rest !== undefined) await rest;
    if (environment.death === undefined) this.#release(environment);
    this.#advance();
    if (this.size === 1 && this.#mayHaveSpare) void this.warm();
  }

  #release(environment: Environment): void {
    if (this.#services.fleet.givesWay(this)) environment.end();
    else this.#environments.release(environment, true);
  }

  /** Tells the invocation that has waited longest that its environment did not start. */
  #fail(failure: InitFailure): void {
    const waiting = this.#queue.shift();
    if (waiting === undefined) return;
    const { requestId, since, options, settle } = waiting;
    const { timeout } = this.#fn;
    if (failure === 'timeout') {
      this.#log.platformLine('', `${new Date().toISOString()} ${requestId} ${timeoutText(timeout)}`);
    }
    const error = failure === 'timeout' ? timeoutError(requestId, timeout) : deathError(requestId, failure);
    this.#log.notStarted(requestId, performance.now() - since, options.attempt, error);
    settle({ ok: false, error });
  }
}
