/**
 * One execution environment: the function's code, loaded once, that serves one invocation at a time, as on
 * Lambda. Ending what carries it is how a timeout, a crash or a leak is kept from everybody else.
 */
import { type Clock, systemClock } from '../clock.ts';
import type { LambdaFunction } from '../project/model.ts';
import type { Carrier, StartCarrier } from './carriers/carrier.ts';
import { patientClock } from './debugging/held.ts';
import type { LoopTimes } from './load.ts';
import { type Death, deathError, type Outcome, timeoutError, timeoutText } from './outcomes.ts';
import type { Answer, FromEnvironment, Invoke } from './runtime/protocol.ts';

/** What an environment tells its pool. */
export interface EnvironmentEvents {
  log(line: string, level: string | undefined): void;
  platformLog(line: string): void;
  hint(message: string): void;
  /** @param since - when the first of these may have been read, epoch milliseconds. */
  loaded(files: readonly string[], since: number): void;
  /** A debugger has stopped it, or let it go on. */
  held(isHeld: boolean, isAbandoned: boolean): void;
  /** It takes no invocation any more, for it has ended or is about to; called once. */
  lost(): void;
}

/** How the init phase went. */
export type Init =
  | { readonly ok: true; readonly durationMs: number }
  | { readonly ok: false; readonly durationMs: number; readonly failure: InitFailure };
/** A death names the invocation that it fails, which is not known here. */
export type InitFailure = 'timeout' | Death;

export class Environment {
  readonly logStream: string;
  /** Settles once the handler is loaded, or could not be. */
  readonly initialised: Promise<Init>;
  /** Settles when what carried it is gone; a thread's native call is not interrupted. */
  readonly ended: Promise<void>;
  readonly #fn: LambdaFunction;
  readonly #carrier: Carrier;
  /** Stands still while a debugger holds the carrier. */
  readonly #clock: Clock;
  readonly #events: EnvironmentEvents;
  #settleInit: ((failure: InitFailure | undefined) => void) | undefined;
  #running: { readonly requestId: string; settle(outcome: Outcome): void } | undefined;
  #death: Death | undefined;
  /** Whether it ends after its invocation. */
  #isSpent = false;
  #maxMemoryUsed = 0;
  /** Of the last invocation, epoch milliseconds. */
  #deadlineMs = 0;
  /** When its init phase or its last invocation began, and when what was before that, epoch milliseconds. */
  #beganAt = Date.now();
  #beganBefore = this.#beganAt;

  /** @throws what Node throws when the machine gives no more threads or processes. */
  constructor(
    fn: LambdaFunction,
    logStream: string,
    start: StartCarrier,
    initTimeoutMs: number,
    events: EnvironmentEvents,
  ) {
    this.#fn = fn;
    this.logStream = logStream;
    this.#events = events;
    const startedAt = performance.now();
    let exited: () => void = () => {};
    this.ended = new Promise((resolve) => {
      exited = resolve;
    });
    this.#carrier = start({
      message: (message) => this.#receive(message),
      uncaught: (text) => this.#events.log(text, 'ERROR'),
      used: (bytes) => this.#used(bytes),
      outgrown: () => this.#outgrow(),
      notStarted: (reason) => this.#die({ by: 'no-start', reason }),
      held: (isHeld, isAbandoned) => {
        // What the debugger that has gone left in the thread would stop it again and again.
        this.#isSpent ||= isAbandoned;
        this.#events.held(isHeld, isAbandoned);
      },
      unwanted: () => this.end(),
      exited: (by) => {
        this.#die(typeof by === 'number' ? { by: 'exit', code: by } : { by: 'signal', signal: by });
        exited();
      },
    });
    const { held } = this.#carrier;
    this.#clock = held === undefined ? systemClock : patientClock(systemClock, held);
    this.initialised = new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => {
        this.#settleInit?.('timeout');
        this.end();
      }, initTimeoutMs);
      this.#settleInit = (failure) => {
        timer.cancel();
        this.#settleInit = undefined;
        const durationMs = performance.now() - startedAt;
        resolve(failure === undefined ? { ok: true, durationMs } : { ok: false, durationMs, failure });
      };
    });
    this.#carrier.watch(true);
  }

  /** Why it takes no invocation any more; undefined while it does. */
  get death(): Death | undefined {
    return this.#death;
  }

  /** Megabytes, the most that was seen. */
  get maxMemoryUsed(): number {
    return this.#maxMemoryUsed;
  }

  get loopTimes(): LoopTimes {
    return this.#carrier.loopTimes;
  }

  /** Runs one invocation. Never rejects; whatever goes wrong is the outcome. */
  async invoke(invoke: Invoke): Promise<Outcome> {
    if (this.#death !== undefined) return { ok: false, error: deathError(invoke.requestId, this.#death) };
    const timeoutMs = this.#fn.timeout * 1000;
    this.#deadlineMs = invoke.deadlineMs;
    const outcome = new Promise<Outcome>((resolve) => {
      this.#running = { requestId: invoke.requestId, settle: resolve };
    });
    const timer = this.#clock.setTimeout(() => this.#timeOut(invoke.requestId), timeoutMs);
    this.#beganBefore = this.#beganAt;
    this.#beganAt = Date.now();
    this.#carrier.watch(true);
    this.#carrier.send(invoke);
    try {
      return await outcome;
    } finally {
      timer.cancel();
      this.#carrier.watch(false);
      if (this.#isSpent) this.end();
    }
  }

  /**
   * Settles when it takes the next invocation; undefined when it does at once. A runtime that is a process has to
   * ask for it, and is ended when it has not by the last invocation's deadline.
   */
  rest(): Promise<void> | undefined {
    const rested = this.#carrier.rested?.();
    if (rested === undefined) return undefined;
    const timer = this.#clock.setTimeout(() => this.end(), Math.max(0, this.#deadlineMs - Date.now()));
    return rested.finally(() => timer.cancel());
  }

  /** Ends it, whatever it is doing; {@link ended} tells when it is gone. */
  end(): void {
    this.#die({ by: 'ended' });
  }

  /** Lambda tells it from any other kill by the memory that REPORT names. */
  #outgrow(): void {
    const { memorySize } = this.#fn;
    this.#events.hint(
      `An environment held more than its memory size allows ("memorySize": ${memorySize}), and was ended.`,
    );
    this.#die({ by: 'memory' });
  }

  /** Fails whatever waits for this environment and ends its carrier; the first cause is the one that counts. */
  #die(death: Death): void {
    if (this.#death !== undefined) return;
    this.#death = death;
    this.#carrier.watch(false);
    this.#settleInit?.(death);
    this.#settle({ ok: false, error: deathError(this.#running?.requestId ?? '', death) });
    this.#carrier.end();
    this.#events.lost();
  }

  #receive(message: FromEnvironment): void {
    if (message.type === 'log') this.#events.log(message.line, message.level);
    else if (message.type === 'hint') this.#events.hint(message.message);
    else if (message.type === 'loaded') this.#events.loaded(message.files, this.#readSince);
    else if (message.type === 'ready') {
      this.#carrier.watch(false);
      this.#settleInit?.(undefined);
    } else if (message.type === 'failed') {
      this.#used(message.memoryBytes);
      this.#die({ by: 'error', error: message.error });
    } else {
      this.#answer(message);
    }
  }

  #answer(answer: Answer): void {
    this.#used(answer.memoryBytes);
    if (answer.type === 'response') {
      this.#settle({ ok: true, payload: answer.body });
    } else {
      this.#settle({ ok: false, error: answer.error });
      if (answer.leaving) this.#die({ by: 'error', error: answer.error });
    }
  }

  /** Since when files may have been read of which it tells now: it does so after an answer, when the next may run. */
  get #readSince(): number {
    return this.#running === undefined ? this.#beganAt : this.#beganBefore;
  }

  #used(bytes = 0): void {
    this.#maxMemoryUsed = Math.max(this.#maxMemoryUsed, bytes / 1024 / 1024);
  }

  #timeOut(requestId: string): void {
    const seconds = this.#fn.timeout;
    this.#events.platformLog(`${new Date().toISOString()} ${requestId} ${timeoutText(seconds)}`);
    this.#settle({ ok: false, error: timeoutError(requestId, seconds) });
    this.end();
  }

  #settle(outcome: Outcome): void {
    const running = this.#running;
    this.#running = undefined;
    running?.settle(outcome);
  }
}
