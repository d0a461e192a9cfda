/**
 * What a handler prints, in the form that Lambda gives it: a console call is one line with time, request id and
 * level in front; what is written to a stream or its descriptor is as it was written. Lines cross as messages,
 * because a stream's would be lost when the environment is ended and would come out of order with the results.
 */
import type { Writable } from 'node:stream';
import { format } from 'node:util';
import { captureDescriptors, type StreamName } from './descriptors.ts';
import { Lines } from './lines.ts';
import type { FromEnvironment, LogLevel } from './protocol.ts';

/** The request id that lines carry until the first invocation; Lambda's runtime prints the same word. */
let requestId = 'undefined';

export function setLogRequestId(id: string): void {
  requestId = id;
}

type Post = (message: FromEnvironment) => void;

const METHODS = {
  log: 'INFO',
  info: 'INFO',
  debug: 'DEBUG',
  warn: 'WARN',
  error: 'ERROR',
  trace: 'TRACE',
  fatal: 'FATAL',
} as const satisfies Record<string, LogLevel>;

/** A line with the head that Lambda puts in front. */
export function logLine(level: LogLevel, text: string): string {
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${text}`;
}

/**
 * Takes everything that this thread prints.
 * @returns what posts lines that have not ended; they would come too late behind whatever is said next.
 */
export function captureOutput(post: Post): () => void {
  const raw = (line: string) => post({ type: 'log', level: undefined, line });
  const lines = { stdout: new Lines(raw), stderr: new Lines(raw) };
  const flush = () => {
    lines.stdout.flush();
    lines.stderr.flush();
  };
  let leaving = false;
  const write = (name: StreamName, bytes: Uint8Array) => {
    lines[name].write(bytes);
    if (leaving) flush();
  };

  captureConsole((message) => {
    flush();
    post(message);
  });
  for (const name of ['stdout', 'stderr'] as const)
    captureStream(process[name], (bytes) => write(name, bytes));
  captureDescriptors(write);
  process.on('exit', () => {
    leaving = true;
    flush();
  });
  return flush;
}

function captureConsole(post: Post): void {
  const target = console as unknown as Record<string, (...values: unknown[]) => void>;
  for (const [method, level] of Object.entries(METHODS)) {
    target[method] = (...values) => {
      const text = level === 'TRACE' ? `Trace: ${format(...values)}\n${callerStack()}` : format(...values);
      post({ type: 'log', level, line: logLine(level, text) });
    };
  }
}

/** Below `write`, so that `end`, `cork`, encodings and callbacks stay Node's; a thread's stream has no `_write`. */
function captureStream(stream: Writable, write: (bytes: Uint8Array) => void): void {
  stream._writev = (chunks, done) => {
    for (const { chunk, encoding } of chunks as { chunk: string | Uint8Array; encoding: BufferEncoding }[]) {
      write(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    }
    done();
  };
}

function callerStack(): string {
  return (new Error().stack ?? '').split('\n').slice(3).join('\n');
}
