/** `emulator invoke`: runs one function as Lambda would, with the project around it, for one event or several. Rows `invoke-command.*`. */
import { startEmulator } from '../emulator.ts';
import type { JournalEntry } from '../journal/facts.ts';
import { STOPPED } from '../journal/invocation-facts.ts';
import { functionNamed } from '../project/named-function.ts';
import type { Emulator, InvokeResult } from '../running-emulator.ts';
import type { JsonEvent } from '../sessions/events/json-events.ts';
import { readEvents, readPipedEvents } from './event-input.ts';
import { fail } from './failure.ts';
import { modernizer } from './modernizer.ts';
import { onReaderGone } from './output.ts';
import { type ProjectFlags, toReadOptions } from './project-flags.ts';

export interface InvokeFlags extends ProjectFlags {
  readonly event?: string;
  readonly timeout?: number;
  readonly modernize?: boolean;
  readonly api?: string;
  readonly data?: string;
  readonly dynamodbEndpoint?: string;
}

const EXIT_FAILED = 1;
/** Exit code of a process that was interrupted (128 + SIGINT). */
const EXIT_INTERRUPTED = 130;

export async function invoke(name: string, flags: InvokeFlags): Promise<void> {
  onReaderGone(() => process.exit());
  const events = await (flags.event === undefined ? readPipedEvents() : readEvents(flags.event));
  // As on Lambda; the threads that are started take it over.
  process.env.TZ = 'UTC';
  const output = new InvocationOutput();
  const emulator = await startEmulator({
    ...(await toReadOptions(flags)),
    timeouts: flags.timeout === undefined ? {} : { [name]: flags.timeout },
    port: 0,
    dataDirectory: flags.data,
    dynamodbEndpoint: flags.dynamodbEndpoint,
    onFact: output.read,
  });
  stopWhenTold(emulator);
  try {
    await invokeAll(emulator, name, events, flags, output);
    // What the function has set off runs on Lambda too: streams of tables, functions that nobody waits for.
    await emulator.settled();
  } finally {
    await emulator.close();
  }
}

/** One after another; after one that failed comes the next. */
async function invokeAll(
  emulator: Emulator,
  name: string,
  events: readonly JsonEvent[],
  { modernize, api }: InvokeFlags,
  output: InvocationOutput,
): Promise<void> {
  const { name: functionName } = functionNamed(emulator.project, name);
  const upToDate = modernize ? modernizer(emulator.project, api) : ({ value }: JsonEvent) => value;
  const isOne = events.length === 1;
  for (const event of events) {
    const invoked = await emulator.invoke(functionName, upToDate(event));
    // Interrupted: what it came to, nobody knows.
    if (!invoked.ok && invoked.error.errorType === STOPPED) return;
    process.stdout.write(`${output.resultOf(invoked, isOne)}\n`);
    if (invoked.ok) continue;
    const { errorType, errorMessage } = invoked.error;
    const which = isOne ? '' : ` with the event on line ${event.line}`;
    const what = [errorType, errorMessage].filter((part) => part !== undefined && part !== '').join(': ');
    process.stderr.write(`${functionName} failed${which}: ${what}\n`);
    process.exitCode = EXIT_FAILED;
  }
}

/** What the journal says of it: logs as they come, and results as functions have written them. */
class InvocationOutput {
  readonly #payloads = new Map<string, string>();
  /** The first line of each log stream, until there is a second; then nothing. */
  readonly #firsts = new Map<string, string>();

  readonly read = (entry: JournalEntry): void => {
    if (entry.type === 'function.log') this.#log(entry.logStream, entry.line);
    else if (entry.type === 'service.not-emulated' || entry.type === 'notice') {
      process.stderr.write(`${entry.message}\n`);
    } else if (entry.type === 'invocation.ended' && entry.payload !== undefined) {
      this.#payloads.set(entry.requestId, entry.payload);
    } else if (entry.type === 'internal-error') fail(entry.error);
  };

  /** An environment that is started ahead and never used has nothing to say. */
  #log(logStream: string, line: string): void {
    const first = this.#firsts.get(logStream);
    this.#firsts.set(logStream, first === undefined ? `${line}\n` : '');
    if (first !== undefined) process.stderr.write(`${first}${line}\n`);
  }

  /** As `aws lambda invoke` writes it to its file; on one line, where each line is one. */
  resultOf(invoked: InvokeResult, isOne: boolean): string {
    if (!invoked.ok) return JSON.stringify(invoked.error);
    const payload = this.#payloads.get(invoked.requestId);
    return payload === undefined || (!isOne && payload.includes('\n'))
      ? JSON.stringify(invoked.result)
      : payload;
  }
}

function stopWhenTold(emulator: Emulator): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      emulator.close().finally(() => process.exit(EXIT_INTERRUPTED));
    });
  }
}
