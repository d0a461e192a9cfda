/** `emulator start --inspect`: Node's inspector, opened as `node --inspect` opens it. Row `lambda.debug-flags`. */
import { open, url, waitForDebugger } from 'node:inspector';
import { EmulatorError } from '../errors.ts';

/** What is left out is as with `node --inspect`. */
export interface InspectAddress {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/**
 * Node itself prints where it listens.
 * @param wait - blocks until a debugger is there.
 * @throws {EmulatorError} `INSPECTOR_NOT_OPENED`
 */
export function openInspector({ host = '127.0.0.1', port = 9229 }: InspectAddress, wait: boolean): void {
  if (wait) process.stderr.write('Waiting for a debugger to attach: chrome://inspect, or your editor.\n');
  // It may be open already, by Node's own flag or an editor's auto-attach.
  const isOpen = url() !== undefined;
  // Opened and awaited in one: what the debugger says between the two would be lost, and with it that we may go on.
  if (!isOpen) open(port, host, wait);
  if (url() === undefined) throw EmulatorError.of('INSPECTOR_NOT_OPENED', { host, port });
  if (isOpen && wait) waitForDebugger();
}
