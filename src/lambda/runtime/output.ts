/**
 * What a handler prints, in the form that Lambda gives it: a console call is one line with time, request id and
 * level in front, written to a stream it is as it was written. Lines cross as messages, because a stream's
 * would be lost when the environment is ended and would come out of order with the results.
 */
import { format } from 'node:util';
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

export function captureOutput(post: Post): void {
  const target = console as unknown as Record<string, (...values: unknown[]) => void>;
  for (const [method, level] of Object.entries(METHODS)) {
    target[method] = (...values) => {
      const text = level === 'TRACE' ? `Trace: ${format(...values)}\n${callerStack()}` : format(...values);
      post({ type: 'log', level, line: logLine(level, text) });
    };
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = ((chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
      const line = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      post({ type: 'log', level: undefined, line: line.replace(/\n$/, '') });
      const done = typeof encoding === 'function' ? encoding : callback;
      if (typeof done === 'function') queueMicrotask(() => done());
      return true;
    }) as typeof stream.write;
  }
}

function callerStack(): string {
  return (new Error().stack ?? '').split('\n').slice(3).join('\n');
}
