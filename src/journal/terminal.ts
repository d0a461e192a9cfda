/** The journal for people: one readable line a fact. Pure but for the colours of the terminal. */
import type { ChalkInstance } from 'chalk';
import type { JournalEntry } from './facts.ts';
import { STOPPED } from './invocation-facts.ts';
import type { JournalReader } from './journal.ts';
import { notReloadedText, reloadedText } from './reload-lines.ts';
import { withoutQuery } from './without-query.ts';

const MAX_BODY = 160;
/** An invocation that waited for less says nothing of it. */
const LONG_WAIT_MS = 100;

/** What a line shows: a word in the margin, the subject, the rest. */
interface Line {
  readonly label: string;
  readonly text: string;
  readonly tone?: 'good' | 'bad' | 'quiet';
}

/**
 * @param write - takes one line, its newline included.
 * @param timeOfDay - `hh:mm:ss.mmm`
 */
export function terminalReader(
  write: (line: string) => void,
  colours: ChalkInstance,
  timeOfDay: (epochMs: number) => string,
): JournalReader {
  return (entry) => {
    const line = toLine(entry);
    if (line === undefined) return;
    const paint = { good: colours.green, bad: colours.red, quiet: colours.dim }[line.tone ?? 'quiet'];
    const label =
      line.tone === undefined ? colours.cyan(line.label.padEnd(10)) : paint(line.label.padEnd(10));
    const text = line.tone === 'quiet' ? colours.dim(line.text) : line.text;
    const indent = ' '.repeat(MARGIN);
    write(`${colours.dim(timeOfDay(entry.at))}  ${label} ${text.replaceAll(/\r?\n|\r/g, `\n${indent}`)}\n`);
  };
}

/** `hh:mm:ss.mmm`, two spaces, the label and one space. */
const MARGIN = 12 + 2 + 10 + 1;

function toLine(entry: JournalEntry): Line | undefined {
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

/** Lambda's own START, END and REPORT say nothing that the invocation's line does not. */
function logLine(entry: JournalEntry & { type: 'function.log' }): Line | undefined {
  if (entry.source === 'platform') {
    return /^(INIT_START|INIT_REPORT|START|END|REPORT) |^\{.*"type":"platform\./.test(entry.line)
      ? undefined
      : { label: 'log', text: `${entry.function}  ${entry.line}`, tone: 'bad' };
  }
  const { level } = entry;
  if (level === undefined) return { label: 'log', text: `${entry.function}  ${entry.line}` };
  const [, , said, ...rest] = entry.line.split('\t');
  const shown =
    said === level ? (readableError(rest) ?? withOwnFrames(rest.join('\t').split('\n'))) : entry.line;
  const text = `${entry.function}  ${shown}`;
  const failed = ['ERROR', 'FATAL', 'WARN'].includes(level);
  return failed ? { label: level.toLowerCase(), text, tone: 'bad' } : { label: 'log', text };
}

/** Lambda logs an error as one line of JSON; people want its stack, and of that their own frames. */
function readableError([label = '', json = '']: readonly string[]): string | undefined {
  if (!/^(Invoke Error|Uncaught Exception|Unhandled Promise Rejection|Init Error) $/.test(label))
    return undefined;
  try {
    const { errorType, errorMessage, stack } = JSON.parse(json) as Record<string, unknown>;
    if (!Array.isArray(stack)) return `${label}${errorType}: ${errorMessage}`;
    return `${label}${withOwnFrames(stack.map(String))}`;
  } catch {
    return undefined;
  }
}

function withOwnFrames(lines: readonly string[]): string {
  return lines.filter((line) => !isForeign(line)).join('\n');
}

/** Where the emulator's code is, bundled or not. */
const OWN_CODE = new URL('..', import.meta.url).href;

/** Frames of Node's inside and of the runtime that called the handler. */
function isForeign(line: string): boolean {
  const place = /^\s+at (?:.*\(|async )?((?:node|file):.*)/.exec(line)?.[1] ?? '';
  return place.startsWith('node:') || place.startsWith(OWN_CODE);
}

function shorten(body: string): string {
  if (body.length <= MAX_BODY) return onOneLine(body);
  return `${onOneLine(body.slice(0, MAX_BODY))}… (${Buffer.byteLength(body)} bytes)`;
}

/** What a client sent must neither break the line nor speak to the terminal. */
function onOneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (control) => {
    const escaped = JSON.stringify(control).slice(1, -1);
    return escaped === control ? `\\u00${control.charCodeAt(0).toString(16)}` : escaped;
  });
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
