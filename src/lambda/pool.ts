/**
 * The invocations of one function and the environments that serve them, one invocation at a time each and in the
 * order in which they came. Whether there may be one environment more is for the fleet to say.
 * Rows `lambda.reuse`, `lambda.in-order`, `lambda.spare`, `lambda.throttled`.
 */
import { FileStamps } from '../file-stamps.ts';
import type { SourcePlace } from '../journal/invocation-facts.ts';
import type { Journal } from '../journal/journal.ts';
import type { LambdaFunction } from '../project/model.ts';
import type { Booted } from './boot.ts';
import type { Environment, InitFailure } from './environment.ts';
import { EnvironmentStarts } from './environment-starts.ts';
import type { Member } from './fleet.ts';
import { type EnvironmentServices, FunctionEnvironments } from './function-environments.ts';
import { FunctionLog } from './function-log.ts';
import { type AskedEnd, endAsAsked } from './invocation-fault.ts';
import type { InvokeOptions } from './invoke-options.ts';
import { type Invoked, THROTTLED } from './outcomes.ts';
import { QueuePace } from './queue-pace.ts';
import { type InvokedFunction, QueuedInvocation } from './queued-invocation.ts';

/** So many environments a function has once it is in use. */
const SPARED = 2;

export interface PoolServices extends EnvironmentServices {
  readonly journal: Journal;
  readonly functionArn: string;
  /** The code could not be loaded. */
  initFailed(): void;
}

export class Pool implements Member {
  readonly name: string;
  readonly timeoutMs: number;
  /** When it was made, epoch milliseconds. */
  readonly since = Date.now();
  /** What its code was made of: a change of any of them makes another pool. Whoever knows of more adds them. */
  readonly files: FileStamps;
  readonly pace = new QueuePace();
  readonly #cap: number;
  readonly #fn: LambdaFunction;
  readonly #services: PoolServices;
  readonly #log: FunctionLog;
  readonly #environments: FunctionEnvironments;
  readonly #starts: EnvironmentStarts;
  readonly #invoked: InvokedFunction;
  readonly #queue: QueuedInvocation[] = [];
  #before: Pool | undefined;
  #running = 0;
  #movedAt = 0;
  #mayHaveSpare = true;
  #retired = false;
  #closed = false;

  /**
   * @param maxEnvironments - the cap of the function's own.
   * @param before - the pool that this one is to take the place of.
   */
  constructor(fn: LambdaFunction, maxEnvironments: number, services: PoolServices, before?: Pool) {
    this.files = new FileStamps(before?.files);
    this.#before = before;
    this.#fn = fn;
    this.#services = services;
    this.#log = new FunctionLog(fn, services.journal, before === undefined ? undefined : before.#log);
    this.#environments = new FunctionEnvironments(fn, services, this.#log, () => this.#advance());
    this.name = fn.name;
    this.#cap = Math.min(maxEnvironments, fn.reservedConcurrency ?? maxEnvironments);
    this.timeoutMs = fn.timeout * 1000;
    this.#starts = new EnvironmentStarts(this.#environments, this.timeoutMs, before?.coldStartMs, services);
    this.#invoked = { log: this.#log, functionArn: services.functionArn, timeout: fn.timeout };
    services.fleet.join(this);
  }

  get fn(): LambdaFunction {
    return this.#fn;
  }

  get cap(): number {
    return this.#starts.isHeld ? Math.min(this.#cap, Math.max(1, this.size)) : this.#cap;
  }

  get size(): number {
    return this.#environments.size;
  }

  /**
   * Set when the function's code, as it was when it was tried last, does not load: when that was begun, epoch
   * milliseconds.
   */
  get brokenSince(): number | undefined {
    return this.#starts.brokenSince;
  }

  /** Where it does not compile, when it is TypeScript and does not. */
  get errorPlace(): SourcePlace | undefined {
    return this.#services.code?.errorPlace;
  }

  get starting(): number {
    return this.#starts.count;
  }

  get running(): number {
    return this.#running;
  }

  /** With those that the pool before this one has still to finish. */
  get #runningInAll(): number {
    const before = this.#before === undefined ? 0 : this.#before.#runningInAll;
    if (before === 0) this.#before = undefined;
    return this.#running + before;
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

  get coldStartMs(): number | undefined {
    return this.#starts.coldStartMs;
  }

  endUnused(): void {
    this.#environments.idle.endFirst();
  }

  start(): void {
    void this.#start(true);
  }

  startSpare(): void {
    const mayStart =
      !this.#closed && !this.#retired && !this.#starts.isHeld && this.size < Math.min(SPARED, this.cap);
    if (mayStart) void this.#start(false);
  }

  /** Has an environment started for invocations to come, once there is room for one. */
  warm(): void {
    this.#services.fleet.spare(this);
  }

  /** @param event - JSON text. */
  async invoke(event: string, options: InvokeOptions = {}): Promise<Invoked> {
    const { reservedConcurrency } = this.#fn;
    if (reservedConcurrency !== undefined && this.#runningInAll + this.waiting >= reservedConcurrency) {
      this.#log.throttled(reservedConcurrency);
      return THROTTLED;
    }
    const invocation = new QueuedInvocation(event, options);
    this.#queue.push(invocation);
    this.#advance();
    return { ...(await invocation.outcome), requestId: invocation.requestId };
  }

  /** Ends an invocation without running it, because somebody asked for that. @param event - JSON text. */
  endAsAsked(end: AskedEnd, event: string, options: InvokeOptions = {}): Invoked {
    return endAsAsked(end, event, options, this.#invoked);
  }

  /** From now on a new environment would run other code: those that there are have to do. */
  hold(): void {
    this.#starts.hold();
  }

  /** Starts its first environment, whatever the others need, for another pool's will end for it. */
  async load(): Promise<InitFailure | undefined> {
    this.#log.isTrial = true;
    const booted = await this.#boot(() => false);
    this.#log.isTrial = false;
    if (booted?.ok) this.#ready(booted);
    this.#advance();
    return booted?.ok === false ? booted.failure : undefined;
  }

  /** Takes another pool's place: what waits there is served here. */
  takeOver(other: Pool): void {
    this.#queue.push(...other.#queue.splice(0));
    other.retire();
    this.#advance();
    // Both were there for a while.
    if (this.#services.fleet.givesWay(this)) this.endUnused();
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
      for (const invocation of this.#queue.splice(0)) invocation.drop();
      return;
    }
    while (this.#queue.length > 0) {
      const environment = this.#environments.take();
      if (environment === undefined) break;
      void this.#run(environment, undefined, this.#queue.shift() as QueuedInvocation);
    }
    this.pace.set(this.#queue.length > 0 && this.size > this.#starts.count, performance.now());
    if (this.#queue.length > 0) this.#services.fleet.need(this);
    else if (this.#retired) {
      this.#environments.idle.endAll();
      if (this.size === 0) this.#services.fleet.leave(this);
    }
  }

  /** @param isNeeded - by the invocation that waits longest, which fails with a failed init, as on Lambda. */
  async #start(isNeeded: boolean): Promise<void> {
    const booted = await this.#boot(() => isNeeded && !this.#closed);
    if (booted?.ok) this.#ready(booted);
    else if (!isNeeded) this.#mayHaveSpare = false;
    else if (booted) this.#queue.shift()?.failWith(booted, this.#invoked);
    this.#advance();
    this.#services.fleet.startSpares();
  }

  async #boot(mayRetry: () => boolean): Promise<Booted | undefined> {
    this.#movedAt = performance.now();
    const booted = await this.#starts.boot(mayRetry);
    this.#movedAt = performance.now();
    return booted;
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
    invocation: QueuedInvocation,
  ): Promise<void> {
    this.#running++;
    this.#movedAt = performance.now();
    const tell = await invocation.runIn(environment, initDurationMs, this.#invoked);
    this.#movedAt = performance.now();
    this.#running--;
    this.pace.ended(this.#movedAt);
    tell();
    const rest = environment.rest();
    if (rest !== undefined) await rest;
    if (environment.death === undefined) this.#release(environment);
    this.#advance();
    if (this.size < SPARED && this.#mayHaveSpare) this.warm();
  }

  #release(environment: Environment): void {
    // The last one of the good code is not to be had again.
    const mayGiveWay = !this.#starts.isHeld || this.size > 1 || this.#retired;
    if (mayGiveWay && this.#services.fleet.givesWay(this)) environment.end();
    else this.#environments.release(environment, true);
  }
}
