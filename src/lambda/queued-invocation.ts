/** One invocation of a function, from the queue of its pool to its outcome. Rows `lambda.platform-*`. */
import { createTraceId, createUuid } from '../ids.ts';
import type { NotBooted } from './boot.ts';
import type { Environment } from './environment.ts';
import type { FunctionLog } from './function-log.ts';
import type { InvokeOptions } from './invoke-options.ts';
import {
  CLOSED,
  deathError,
  type LogTail,
  limitResponse,
  type Outcome,
  timeoutError,
  timeoutText,
} from './outcomes.ts';

/** The function as it is when the invocation has its turn. */
export interface InvokedFunction {
  readonly log: FunctionLog;
  readonly functionArn: string;
  /** Seconds. */
  readonly timeout: number;
}

export class QueuedInvocation {
  readonly requestId: string;
  /** Since when it waits, by `performance.now()`. */
  readonly since = performance.now();
  readonly outcome: Promise<Outcome & LogTail>;
  readonly #event: string;
  readonly #options: InvokeOptions;
  #settle: (outcome: Outcome & LogTail) => void = () => {};

  /** @param event - JSON text. */
  constructor(event: string, options: InvokeOptions) {
    this.requestId = options.requestId ?? createUuid();
    this.#event = event;
    this.#options = options;
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /**
   * @param initDurationMs - of its cold start, if it was one.
   * @returns what tells everybody how it ended, for whoever has to be done with it first.
   */
  async runIn(
    environment: Environment,
    initDurationMs: number | undefined,
    { log, functionArn, timeout }: InvokedFunction,
  ): Promise<() => void> {
    const { requestId } = this;
    const { logStream } = environment;
    const { attempt, clientContext, qualifier, wantsLogTail } = this.#options;
    const { traceRoot = createTraceId(Date.now()) } = this.#options;
    const tail = wantsLogTail ? log.follow(logStream) : undefined;
    const startedAt = performance.now();
    const waitedMs = startedAt - this.since;
    const running = environment.invoke({
      requestId,
      event: this.#event,
      deadlineMs: Date.now() + timeout * 1000,
      invokedFunctionArn: qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`,
      traceId: `${traceRoot};Parent=0000000000000000;Sampled=0`,
      clientContext,
    });
    // Told while the environment wakes up; it is not heard before this is done.
    log.started({ requestId, logStream, event: this.#event, waitedMs, attempt });
    const outcome = limitResponse(await running);
    const durationMs = performance.now() - startedAt;
    const maxMemoryUsed = Math.ceil(environment.maxMemoryUsed);
    return () => {
      log.finished({
        requestId,
        logStream,
        waitedMs,
        durationMs,
        initDurationMs,
        maxMemoryUsed,
        attempt,
        outcome,
      });
      this.#settle(tail === undefined ? outcome : { ...outcome, logTail: tail.bytes });
    };
  }

  /** The environment that was to run it did not start. */
  failWith(notBooted: NotBooted, { log, timeout }: InvokedFunction): void {
    const { requestId } = this;
    const { attempt, wantsLogTail } = this.#options;
    const { failure, environment, initDurationMs: durationMs } = notBooted;
    const error = failure === 'timeout' ? timeoutError(requestId, timeout) : deathError(requestId, failure);
    const waitedMs = performance.now() - this.since - durationMs;
    let logTail: LogTail['logTail'];
    if (environment === undefined) log.notStarted(requestId, waitedMs, attempt, error);
    else {
      const { logStream } = environment;
      const tail = wantsLogTail ? log.follow(logStream) : undefined;
      log.started({ requestId, logStream, event: this.#event, waitedMs, attempt });
      if (failure === 'timeout') {
        log.platformLine(logStream, `${new Date().toISOString()} ${requestId} ${timeoutText(timeout)}`);
      }
      const maxMemoryUsed = Math.ceil(environment.maxMemoryUsed);
      const finished = { requestId, logStream, waitedMs, durationMs, maxMemoryUsed, attempt };
      log.finished({ ...finished, initDurationMs: undefined, outcome: { ok: false, error } });
      logTail = tail?.bytes;
    }
    this.#settle({ ok: false, error, logTail });
  }

  /** The emulator stops. */
  drop(): void {
    this.#settle({ ok: false, error: CLOSED });
  }
}
