/** `emulator replay`: plays sessions and event cases, and reports what came of them. Rows `replay.*`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Chalk } from 'chalk';
import { EmulatorError, reasonOf } from '../errors.ts';
import { isFolder } from '../file-kinds.ts';
import { planReplay } from '../sessions/plan.ts';
import { countOutcomes, type Played, type Playing } from '../sessions/played.ts';
import { jsonReport } from '../sessions/reports/json.ts';
import { junitReport } from '../sessions/reports/junit.ts';
import { describeCorrections, describePlayed, describePlaying } from '../sessions/reports/text.ts';
import type { Target } from '../sessions/target.ts';
import { fail } from './failure.ts';
import { LocalTime } from './local-time.ts';
import { onReaderGone } from './output.ts';
import { Progress } from './progress.ts';
import { type ProjectFlags, toReadOptions } from './project-flags.ts';
import { EXIT_NOT_PLAYED, type Filter } from './replay-flags.ts';

export interface ReplayFlags extends ProjectFlags {
  readonly events?: string;
  readonly grep?: Filter;
  /** `true`: the flag without a number. */
  readonly bail?: number | true;
  readonly repeat: number;
  readonly parallel: number;
  readonly speed: 'fast' | 'realtime';
  readonly within?: number;
  readonly target?: readonly Target[];
  readonly update?: boolean;
  readonly junit?: string;
  /** `true`: on standard output, and nothing else there. */
  readonly json?: string | true;
}

const EXIT_FAILED = 1;
const EXIT_INTERRUPTED = 130;

export async function replay(paths: readonly string[], flags: ReplayFlags): Promise<void> {
  const isQuiet = flags.json === true;
  try {
    const playing = await playAll(paths, flags, isQuiet);
    await writeReports(playing, flags);
    process.exitCode = playing.isInterrupted
      ? EXIT_INTERRUPTED
      : countOutcomes(playing.played).failed > 0
        ? EXIT_FAILED
        : 0;
  } catch (error) {
    if (isQuiet && error instanceof EmulatorError) process.stdout.write(brokenReport(error));
    fail(error);
    process.exitCode = EXIT_NOT_PLAYED;
  }
}

async function playAll(paths: readonly string[], flags: ReplayFlags, isQuiet: boolean): Promise<Playing> {
  const cwd = process.cwd();
  for (const file of [flags.junit, flags.json]) if (typeof file === 'string') refuseFolder(file);
  const plan = await planReplay({
    cwd,
    paths,
    events: flags.events,
    project: await toReadOptions(flags),
    targets: flags.target ?? [],
    filter: flags.grep,
    repeat: flags.repeat,
    parallel: flags.parallel,
    play: { withinMs: flags.within, speed: flags.speed, isUpdate: flags.update },
  });
  new LocalTime().moveToUtc();
  const layout = { cwd, width: process.stdout.columns || WIDTH, colours: new Chalk() };
  const progress = new Progress(process.stdout, isQuiet || isCi(process.env.CI));
  const print = (lines: readonly string[]) => {
    if (!isQuiet && lines.length > 0) progress.print(`${lines.join('\n')}\n`);
  };
  print(plan.notices);
  let [done, failed] = [0, 0];
  const onPlayed = (played: Played) => {
    print([...describePlayed(played, layout), ...describeCorrections(played, layout)]);
    done++;
    if (played.outcome === 'failed') failed++;
    progress.show(done, plan.count, failed === 0 ? '' : `${failed} failed`);
  };
  progress.show(0, plan.count, 'starting');
  const bail = flags.bail === true ? 1 : flags.bail;
  try {
    const playing = await plan.play({ bail, signal: interruption(), onPlayed });
    progress.end();
    print(describePlaying(playing, layout));
    return playing;
  } finally {
    progress.end();
  }
}

/** Every service for continuous integration sets it; some people set it to `false`. */
function isCi(variable: string | undefined): boolean {
  return variable !== undefined && !['', '0', 'false'].includes(variable);
}

/** Columns where nobody says how many there are. */
const WIDTH = 100;

/** The first Ctrl-C ends in good order, the second at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(EXIT_INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  onReaderGone(interrupt);
  return controller.signal;
}

async function writeReports(playing: Playing, { junit, json }: ReplayFlags): Promise<void> {
  if (junit !== undefined) await write(junit, junitReport(playing, process.cwd()));
  if (json === true) process.stdout.write(jsonReport(playing));
  else if (json !== undefined) await write(json, jsonReport(playing));
}

/**
 * `--json sessions` is most likely meant otherwise, and would only be found out when all has been played.
 * @throws {EmulatorError} `REPORT_UNWRITABLE`
 */
function refuseFolder(file: string): void {
  if (!isFolder(resolve(file))) return;
  const reason = 'it is a folder. What is to be played stands in front of the flag';
  throw EmulatorError.of('REPORT_UNWRITABLE', { file, reason });
}

/** @throws {EmulatorError} `REPORT_UNWRITABLE` */
async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(resolve(file)), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw EmulatorError.of('REPORT_UNWRITABLE', { file, reason: reasonOf(error) });
  }
}

/** What machines are told when nothing could be played. */
function brokenReport({ code, message, problems }: EmulatorError): string {
  const [heading] = message.split(':\n');
  const report = {
    outcome: 'not-played',
    code,
    message: problems.length === 0 ? message : heading,
    problems,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
