/** What a function writes and Lambda writes of it, as people want it. Pure. */
import type { JournalEntry } from './facts.ts';
import type { Line } from './terminal-line.ts';

/** Lambda's own START, END and REPORT say nothing that the invocation's line does not. */
export function logLine(entry: JournalEntry & { type: 'function.log' }): Line | undefined {
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
