/** The `context` object, key for key and in the order that Lambda's runtime gives it. */
import { workerData } from 'node:worker_threads';
import type { EnvironmentData, Invoke } from './protocol.ts';

/** What a callback-era handler can end its invocation with. */
export interface Completion {
  succeed(result?: unknown): void;
  fail(error?: unknown): void;
  done(error?: unknown, result?: unknown): void;
}

interface WaitSetting {
  callbackWaitsForEmptyEventLoop: boolean;
}

/** nodejs22.x and earlier. */
export function createCallbackContext(invoke: Invoke, completion: Completion, wait: WaitSetting): object {
  const { succeed, fail, done } = completion;
  return Object.assign(waiting(wait), { succeed, fail, done, ...callbackEraFacts(invoke) });
}

/** nodejs22.x and earlier, for a handler that streams its response. */
export function createStreamingContext(invoke: Invoke): object {
  return Object.assign(waiting({ callbackWaitsForEmptyEventLoop: true }), callbackEraFacts(invoke));
}

/** nodejs24.x. */
export function createPromiseContext(invoke: Invoke): object {
  return {
    clientContext: clientContextOf(invoke),
    identity: undefined,
    ...invocationFacts(invoke),
    tenantId: undefined,
    xRayTraceId: invoke.traceId,
    getRemainingTimeInMillis: remainingTime(invoke),
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

/** The time that a debugger holds the thread does not count. Row `lambda.debug-remaining-time`. */
function remainingTime({ deadlineMs }: Invoke): () => number {
  const { heldMs } = (workerData ?? {}) as Partial<EnvironmentData>;
  const held = () => Math.round(heldMs?.[0] ?? 0);
  const heldBefore = held();
  return () => deadlineMs - Date.now() + held() - heldBefore;
}

function waiting(wait: WaitSetting): object {
  return {
    get callbackWaitsForEmptyEventLoop() {
      return wait.callbackWaitsForEmptyEventLoop;
    },
    set callbackWaitsForEmptyEventLoop(value) {
      wait.callbackWaitsForEmptyEventLoop = value;
    },
  };
}

function callbackEraFacts(invoke: Invoke): object {
  return {
    ...functionFacts(),
    clientContext: clientContextOf(invoke),
    identity: undefined,
    ...invocationFacts(invoke),
    tenantId: undefined,
    getRemainingTimeInMillis: remainingTime(invoke),
  };
}

function functionFacts() {
  return {
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

function invocationFacts({ invokedFunctionArn, requestId }: Invoke) {
  return { invokedFunctionArn, awsRequestId: requestId };
}

function clientContextOf({ clientContext }: Invoke): unknown {
  return clientContext === undefined ? undefined : JSON.parse(clientContext);
}
