/** How a command fails: what is said, and with which exit code. */
import { EmulatorError } from '../errors.ts';

const EXIT_FAILED = 1;

/** Users' mistakes are told without a stack; a defect of ours with one. */
export function fail(error: unknown): void {
  if (error instanceof EmulatorError && error.fault === 'user') {
    process.stderr.write(`${error.message}\n`);
  } else {
    process.stderr.write(`This is a defect of the emulator, please report it:\n${describe(error)}\n`);
  }
  process.exitCode = EXIT_FAILED;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
