/** `emulator start`: serves the project until it is told to stop. */
import { close as closeInspector, url as inspectorUrl } from 'node:inspector';
import { Chalk } from 'chalk';
import { startEmulator } from '../emulator.ts';
import type { JournalReader } from '../journal/journal.ts';
import { jsonLinesReader } from '../journal/json-lines.ts';
import { terminalReader } from '../journal/terminal.ts';
import type { FaultSettings } from '../project/fault-model.ts';
import type { Emulator } from '../running-emulator.ts';
import { banner } from './banner.ts';
import { fail } from './failure.ts';
import type { InspectAddress } from './inspect.ts';
import { LocalTime } from './local-time.ts';
import { HeldOutput, onReaderGone } from './output.ts';
import { type ProjectFlags, toReadOptions } from './project-flags.ts';
import { DEFAULT_RECORDING } from './start-flags.ts';

export interface StartFlags extends ProjectFlags {
  readonly port?: number;
  readonly host?: string;
  readonly data?: string;
  readonly dynamodbEndpoint?: string;
  readonly logFormat: 'pretty' | 'json';
  readonly allowUnsigned?: boolean;
  readonly watch: boolean;
  readonly fault: readonly string[];
  /** `true`: the flag without an address. */
  readonly inspect?: InspectAddress | true;
  readonly inspectBrk?: InspectAddress | true;
  /** The session file that is written; `true`: the flag without a file. */
  readonly record?: string | true;
  readonly tables?: boolean;
  readonly force?: boolean;
}

export async function start(flags: StartFlags): Promise<void> {
  const colours = new Chalk();
  const output = new HeldOutput();
  const localTime = new LocalTime();
  const json = flags.logFormat === 'json';
  const inspect = flags.inspectBrk ?? flags.inspect;
  try {
    if (inspect !== undefined) {
      const { openInspector } = await import('./inspect.ts');
      openInspector(inspect === true ? {} : inspect, flags.inspectBrk !== undefined);
    }
    const recording = await openRecording(flags, json);
    const print = json ? jsonLinesReader(output.print) : terminalReader(output.print, colours, localTime.of);
    const emulator = await startEmulator({
      ...(await toReadOptions(flags)),
      port: flags.port,
      host: flags.host,
      dataDirectory: flags.data,
      dynamodbEndpoint: flags.dynamodbEndpoint,
      allowUnsigned: flags.allowUnsigned,
      inspectBrk: flags.inspectBrk !== undefined,
      watch: flags.watch,
      faults: await parseFaults(flags.fault),
      onFact: recording === undefined ? print : both(print, recording.read),
    });
    recording?.begin(emulator);
    const finish = async () => {
      if (recording !== undefined) output.print(await recording.finish(emulator));
    };
    stopWhenTold(emulator, output, finish, (text) => (json ? undefined : output.print(text)));
    const ready = () => banner(emulator, inspectorUrl(), recording?.file, colours);
    output.release(json ? jsonLines(firstFacts(emulator)) : ready());
    localTime.moveToUtc();
  } catch (error) {
    output.release('');
    throw error;
  }
}

async function openRecording({ record, ...flags }: StartFlags, json: boolean) {
  if (record === undefined) return undefined;
  const { openRecording: open } = await import('./record.ts');
  return open(record === true ? DEFAULT_RECORDING : record, flags, json);
}

async function parseFaults(texts: readonly string[]): Promise<FaultSettings[]> {
  if (texts.length === 0) return [];
  const { parseFault } = await import('./fault-spec.ts');
  return texts.map(parseFault);
}

/** What the banner says, for machines. */
function firstFacts({ apis, dynamodb, project }: Emulator): object[] {
  const at = Date.now();
  return [
    { type: 'ready', apis, dynamodb, debugger: inspectorUrl() },
    ...project.notices.map((message) => ({ type: 'notice', at, message })),
  ];
}

function jsonLines(facts: readonly object[]): string {
  return facts.map((fact) => `${JSON.stringify(fact)}\n`).join('');
}

/** What threads that a debugger holds need to hear, by way of this one's event loop, that it has gone. */
const DEBUGGER_GONE_MS = 100;

/** Node would wait until a debugger that is attached goes away by itself, and for ever for a thread that it holds. */
function leave(): void {
  if (inspectorUrl() === undefined) process.exit();
  closeInspector();
  setTimeout(() => process.exit(), DEBUGGER_GONE_MS);
}

/** By the signal itself: Node would wait for threads that are in a native call, or that a debugger has held. */
function leaveAtOnce(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): void {
  if (inspectorUrl() !== undefined) closeInspector();
  process.off(signal, listener);
  process.kill(process.pid, signal);
}

function both(one: JournalReader, other: JournalReader): JournalReader {
  return (entry) => {
    one(entry);
    other(entry);
  };
}

/**
 * The first Ctrl-C stops in good order, the second at once; a terminal that is closed is like the first.
 * @param finish - what is to be done while all connections are open.
 */
function stopWhenTold(
  emulator: Emulator,
  output: HeldOutput,
  finish: () => Promise<void>,
  say: (text: string) => void,
): void {
  let stopping: Promise<void> | undefined;
  let exit = () => leave();
  const failed = (error: unknown) => {
    output.flush();
    fail(error);
  };
  const stop = (closing?: () => void) => {
    stopping ??= finish()
      .catch(failed)
      .then(() => {
        closing?.();
        return emulator.close();
      })
      .catch(failed)
      .then(() => exit());
  };
  const interrupt = (signal: NodeJS.Signals) => {
    if (stopping !== undefined) {
      output.flush();
      return leaveAtOnce(signal, interrupt);
    }
    say('\n');
    stop(() => say('closing the connections (Ctrl-C again stops at once)\n'));
  };
  // A terminal that is closed may say so twice, and there is nobody to say anything to.
  const hangUp = () => {
    // Ended by the signal after all, for process.exit() of Node 20 aborts when the terminal has gone.
    exit = () => {
      output.flush();
      process.off('SIGHUP', hangUp);
      process.kill(process.pid, 'SIGHUP');
    };
    stop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', hangUp);
  onReaderGone(() => stop());
}
