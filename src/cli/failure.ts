/** How a command fails: what is said, and with which exit code. */
import { EmulatorError } from '../errors.ts';

const EXIT_FAILED = 1;

export function fail(error: unknown): void {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = EXIT_FAILED;
}

/** Users' mistakes are told without a stack; a defect of ours with one. */
function describeFailure(error: unknown): string {
  if (error instanceof EmulatorError && error.fault === 'user') return error.message;
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a defect of the emulator, please report it:\n${what}`;
}
