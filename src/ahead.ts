/** What a command may begin while the emulator's own modules are still to be loaded. */
import { startWorkerAhead } from './dynamodb/engine-worker.ts';

/** For a project that will most likely use the built-in DynamoDB. */
export function beginAhead(): void {
  startWorkerAhead();
}
