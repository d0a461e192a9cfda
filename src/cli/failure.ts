/** How a command fails: what is said, and with which exit code. */
import { EmulatorError, type ErrorCode } from '../errors.ts';

const EXIT_FAILED = 1;
const EXIT_BROKEN_FILE = 2;

/** What is wrong with a file that tests are made of, and no test failed. */
const BROKEN_FILE: readonly ErrorCode[] = ['EVENT_INVALID'];

export function fail(error: unknown): void {
  process.stderr.write(`${describeFailure(error)}\n`);
  const isBroken = error instanceof EmulatorError && BROKEN_FILE.includes(error.code);
  process.exitCode = isBroken ? EXIT_BROKEN_FILE : EXIT_FAILED;
}

/** Users' mistakes are told without a stack; a defect of ours with one. */
function describeFailure(error: unknown): string {
  if (error instanceof EmulatorError && error.fault === 'user') return error.message;
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a defect of the emulator, please report it:\n${what}`;
}
