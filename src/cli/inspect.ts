/** `emulator start --inspect`: Node's inspector, opened as `node --inspect` opens it. Row `lambda.debug-flags`. */
import { open, Session, url, waitForDebugger } from 'node:inspector';
import { Worker } from 'node:worker_threads';
import { EmulatorError } from '../errors.ts';
import type { InspectorAddress } from './inspector-thread.ts';

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
  if (!isOpen && wait) openWaiting({ host, port });
  else if (!isOpen) open(port, host);
  if (url() === undefined) throw EmulatorError.of('INSPECTOR_NOT_OPENED', { host, port });
  if (isOpen && wait) waitForDebugger();
}

/**
 * Waits first: what a debugger says between the inspector's opening and the wait is lost, and with it that we may go
 * on. Node's `open(port, host, true)` runs code in between; one of ten debuggers that came at once was too early.
 */
function openWaiting(address: InspectorAddress): void {
  // With a session there is somebody to wait for, though nobody can come yet.
  const session = new Session();
  session.connect();
  const opener = new Worker(new URL('./inspector-thread.js', import.meta.url), {
    name: 'inspector',
    workerData: address,
  });
  opener.unref();
  waitForDebugger();
  session.disconnect();
}
