/** What of an emulator's facts a failure tells beside the clients' messages: why something did not come. */
import type { JournalEntry } from '../journal/facts.ts';
import type { Timeline, TimelineEntry } from './timeline.ts';

/** Adds what a fact tells; that is nothing when the client tells it already. */
export function tellStory(timeline: Timeline, entry: JournalEntry): void {
  const toLine = (who: string, text: string): TimelineEntry => ({ at: entry.at, who, mark: ' ', text });
  const told = tell(entry);
  if (told !== undefined) timeline.add(toLine(...told));
  switch (entry.type) {
    case 'environment.started':
      // Others beside it are started for what may come.
      if (entry.environments > 1) break;
      timeline.begin(entry.logStream, toLine(entry.function, 'a cold start began, and is not over'));
      break;
    case 'environment.ready':
    case 'environment.ended':
      timeline.end(entry.logStream);
      break;
    case 'invocation.started':
      timeline.begin(entry.requestId, toLine(entry.function, 'was invoked, and has not ended'));
      break;
    case 'invocation.ended':
      timeline.end(entry.requestId);
      break;
  }
}

/** Who, and what. @returns undefined for what tells nothing. */
function tell(entry: JournalEntry): readonly [string, string] | undefined {
  switch (entry.type) {
    case 'function.log':
      return entry.source === 'function' ? [entry.function, shortLine(entry.line)] : undefined;
    case 'invocation.ended': {
      const { error, payload = '', durationMs } = entry;
      const result =
        error === undefined
          ? `returned ${payload}`
          : `failed: ${error.errorType ?? ''}: ${error.errorMessage}`;
      return [entry.function, `${result} after ${durationMs.toFixed(1)} ms`];
    }
    case 'invocation.throttled':
      return [entry.function, 'throttled'];
    case 'invocation.postponed':
      return [entry.function, `is tried again in ${entry.delayMs} ms: ${entry.reason}`];
    case 'invocation.dropped':
    case 'invocation.refused':
    case 'message.unrouted':
    case 'message.invalid':
    case 'connection.refused':
    case 'integration.failed':
    case 'integration.error-answer':
      return ['function' in entry ? entry.function : (entry.api ?? 'emulator'), entry.reason];
    case 'message.throttled':
      return [entry.api, `throttled: ${entry.routeKey}`];
    case 'management.answered': {
      const { method, connectionId = '', status, reason } = entry;
      return [
        '@connections',
        `${method} ${connectionId}: ${status}${reason === undefined ? '' : ` ${reason}`}`,
      ];
    }
    case 'fault.applied':
      return [entry.service, `fault: ${entry.what} (${entry.where})`];
    case 'service.not-emulated':
      return [entry.service, entry.message];
    case 'notice':
      return ['emulator', entry.message];
    case 'internal-error':
      return ['emulator', `a defect: ${entry.during}: ${String(entry.error)}`];
    default:
      return undefined;
  }
}

/** Without the time and the request id, which the timeline has no use for. */
function shortLine(line: string): string {
  return line.replace(/^\d{4}-\d\d-\d\dT[^\t]+\t[^\t]*\t/, '').replaceAll('\t', ' ');
}
