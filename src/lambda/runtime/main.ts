/**
 * Runs inside an execution environment, beside the user's code: prepares the thread, loads the handler, then
 * serves one invocation after another. Everything here imports only Node and this folder.
 */
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { lineSent } from './backlog.ts';
import { askAuthority } from './bridge/authority.ts';
import { installBridge } from './bridge/bridge.ts';
import { bridgeNestedThreads } from './bridge/nested-threads.ts';
import { RuntimeError, toErrorPayload, toLoggedError } from './errors.ts';
import { invokeWithCallbacks, invokeWithPromises, refuseCallbackHandler } from './invocation.ts';
import { type Handler, loadHandler } from './load-handler.ts';
import { captureOutput, logLine, setLogRequestId } from './output.ts';
import type { Answer, EnvironmentData, FromEnvironment, Invoke } from './protocol.ts';
import { supplyPackages } from './supplied-packages.ts';

/** The exit codes with which Lambda's runtime leaves after an error nobody caught. */
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

const port = parentPort;
if (port === null) throw new Error('This module runs inside an execution environment only.');

const settings = workerData as EnvironmentData;
const taskRoot = process.env.LAMBDA_TASK_ROOT ?? '/var/task';
const send = (message: FromEnvironment) => {
  if (message.type === 'log') lineSent(settings.backlog);
  port.postMessage(message);
};
const flushOutput = captureOutput(send);
const post = (message: FromEnvironment) => {
  flushOutput();
  send(message);
};
const log = (label: string, thrown: unknown) =>
  post({ type: 'log', level: 'ERROR', line: logLine('ERROR', `${label} \t${toLoggedError(thrown)}`) });

/** The invocation that is being served; an environment serves one at a time. */
let current: Invoke | undefined;

const authority = () => askAuthority((request) => port.postMessage(request, [request.reply]));
installBridge(settings.bridge, authority);
const preparation = new URL('./nested-thread.js', import.meta.url).href;
bridgeNestedThreads(preparation, () => ({ settings, taskRoot, authority: authority() }));
supplyPackages(taskRoot, settings, (message) => post({ type: 'hint', message }));
// A thread cannot change its working directory; `path.resolve` and the like ask this function for it.
process.cwd = () => taskRoot;
if (settings.era === 'callbacks') catchTheUncaught();

const handler = await initialise();
if (handler !== undefined) {
  port.on('message', (invoke: Invoke) => serve(handler, invoke));
  post({ type: 'ready' });
}

async function initialise(): Promise<Handler | undefined> {
  try {
    const loaded = await loadHandler(taskRoot, process.env._HANDLER ?? '');
    if (settings.era === 'promises') refuseCallbackHandler(loaded);
    return loaded;
  } catch (error) {
    log(settings.era === 'promises' ? 'Init Error' : 'Uncaught Exception', error);
    post({ type: 'failed', error: toErrorPayload(error) });
    return undefined;
  }
}

async function serve(load: Handler, invoke: Invoke): Promise<void> {
  current = invoke;
  setLogRequestId(invoke.requestId);
  process.env._X_AMZN_TRACE_ID = invoke.traceId;
  // Unreferenced, the port lets the event loop run empty, which is what ends a callback handler.
  port?.unref();
  try {
    const run = settings.era === 'promises' ? invokeWithPromises : invokeWithCallbacks;
    const result = await run(load, JSON.parse(invoke.event), invoke);
    answer(invoke, { type: 'response', memoryBytes: memoryBytes(), body: stringify(result) });
  } catch (error) {
    log('Invoke Error', error);
    const payload = toErrorPayload(error);
    answer(invoke, { type: 'error', memoryBytes: memoryBytes(), error: payload, leaving: false });
  } finally {
    port?.ref();
  }
}

function answer(invoke: Invoke, message: Answer): void {
  if (current !== invoke) return;
  current = undefined;
  post(message);
}

/** What this thread holds; the process's resident size would count everybody's. */
function memoryBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

function stringify(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch {
    throw new Error('Unable to stringify response body');
  }
}

/** nodejs22.x and earlier report what nobody caught as the invocation's error and leave. */
function catchTheUncaught(): void {
  const leave = (label: string, thrown: unknown, exitCode: number) => {
    log(label, thrown);
    const error = toErrorPayload(thrown);
    if (current !== undefined)
      answer(current, { type: 'error', memoryBytes: memoryBytes(), error, leaving: true });
    else post({ type: 'failed', error });
    process.exit(exitCode);
  };
  process.on('uncaughtException', (error) => leave('Uncaught Exception', error, EXIT_UNCAUGHT_EXCEPTION));
  process.on('unhandledRejection', (reason) => {
    const error = new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason));
    leave('Unhandled Promise Rejection', Object.assign(error, { reason }), EXIT_UNHANDLED_REJECTION);
  });
}
