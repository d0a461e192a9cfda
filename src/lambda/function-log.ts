/** What a function's invocations leave behind: Lambda's own lines, the function's, and the facts about them. */
import type { Journal } from '../journal/journal.ts';
import type { LambdaFunction } from '../project/model.ts';
import { type FunctionError, type Outcome, reportLine } from './outcomes.ts';

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
  readonly outcome: Outcome;
}

export class FunctionLog {
  readonly #fn: LambdaFunction;
  readonly #journal: Journal;
  readonly #hints = new Set<string>();

  constructor(fn: LambdaFunction, journal: Journal) {
    this.#fn = fn;
    this.#journal = journal;
  }

  /** A line of the function's own. */
  line(logStream: string, line: string, level: string | undefined): void {
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

  throttled(reservedConcurrency: number): void {
    const type = 'invocation.throttled';
    this.#journal.append?.({ type, function: this.#fn.name, reservedConcurrency });
  }

  /** What each environment of the function would say again is said once. */
  hint(message: string): void {
    if (this.#hints.has(message)) return;
    this.#hints.add(message);
    this.#journal.append?.({ type: 'notice', message: `${this.#fn.name}: ${message}` });
  }

  started(requestId: string, logStream: string, waitedMs: number): void {
    const { name } = this.#fn;
    this.#journal.append?.({ type: 'invocation.started', function: name, requestId, logStream, waitedMs });
    this.platformLine(logStream, `START RequestId: ${requestId} Version: $LATEST`);
  }

  finished(finished: Finished): void {
    if (this.#journal.append === undefined) return;
    const { requestId, logStream, waitedMs, durationMs, initDurationMs, maxMemoryUsed, outcome } = finished;
    const { memorySize } = this.#fn;
    const error = outcome.ok ? undefined : outcome.error;
    const failure = error && {
      status: error.errorType === 'Sandbox.Timedout' ? ('timeout' as const) : ('error' as const),
      errorType: error.errorType,
    };
    if (error?.errorType === 'Runtime.ExitError') {
      this.platformLine(logStream, `${error.errorMessage}\n${error.errorType}`);
    }
    this.platformLine(logStream, `END RequestId: ${requestId}`);
    const report = { durationMs, initDurationMs, memorySize, maxMemoryUsed, failure };
    this.platformLine(logStream, reportLine(requestId, report));
    this.#ended(requestId, waitedMs, durationMs, initDurationMs, error);
  }

  /** An invocation for which no environment could be started. */
  notStarted(requestId: string, waitedMs: number, error: FunctionError): void {
    this.#ended(requestId, waitedMs, 0, undefined, error);
  }

  #ended(
    requestId: string,
    waitedMs: number,
    durationMs: number,
    initDurationMs: number | undefined,
    error: FunctionError | undefined,
  ): void {
    const { name } = this.#fn;
    const type = 'invocation.ended';
    this.#journal.append?.({ type, function: name, requestId, waitedMs, durationMs, initDurationMs, error });
  }

  #append(source: 'function' | 'platform', logStream: string, line: string, level: string | undefined): void {
    const { name } = this.#fn;
    this.#journal.append?.({ type: 'function.log', function: name, logStream, source, level, line });
  }
}
