/**
 * Runs inside an execution environment, beside the user's code: prepares it, loads the handler, then
 * serves one invocation after another. Everything here imports only Node and this folder.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { defineAwsLambda, streamingOf } from './aws-lambda-global.ts';
import { installBridge } from './bridge/bridge.ts';
import { bridgeNestedThreads } from './bridge/nested-threads.ts';
import { intoError, RuntimeError, toErrorPayload, toLoggedError } from './errors.ts';
import {
  invokeWithCallbacks,
  invokeWithPromises,
  refuseCallbackHandler,
  warnOfCallbackHandler,
} from './invocation.ts';
import { InvokeStore } from './invoke-store.ts';
import { processLink } from './link/process-link.ts';
import { threadLink } from './link/thread-link.ts';
import { type Handler, loadHandler } from './load-handler.ts';
import { LoadedFiles } from './loaded-files.ts';
import { logSettings } from './log-format.ts';
import { missingSdkHint } from './missing-sdk.ts';
import { Output } from './output.ts';
import type { Answer, EnvironmentData, FromEnvironment, Invoke } from './protocol.ts';
import { invokeStreaming } from './streaming-invocation.ts';
import { supplyPackages } from './supplied-packages.ts';

/** The exit codes with which Lambda's runtime leaves after an error nobody caught. */
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

// Kept, for a test in the user's code may replace the global one.
const later = setImmediate;

const link = parentPort === null ? processLink() : threadLink(parentPort, workerData as EnvironmentData);
const { settings, ownsProcess } = link;
const { era } = settings;
const taskRoot = process.env.LAMBDA_TASK_ROOT ?? '/var/task';
const { send } = link;
const output = new Output(send, logSettings(process.env), era === 'promises' ? '-' : undefined);
output.capture();
const post = (message: FromEnvironment) => {
  output.flush();
  send(message);
};
const loadedFiles = settings.reportsFiles ? new LoadedFiles(settings.layers) : undefined;
const reportFiles = () => {
  const files = loadedFiles?.takeNews();
  if (files !== undefined) post({ type: 'loaded', files });
};

/** The invocation that is being served; an environment serves one at a time. */
let current: Invoke | undefined;

const { authority } = link;
installBridge(settings.bridge, authority);
const preparation = new URL('./nested-thread.js', import.meta.url).href;
bridgeNestedThreads(preparation, () => ({
  settings,
  taskRoot,
  ownsProcess,
  authority: authority(),
}));
supplyPackages(taskRoot, settings);
// A thread cannot change its working directory; `path.resolve` and the like ask this function for it.
if (!ownsProcess) process.cwd = () => taskRoot;
if (era === 'callbacks') catchTheUncaught();
const invokeStore = new InvokeStore();
defineAwsLambda(era, invokeStore);

type Run = (event: unknown, invoke: Invoke) => Promise<string>;

const run = await initialise();
reportFiles();
if (run !== undefined) {
  link.listen((invoke) => serve(run, invoke));
  post({ type: 'ready' });
}

async function initialise(): Promise<Run | undefined> {
  try {
    const code = settings.compiled ? await link.code() : undefined;
    return runOf(await loadHandler(taskRoot, process.env._HANDLER ?? '', settings, code));
  } catch (error) {
    log(era === 'promises' ? 'Init Error' : 'Uncaught Exception', error);
    reportFiles();
    post({ type: 'failed', memoryBytes: link.memoryBytes(), error: toErrorPayload(error, era) });
    return undefined;
  }
}

/** How this handler is invoked. */
function runOf(handler: Handler): Run {
  const streaming = streamingOf(handler);
  if (streaming !== undefined) {
    const failedLate = (thrown: unknown) => log('Invoke Error', thrown);
    const options = { era, failedLate, ...streaming };
    return (event, invoke) => invokeStreaming(handler, event, invoke, options);
  }
  if (era === 'promises') refuseCallbackHandler(handler);
  else if (settings.version >= 18) warnOfCallbackHandler(handler);
  const invokeIt = era === 'promises' ? invokeWithPromises : invokeWithCallbacks;
  return (event, invoke) => invokeIt(handler, event, invoke);
}

async function serve(handle: Run, invoke: Invoke): Promise<void> {
  current = invoke;
  output.requestId = invoke.requestId;
  invokeStore.begin(invoke.requestId, invoke.traceId);
  process.env._X_AMZN_TRACE_ID = invoke.traceId;
  link.working(true);
  try {
    const body = await handle(JSON.parse(invoke.event), invoke);
    await settle();
    answer(invoke, { type: 'response', memoryBytes: link.memoryBytes(), body });
  } catch (error) {
    await settle();
    fail(invoke, error);
  } finally {
    link.working(false);
  }
}

function fail(invoke: Invoke, thrown: unknown): void {
  try {
    log('Invoke Error', thrown);
  } catch (unprintable) {
    // nodejs24.x does not survive what cannot be printed.
    if (era === 'promises') throw unprintable;
    fail(invoke, unprintable);
    return;
  }
  const error = toErrorPayload(thrown, era);
  answer(invoke, { type: 'error', memoryBytes: link.memoryBytes(), error, leaving: false });
}

/** nodejs24.x lets what is due at once happen before it answers. */
async function settle(): Promise<void> {
  if (era === 'promises') await new Promise((resolve) => later(resolve));
}

function answer(invoke: Invoke, message: Answer): void {
  if (current !== invoke) return;
  current = undefined;
  post(message);
  reportFiles();
}

function log(label: string, thrown: unknown): void {
  if (output.settings.json) output.log('ERROR', intoError(thrown, era));
  else output.log('ERROR', label, `\t${toLoggedError(thrown, era)}`);
  const hint = missingSdkHint(thrown, settings);
  if (hint !== undefined) post({ type: 'hint', message: hint });
}

/** nodejs22.x and earlier report what nobody caught as the invocation's error and leave. */
function catchTheUncaught(): void {
  const leave = (label: string, thrown: unknown, exitCode: number) => {
    log(label, thrown);
    const error = toErrorPayload(thrown, era);
    if (current !== undefined)
      answer(current, { type: 'error', memoryBytes: link.memoryBytes(), error, leaving: true });
    else post({ type: 'failed', memoryBytes: link.memoryBytes(), error });
    process.exit(exitCode);
  };
  process.on('uncaughtException', (error) => leave('Uncaught Exception', error, EXIT_UNCAUGHT_EXCEPTION));
  process.on('unhandledRejection', (reason, promise) => {
    const error = new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason));
    leave('Unhandled Promise Rejection', Object.assign(error, { reason, promise }), EXIT_UNHANDLED_REJECTION);
  });
}
