/**
 * The two formats of a function's log, and which of its lines are kept. Pure. Rows `lambda.log-*`.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
import { format } from 'node:util';
import type { LogLevel } from './protocol.ts';

const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const satisfies LogLevel[];

/** How a function logs; Lambda says it in `AWS_LAMBDA_LOG_FORMAT` and `AWS_LAMBDA_LOG_LEVEL`. */
export interface LogSettings {
  readonly json: boolean;
  /** The least level that is kept. */
  readonly level: LogLevel;
}

export function logSettings(env: NodeJS.ProcessEnv): LogSettings {
  const level = env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase();
  return {
    json: env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON',
    level: LOG_LEVELS.find((known) => known === level) ?? 'TRACE',
  };
}

export function isKept(level: LogLevel, { level: least }: LogSettings): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);
}

/** What every line carries. */
export interface LineHead {
  readonly timestamp: string;
  readonly level: LogLevel;
  readonly requestId: string | undefined;
}

/** `2026-09-25T10:00:00.000Z\tid\tINFO\ttext` */
export function textLine({ timestamp, requestId, level }: LineHead, values: readonly unknown[]): string {
  return `${timestamp}\t${requestId}\t${level}\t${format(...values)}`;
}

/** One value stays what it is; several become one text, and the first error among them is told beside it. */
export function jsonLine(head: LineHead, values: readonly unknown[]): string {
  const { timestamp, level, requestId } = head;
  const line = { timestamp, level, requestId };
  const [message, ...more] = values;
  if (more.length > 0) {
    const error = values.find((value) => value instanceof Error);
    return JSON.stringify({ ...line, message: format(...values), ...(error && errorFields(error)) });
  }
  try {
    return JSON.stringify({ ...line, message }, (_key, value: unknown) =>
      value instanceof Error ? { ...errorFields(value), ...value } : value,
    );
  } catch {
    return JSON.stringify({ ...line, message: format(message) });
  }
}

function errorFields(error: Error): object {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : error.stack,
  };
}

/** Of what the function has written past `console`, what the log keeps: the JSON format filters this too. */
export function keptOfWritten(text: string, settings: LogSettings): string[] {
  if (!settings.json) return [text];
  return text.split('\n').filter((line) => isKept(levelOfWritten(line), settings));
}

/**
 * The level of a line that the function has written past `console`, in the JSON format: its own, when it is JSON
 * with a level and a time, else INFO.
 */
function levelOfWritten(line: string): LogLevel {
  if (!line.startsWith('{')) return 'INFO';
  try {
    const { level, timestamp, time } = JSON.parse(line) as Record<string, unknown>;
    const known = LOG_LEVELS.find((name) => name === String(level).toUpperCase());
    const isTimed = [timestamp, time].some(
      (text) => typeof text === 'string' && !Number.isNaN(Date.parse(text)),
    );
    return isTimed && known !== undefined ? known : 'INFO';
  } catch {
    return 'INFO';
  }
}
