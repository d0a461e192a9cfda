/** What is said of each fact in the terminal. Pure. */
import type { JournalEntry } from './facts.ts';
import { logLine } from './function-log-line.ts';
import { STOPPED } from './invocation-facts.ts';
import { onOneLine, shorten } from './one-line.ts';
import { notReloadedText, reloadedText } from './reload-lines.ts';
import type { Line } from './terminal-line.ts';
import { withoutQuery } from './without-query.ts';

/** An invocation that waited for less says nothing of it. */
const LONG_WAIT_MS = 100;

/** @returns undefined when people see nothing of it. */
export function toLine(entry: JournalEntry): Line | undefined {
  switch (entry.type) {
    case 'connection.opened':
      return {
        label: 'connect',
        text: `${entry.connectionId}  ${entry.api}/${entry.stage} from ${entry.sourceIp}`,
        tone: 'good',
      };
    case 'connection.refused':
      return {
        label: 'refuse',
        text: `${entry.status}  ${withoutQuery(entry.url)}: ${onOneLine(entry.reason)}`,
        tone: 'bad',
      };
    case 'connection.abandoned':
      return {
        label: 'abandon',
        text: `${entry.connectionId}  the client left while $connect ran`,
        tone: 'bad',
      };
    case 'request.refused': {
      const hint = entry.status === 426 ? '; a WebSocket client is wanted here' : '';
      return {
        label: 'http',
        text: `${entry.status} ${entry.method} ${withoutQuery(entry.url)}${hint}`,
        tone: 'bad',
      };
    }
    case 'connection.closed':
      return {
        label: 'close',
        text: `${entry.connectionId}  ${entry.code} ${onOneLine(entry.reason)}`.trimEnd(),
        tone: 'good',
      };
    case 'message.received':
      return {
        label: 'receive',
        text: `${entry.connectionId}  ${entry.routeKey ?? '(no route)'}  ${shorten(entry.body)}`,
      };
    case 'message.unrouted':
      return { label: 'route', text: `${entry.connectionId}  ${onOneLine(entry.reason)}`, tone: 'bad' };
    case 'message.invalid':
      return {
        label: 'invalid',
        text: `${entry.connectionId}  ${entry.routeKey}: ${onOneLine(entry.reason)}`,
        tone: 'bad',
      };
    case 'message.throttled':
      return {
        label: 'throttle',
        text: `${entry.connectionId}  ${entry.routeKey}: too many messages`,
        tone: 'bad',
      };
    case 'message.sent':
      return entry.by === 'error'
        ? { label: 'send', text: `${entry.connectionId}  ${entry.body}`, tone: 'bad' }
        : { label: 'send', text: `${entry.connectionId}  ${shorten(entry.body)}` };
    case 'integration.failed':
      // Its invocation has said so.
      if (entry.reason.startsWith(`${STOPPED}: `)) return undefined;
      return {
        label: 'fail',
        text: `${entry.connectionId}  ${entry.routeKey}: ${entry.reason}`,
        tone: 'bad',
      };
    case 'integration.error-answer':
      return {
        label: 'backend',
        text: `${entry.connectionId}  ${entry.routeKey}: answered ${entry.status} ${onOneLine(shorten(entry.reason))}`,
        tone: 'bad',
      };
    case 'management.answered':
      return managementLine(entry);
    case 'access-log':
      return entry.destination === 'console' ? { label: 'access', text: onOneLine(entry.line) } : undefined;
    case 'execution-log':
      return {
        label: 'execution',
        text: onOneLine(entry.line),
        tone: entry.level === 'ERROR' ? 'bad' : 'quiet',
      };
    case 'metric':
      return undefined;
    case 'invocation.started':
    case 'environment.started':
    case 'environment.ready':
    case 'environment.ended':
      return undefined;
    case 'environment.resumed':
      if (!entry.isAbandoned) return undefined;
      return { label: 'debug', text: `${entry.function}  the debugger has gone; it goes on`, tone: 'quiet' };
    case 'environment.paused':
      return {
        label: 'debug',
        text: `${entry.function}  paused by the debugger; its time stands still until the debugger lets it go on or goes away`,
        tone: 'quiet',
      };
    case 'invocation.throttled':
      return {
        label: 'throttle',
        text:
          entry.reservedConcurrency === undefined
            ? `${entry.function}  Lambda did not take it`
            : `${entry.function}  more than ${entry.reservedConcurrency} at once, its reserved concurrency`,
        tone: 'bad',
      };
    case 'invocation.ended':
      return invocationLine(entry);
    case 'invocation.refused':
      return {
        label: 'invoke',
        text: `${entry.status}  ${onOneLine(entry.function)}: ${onOneLine(entry.reason)}`,
        tone: 'bad',
      };
    case 'invocation.postponed':
      return {
        label: 'retry',
        text: `${entry.function}  attempt ${entry.attempt} in ${entry.delayMs / 1000} s: ${shorten(entry.reason)}`,
        tone: 'bad',
      };
    case 'invocation.dropped':
      return {
        label: 'drop',
        text: `${entry.function}  the event of ${entry.requestId} is lost: ${shorten(entry.reason)}`,
        tone: 'bad',
      };
    case 'stream.delivered':
    case 'stream.postponed':
    case 'stream.dropped':
      return streamLine(entry);
    case 'fault.applied':
      return {
        label: 'fault',
        text: `${entry.service}: ${onOneLine(entry.where)}  ${onOneLine(entry.what)}`,
      };
    case 'function.log':
      return logLine(entry);
    case 'service.not-emulated':
      return { label: 'aws', text: entry.message, tone: 'bad' };
    case 'project.deployed':
      return { label: 'deploy', text: 'the project as it is now', tone: 'good' };
    case 'project.not-deployed':
      return { label: 'deploy', text: `${entry.reason}\nWhat was deployed goes on.`, tone: 'bad' };
    case 'function.reloaded':
      return { label: 'reload', text: reloadedText(entry), tone: 'good' };
    case 'function.not-reloaded':
      return { label: 'reload', text: notReloadedText(entry), tone: 'bad' };
    case 'emulator.reset':
      return undefined;
    case 'dynamodb.restarted':
      return { label: 'dynamodb', text: `started again, for it had ended: ${entry.reason}`, tone: 'bad' };
    case 'notice':
      return { label: 'note', text: entry.message, tone: 'bad' };
    case 'internal-error':
      return { label: 'defect', text: `while ${entry.during}: ${stackOf(entry.error)}`, tone: 'bad' };
  }
}

function streamLine(entry: JournalEntry & { type: `stream.${string}` }): Line {
  const records = entry.records === 1 ? '1 record' : `${entry.records} records`;
  const text = `${entry.function}  ${records} of ${entry.table}`;
  if (entry.type === 'stream.delivered') return { label: 'stream', text, tone: 'quiet' };
  const what = entry.type === 'stream.postponed' ? `again in ${entry.delayMs / 1000} s` : 'given up';
  return { label: 'stream', text: `${text} ${what}: ${shorten(entry.reason)}`, tone: 'bad' };
}

/** A POST that went through shows as what was sent. */
function managementLine(entry: JournalEntry & { type: 'management.answered' }): Line | undefined {
  const { method, status, connectionId, reason } = entry;
  if (status === 200 && method === 'POST') return undefined;
  const why = reason === undefined ? '' : `: ${reason}`;
  const text = `${status}  ${method} @connections/${onOneLine(connectionId ?? '')}${why}`;
  return status < 400 ? { label: 'manage', text } : { label: 'manage', text, tone: 'bad' };
}

function invocationLine(entry: JournalEntry & { type: 'invocation.ended' }): Line {
  const cold = entry.initDurationMs === undefined ? '' : `, cold start ${entry.initDurationMs.toFixed(0)} ms`;
  const queuedMs = entry.waitedMs - (entry.initDurationMs ?? 0);
  const queued = queuedMs < LONG_WAIT_MS ? '' : `, after waiting ${queuedMs.toFixed(0)} ms for its turn`;
  const { attempt: nth = 0 } = entry;
  const attempt = nth === 0 ? '' : nth === 1 ? ', asynchronous' : `, asynchronous, attempt ${nth}`;
  const took = `${entry.function}  ${entry.durationMs.toFixed(1)} ms${cold}${queued}${attempt}`;
  if (entry.error === undefined) return { label: 'lambda', text: took, tone: 'quiet' };
  if (entry.error.errorType === STOPPED)
    return { label: 'lambda', text: `${took}, not done when the emulator stopped`, tone: 'quiet' };
  return {
    label: 'lambda',
    text: `${took}  ${entry.error.errorType}: ${entry.error.errorMessage}`,
    tone: 'bad',
  };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
