/**
 * What a function's invocations leave behind: Lambda's own lines, the function's, and the facts about them.
 * Rows `lambda.platform-*`, `lambda.log-group`.
 */
import type { Journal } from '../journal/journal.ts';
import type { LambdaFunction } from '../project/model.ts';
import type { Init } from './environment.ts';
import { LogTailCollector } from './log-tail.ts';
import { deathError, type FunctionError, type Outcome } from './outcomes.ts';
import {
  type InitPhase,
  initReportLines,
  initStartLine,
  type Report,
  reportedErrorType,
  reportLines,
  startLine,
} from './platform-lines.ts';
import { TrialLines } from './trial-lines.ts';

/** An invocation that begins in an environment. */
interface Started extends Pick<Finished, 'requestId' | 'logStream' | 'waitedMs' | 'attempt'> {
  /** JSON text. */
  readonly event: string;
}

/** An invocation that has run in an environment. */
export interface Finished {
  readonly requestId: string;
  readonly logStream: string;
  /** How long it was in the queue. */
  readonly waitedMs: number;
  readonly durationMs: number;
  /** Set when the invocation was a cold start. */
  readonly initDurationMs: number | undefined;
  /** Megabytes. */
  readonly maxMemoryUsed: number;
  readonly attempt: number | undefined;
  readonly outcome: Outcome;
}

export class FunctionLog {
  readonly #fn: LambdaFunction;
  readonly #logGroup: string;
  readonly #journal: Journal;
  readonly #hints: Set<string>;
  /** Who else wants the lines of an environment, by its log stream, while an invocation runs in it. */
  readonly #tails = new Map<string, LogTailCollector>();
  /** While a change is tried: that it does not load is said by whoever tries. */
  isTrial = false;
  readonly #trials = new Map<string, TrialLines>();

  /** @param before - that of the function's code from before, whose hints need not be said again. */
  constructor(fn: LambdaFunction, journal: Journal, before?: FunctionLog) {
    this.#hints = before === undefined ? new Set() : before.#hints;
    this.#fn = fn;
    this.#logGroup = `/aws/lambda/${fn.name}`;
    this.#journal = journal;
  }

  /** Collects the lines of the stream until the invocation that is about to start there has finished. */
  follow(logStream: string): LogTailCollector {
    const tail = new LogTailCollector();
    this.#tails.set(logStream, tail);
    return tail;
  }

  /** A line of the function's own. */
  line(logStream: string, line: string, level: string | undefined): void {
    if (this.#trials.get(logStream)?.keep(line, level)) return;
    this.#append('function', logStream, line, level);
  }

  /** A line of Lambda's. */
  platformLine(logStream: string, line: string): void {
    this.#append('platform', logStream, line, undefined);
  }

  /** How many environments the function has now, and all functions together. */
  environment(
    type: 'environment.started' | 'environment.ended',
    logStream: string,
    environments: number,
    inAll: number,
  ): void {
    this.#journal.append?.({ type, function: this.#fn.name, logStream, environments, inAll });
  }

  ready(logStream: string, initDurationMs: number): void {
    const type = 'environment.ready';
    this.#journal.append?.({ type, function: this.#fn.name, logStream, initDurationMs });
  }

  /** A debugger has stopped an environment, or let it go on. */
  held(logStream: string, isHeld: boolean, isAbandoned: boolean): void {
    const { name } = this.#fn;
    if (isHeld) this.#journal.append?.({ type: 'environment.paused', function: name, logStream });
    else this.#journal.append?.({ type: 'environment.resumed', function: name, logStream, isAbandoned });
  }

  /** @param reservedConcurrency - undefined when it is by a fault. */
  throttled(reservedConcurrency: number | undefined): void {
    const type = 'invocation.throttled';
    this.#journal.append?.({ type, function: this.#fn.name, reservedConcurrency });
  }

  /** What each environment of the function would say again is said once. */
  hint(message: string): void {
    if (this.#hints.has(message)) return;
    this.#hints.add(message);
    this.#journal.append?.({ type: 'notice', message: `${this.#fn.name}: ${message}` });
  }

  initStarted(logStream: string, functionArn: string): void {
    if (this.isTrial) this.#trials.set(logStream, new TrialLines());
    if (this.#journal.append === undefined) return;
    const [, , , region = ''] = functionArn.split(':');
    this.#platform(logStream, [initStartLine(this.#fn, region, Date.now())]);
  }

  /** What the emulator ended because it stops has not failed. */
  initEnded(logStream: string, phase: InitPhase, init: Init): void {
    const kept = this.#trials.get(logStream)?.after(init) ?? [];
    this.#trials.delete(logStream);
    for (const { line, level } of kept) this.line(logStream, line, level);
    if (this.#journal.append === undefined) return;
    let failure: Report['failure'];
    if (!init.ok) {
      if (init.failure === 'timeout') failure = { status: 'timeout', errorType: undefined };
      else if (init.failure.by === 'ended') return;
      else failure = failureOf(deathError('', init.failure));
    }
    const { loggingConfig } = this.#fn;
    this.#platform(logStream, initReportLines(loggingConfig, phase, init.durationMs, failure, Date.now()));
  }

  started({ requestId, logStream, event, waitedMs, attempt }: Started): void {
    if (!this.#isRead(logStream)) return;
    const { name, loggingConfig } = this.#fn;
    const type = 'invocation.started';
    this.#journal.append?.({ type, function: name, requestId, logStream, event, waitedMs, attempt });
    this.#platform(logStream, [startLine(loggingConfig, requestId, Date.now())]);
  }

  finished(finished: Finished): void {
    const { requestId, logStream, durationMs, initDurationMs, maxMemoryUsed, outcome } = finished;
    if (!this.#isRead(logStream)) return;
    const { memorySize, loggingConfig } = this.#fn;
    const error = outcome.ok ? undefined : outcome.error;
    if (error?.errorType === 'Runtime.ExitError') {
      this.platformLine(logStream, `${error.errorMessage}\n${error.errorType}`);
    }
    const producedBytes = outcome.ok ? Buffer.byteLength(outcome.payload) : 0;
    const report: Report = {
      requestId,
      durationMs,
      initDurationMs,
      memorySize,
      maxMemoryUsed,
      producedBytes,
      failure: failureOf(error),
    };
    this.#platform(logStream, reportLines(loggingConfig, report, Date.now()));
    this.#tails.delete(logStream);
    this.#ended(finished);
  }

  /** An invocation for which no environment could be started. */
  notStarted(requestId: string, waitedMs: number, attempt: number | undefined, error: FunctionError): void {
    const ended = { requestId, logStream: undefined, waitedMs, durationMs: 0, initDurationMs: undefined };
    this.#ended({ ...ended, attempt, outcome: { ok: false, error } });
  }

  #ended(
    ended: Omit<Finished, 'logStream' | 'maxMemoryUsed'> & { readonly logStream: string | undefined },
  ): void {
    const { requestId, logStream, waitedMs, durationMs, initDurationMs, attempt, outcome } = ended;
    this.#journal.append?.({
      type: 'invocation.ended',
      function: this.#fn.name,
      requestId,
      logStream,
      waitedMs,
      durationMs,
      initDurationMs,
      attempt,
      payload: outcome.ok ? outcome.payload : undefined,
      error: outcome.ok ? undefined : outcome.error,
    });
  }

  /** Whether anybody gets what is said of this stream. */
  #isRead(logStream: string): boolean {
    return this.#journal.append !== undefined || this.#tails.has(logStream);
  }

  #platform(logStream: string, lines: readonly (string | undefined)[]): void {
    for (const line of lines) if (line !== undefined) this.platformLine(logStream, line);
  }

  #append(source: 'function' | 'platform', logStream: string, line: string, level: string | undefined): void {
    this.#tails.get(logStream)?.add(line);
    this.#journal.append?.({
      type: 'function.log',
      function: this.#fn.name,
      logGroup: this.#logGroup,
      logStream,
      source,
      level,
      line,
    });
  }
}

function failureOf(error: FunctionError | undefined): Report['failure'] {
  if (error === undefined) return undefined;
  const status = error.errorType === 'Sandbox.Timedout' ? 'timeout' : 'error';
  return { status, errorType: reportedErrorType(error.errorType) };
}
