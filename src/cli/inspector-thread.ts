/** Opens the inspector of the main thread, which waits for a debugger already and can do nothing itself. */
import { Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';

/** Where the inspector is to listen. */
export interface InspectorAddress {
  readonly host: string;
  readonly port: number;
}

const { host, port } = workerData as InspectorAddress;
const session = new Session();
session.connectToMainThread();
// An answer that is awaited keeps no thread.
const untilAnswered = setInterval(() => {}, 60_000);
const inspector = "process.getBuiltinModule('node:inspector')";
const expression = `${inspector}.open(${port}, ${JSON.stringify(host)}); ${inspector}.url() !== undefined`;
session.post('Runtime.evaluate', { expression, returnByValue: true }, (_error, answer) => {
  clearInterval(untilAnswered);
  // Where it cannot listen there is nothing to wait for.
  if (answer?.result?.value !== true) session.post('Runtime.runIfWaitingForDebugger');
  session.disconnect();
});
