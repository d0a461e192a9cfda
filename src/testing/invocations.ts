/** The invocations of an emulator, put together from its facts. Row `testing.invocations`. */
import type { JournalEntry } from '../journal/facts.ts';
import type { InvocationError } from '../journal/invocation-facts.ts';
import type { FactOf } from './fact-history.ts';
import { fits } from './pattern.ts';

/** A line that a handler has logged. */
export interface LogLine {
  readonly function: string;
  readonly level: string | undefined;
  /** What the handler said: the line without Lambda's time, request id and level. */
  readonly message: string;
  /** As it stands in CloudWatch. */
  readonly line: string;
  /** Epoch milliseconds, by the emulator's clock. */
  readonly at: number;
}

/** An invocation that has ended. */
export interface Invocation<Event = unknown, Result = unknown> {
  readonly function: string;
  readonly requestId: string;
  /** What the function was given. */
  readonly event: Event;
  /** What it returned; undefined when it failed, or returned nothing. */
  readonly result: Result | undefined;
  /** How it failed; undefined when it did not. */
  readonly error: InvocationError | undefined;
  /** What it logged. */
  readonly logs: readonly LogLine[];
  readonly durationMs: number;
  /** Whether an execution environment was started for it. */
  readonly isColdStart: boolean;
  /** When it began, epoch milliseconds by the emulator's clock. */
  readonly at: number;
}

type Started = FactOf<'invocation.started'>;

interface Running {
  readonly started: Started;
  readonly logs: LogLine[];
}

export class Invocations {
  /** In the order in which they ended. */
  readonly ended: Invocation[] = [];
  readonly #logs: LogLine[] = [];
  /** By log stream, in each of which one runs at a time; what comes late is still the last one's. */
  readonly #streams = new Map<string, Running>();
  /** By request id. */
  readonly #running = new Map<string, Running>();
  readonly #taken = new Set<Invocation>();

  readonly read = (entry: JournalEntry): void => {
    if (entry.type === 'invocation.started') this.#start(entry);
    if (entry.type === 'function.log') this.#log(entry);
    if (entry.type === 'invocation.ended') this.#end(entry);
  };

  clear(): void {
    this.ended.length = 0;
    this.#logs.length = 0;
    this.#taken.clear();
  }

  /** Request ids of those that have started and not ended. */
  get running(): ReadonlySet<string> {
    return new Set(this.#running.keys());
  }

  of(functionName: string | undefined): Invocation[] {
    return this.ended.filter((one) => functionName === undefined || one.function === functionName);
  }

  /** What handlers have logged. */
  logsOf(functionName: string | undefined): LogLine[] {
    return this.#logs.filter((line) => functionName === undefined || line.function === functionName);
  }

  /** The first that nobody has taken and whose event fits; it counts as taken then. */
  take(functionName: string, event: unknown): Invocation | undefined {
    const found = this.ended.find(
      (one) =>
        one.function === functionName &&
        !this.#taken.has(one) &&
        (event === undefined || fits(event, one.event)),
    );
    if (found !== undefined) this.#taken.add(found);
    return found;
  }

  #start(started: Started): void {
    const running = { started, logs: [] };
    this.#running.set(started.requestId, running);
    this.#streams.set(started.logStream, running);
  }

  #log({ function: name, source, level, line, logStream, at }: FactOf<'function.log'>): void {
    if (source !== 'function') return;
    const entry = { function: name, level, message: messageOf(line), line, at };
    this.#logs.push(entry);
    this.#streams.get(logStream)?.logs.push(entry);
  }

  #end(ended: FactOf<'invocation.ended'>): void {
    const running = this.#running.get(ended.requestId);
    // One that was never started: no environment could be.
    this.#running.delete(ended.requestId);
    this.ended.push({
      function: ended.function,
      requestId: ended.requestId,
      event: running === undefined ? undefined : JSON.parse(running.started.event),
      result: ended.payload === undefined ? undefined : JSON.parse(ended.payload),
      error: ended.error,
      logs: running?.logs ?? [],
      durationMs: ended.durationMs,
      isColdStart: ended.initDurationMs !== undefined,
      at: running?.started.at ?? ended.at,
    });
  }
}

/** `2026-09-25T10:00:00.000Z\tid\tINFO\ttext` in the one format, an object with a `message` in the other. */
function messageOf(line: string): string {
  const [, text] = /^\d{4}-\d\d-\d\dT[^\t]+\t[^\t]*\t[A-Z]+\t(.*)$/s.exec(line) ?? [];
  if (text !== undefined) return text;
  if (!line.startsWith('{"timestamp":')) return line;
  try {
    const { message } = JSON.parse(line) as { message?: unknown };
    return typeof message === 'string' ? message : (JSON.stringify(message) ?? line);
  } catch {
    return line;
  }
}
