/**
 * What a handler prints, in the form that Lambda gives it: a console call is one line with time, request id and
 * level; what is written to a stream or its descriptor is as it was written. Lines cross as messages, because a
 * stream's would be lost when the environment is ended and would come out of order with the results.
 */
import type { Writable } from 'node:stream';
import { captureDescriptors, type StreamName } from './descriptors.ts';
import { Lines } from './lines.ts';
import { isKept, jsonLine, keptOfWritten, type LogSettings, textLine } from './log-format.ts';
import type { FromEnvironment, LogLevel } from './protocol.ts';

type Post = (message: FromEnvironment) => void;

const METHODS = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
} as const satisfies Record<string, LogLevel>;

/** The log of one environment. */
export class Output {
  readonly settings: LogSettings;
  readonly #post: Post;
  /** What the lines carry until the first invocation is as Lambda's runtimes have it. */
  #requestId: string | undefined;
  readonly #raw: (line: string) => void;
  readonly #lines: Record<StreamName, Lines>;
  #leaving = false;

  constructor(post: Post, settings: LogSettings, firstRequestId: string | undefined) {
    this.settings = settings;
    this.#post = post;
    this.#requestId = firstRequestId;
    this.#raw = (line) => post({ type: 'log', level: undefined, line });
    const written = (text: string) => this.#written(text);
    this.#lines = { stdout: new Lines(written), stderr: new Lines(written) };
  }

  set requestId(id: string) {
    this.#requestId = id;
  }

  /** A line with the head that Lambda gives it, unless its level is filtered out. */
  log(level: LogLevel, ...values: readonly unknown[]): void {
    if (!isKept(level, this.settings)) return;
    const head = { timestamp: new Date().toISOString(), level, requestId: this.#requestId };
    const line = this.settings.json ? jsonLine(head, values) : textLine(head, values);
    this.flush();
    this.#post({ type: 'log', level, line });
  }

  /** Posts lines that have not ended; they would come too late behind whatever is said next. */
  flush(): void {
    this.#lines.stdout.flush();
    this.#lines.stderr.flush();
  }

  /** Takes everything that this thread prints. */
  capture(): void {
    this.#captureConsole();
    const write = (name: StreamName, bytes: Uint8Array) => {
      this.#lines[name].write(bytes);
      if (this.#leaving) this.flush();
    };
    for (const name of ['stdout', 'stderr'] as const)
      captureStream(process[name], (bytes) => write(name, bytes));
    captureDescriptors(write);
    process.on('exit', () => {
      this.#leaving = true;
      this.flush();
    });
  }

  #captureConsole(): void {
    const target = console as unknown as Record<string, (message?: unknown, ...values: unknown[]) => void>;
    for (const [method, level] of Object.entries(METHODS)) {
      target[method] = (message, ...values) => this.log(level, message, ...values);
    }
    target.log = target.info as typeof console.info;
  }

  #written(text: string): void {
    for (const line of keptOfWritten(text, this.settings)) this.#raw(line);
  }
}

/** Below `write`, so that `end`, `cork`, encodings and callbacks stay Node's. */
function captureStream(stream: Writable, write: (bytes: Uint8Array) => void): void {
  const take = (chunk: string | Uint8Array, encoding: BufferEncoding) =>
    write(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
  stream._writev = (chunks, done) => {
    for (const { chunk, encoding } of chunks) take(chunk, encoding);
    done();
  };
  stream._write = (chunk, encoding, done) => {
    take(chunk, encoding);
    done();
  };
}
