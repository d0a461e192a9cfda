/**
 * Lambda's own lines of a function's log, in both formats. Pure. Rows `lambda.platform-*`.
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
import { createHash } from 'node:crypto';
import type { LambdaFunction, LoggingConfig, SystemLogLevel } from '../project/model.ts';

/** What is reported of an invocation. */
export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  /** Set when the invocation was a cold start. */
  readonly initDurationMs: number | undefined;
  /** Megabytes, as are those used. */
  readonly memorySize: number;
  readonly maxMemoryUsed: number;
  readonly producedBytes: number;
  readonly failure: Failure | undefined;
}

interface Failure {
  readonly status: 'error' | 'timeout';
  readonly errorType: string | undefined;
}

/** `invoke`: once more, within the invocation that waits for it. */
export type InitPhase = 'init' | 'invoke';

const LEVELS: readonly SystemLogLevel[] = ['DEBUG', 'INFO', 'WARN'];

/** A line of the JSON format, or nothing when its level is filtered out. */
function event(
  { systemLogLevel }: LoggingConfig,
  level: SystemLogLevel,
  at: number,
  type: string,
  record: object,
): string | undefined {
  if (LEVELS.indexOf(level) < LEVELS.indexOf(systemLogLevel)) return undefined;
  return JSON.stringify({ time: new Date(at).toISOString(), type, record });
}

export function initStartLine(
  { name, runtime, loggingConfig }: LambdaFunction,
  region: string,
  at: number,
): string | undefined {
  // `nodejs:22`, `python:3.13`, `provided:al2023`
  const runtimeVersion = `${runtime.replace(/^(nodejs|python)(\d+)(?:\.x)?/, '$1:$2').replace('provided.', 'provided:')}.v1`;
  const hash = createHash('sha256').update(runtime).digest('hex');
  const runtimeVersionArn = `arn:aws:lambda:${region}::runtime:${hash}`;
  if (loggingConfig.logFormat === 'Text') {
    return `INIT_START Runtime Version: ${runtimeVersion}\tRuntime Version ARN: ${runtimeVersionArn}`;
  }
  return event(loggingConfig, 'INFO', at, 'platform.initStart', {
    initializationType: 'on-demand',
    phase: 'init',
    runtimeVersion,
    runtimeVersionArn,
    functionName: name,
    functionVersion: '$LATEST',
  });
}

/** What ends an init phase: in text only when it failed. */
export function initReportLines(
  config: LoggingConfig,
  phase: InitPhase,
  durationMs: number,
  failure: Failure | undefined,
  at: number,
): (string | undefined)[] {
  if (config.logFormat === 'Text') {
    if (failure === undefined) return [];
    const duration = `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms`;
    return [[duration, `Phase: ${phase}`, ...failureFields(failure)].join('\t')];
  }
  const level = failure === undefined ? 'DEBUG' : 'WARN';
  const record = { initializationType: 'on-demand', phase, ...(failure ?? { status: 'success' }) };
  return [
    event(config, level, at, 'platform.initRuntimeDone', record),
    event(config, level, at, 'platform.initReport', {
      ...record,
      metrics: { durationMs: rounded(durationMs) },
    }),
  ];
}

function failureFields({ status, errorType }: Failure): string[] {
  return [`Status: ${status}`, ...(status === 'error' ? [`Error Type: ${errorType}`] : [])];
}

export function startLine(config: LoggingConfig, requestId: string, at: number): string | undefined {
  const version = '$LATEST';
  if (config.logFormat === 'Text') return `START RequestId: ${requestId} Version: ${version}`;
  return event(config, 'INFO', at, 'platform.start', { requestId, version });
}

/** What ends an invocation: END and REPORT, or the two events. */
export function reportLines(config: LoggingConfig, report: Report, at: number): (string | undefined)[] {
  if (config.logFormat === 'Text') return [`END RequestId: ${report.requestId}`, reportLine(report)];
  const { requestId, failure, producedBytes, memorySize, maxMemoryUsed } = report;
  const { status, ...errorType } = failure ?? { status: 'success' };
  const [durationMs, initDurationMs] = [rounded(report.durationMs), rounded(report.initDurationMs)];
  const billedDurationMs = billed(report);
  const level = failure === undefined ? 'INFO' : 'WARN';
  return [
    event(config, failure === undefined ? 'DEBUG' : 'WARN', at, 'platform.runtimeDone', {
      requestId,
      status,
      ...errorType,
      metrics: { durationMs, producedBytes },
    }),
    event(config, level, at, 'platform.report', {
      requestId,
      metrics: {
        durationMs,
        billedDurationMs,
        memorySizeMB: memorySize,
        maxMemoryUsedMB: maxMemoryUsed,
        initDurationMs,
      },
      status,
      ...errorType,
    }),
  ];
}

function reportLine(report: Report): string {
  const { requestId, durationMs, initDurationMs, memorySize, maxMemoryUsed, failure } = report;
  const took = `Duration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${billed(report)} ms\t`;
  const used = `Memory Size: ${memorySize} MB\tMax Memory Used: ${maxMemoryUsed} MB\t`;
  const init = initDurationMs === undefined ? '' : `Init Duration: ${initDurationMs.toFixed(2)} ms\t`;
  const failed = failure === undefined ? '' : `${failureFields(failure).join('\t')}\t`;
  return `REPORT RequestId: ${requestId}\t${took}${used}${init}${failed}`;
}

/** The init phase is billed too, since August 2025. */
function billed({ durationMs, initDurationMs = 0 }: Report): number {
  return Math.ceil(durationMs + initDurationMs);
}

function rounded(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds * 100) / 100;
}

/** Lambda reports its own names of errors only. */
export function reportedErrorType(errorType = ''): string {
  if (/(Runtime|Function|Sandbox)\.[A-Z][a-zA-Z]+/.test(errorType)) return errorType;
  return errorType.startsWith('Function.') ? 'Function.Unknown' : 'Runtime.Unknown';
}
