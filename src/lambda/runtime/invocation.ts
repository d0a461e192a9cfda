/**
 * One invocation, by the rules of the function's runtime. Both answer with the handler's result or reject
 * with what it threw; turning that into text is the caller's.
 */
import { type Completion, createCallbackContext, createPromiseContext } from './context.ts';
import { RuntimeError } from './errors.ts';
import type { Handler } from './load-handler.ts';
import type { Invoke } from './protocol.ts';

const NEVER_SETTLED =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes';

/**
 * nodejs22.x and earlier: a promise, `callback` or `context.done` ends the invocation, whichever is first; a
 * handler that does none of these ends it with `null` when its event loop has run empty.
 */
export function invokeWithCallbacks(handler: Handler, event: unknown, invoke: Invoke): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const wait = { callbackWaitsForEmptyEventLoop: true };
    const complete = (error: unknown, result: unknown) => {
      atEmptyLoop(undefined);
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    };
    const completion: Completion = {
      succeed: (result) => complete(undefined, result),
      fail: (error) => complete(error ?? 'handled', undefined),
      done: (error, result) => complete(error, result),
    };
    const callback = (error?: unknown, result?: unknown) => {
      const failed = error !== undefined && error !== null;
      if (failed || !wait.callbackWaitsForEmptyEventLoop) complete(error, result);
      else atEmptyLoop(() => complete(undefined, result));
    };

    const isAsync = handler.constructor.name === 'AsyncFunction';
    atEmptyLoop(() =>
      isAsync
        ? complete(new RuntimeError('Runtime.NodeJsExit', NEVER_SETTLED), undefined)
        : complete(null, null),
    );
    try {
      const returned = handler(event, createCallbackContext(invoke, completion, wait), callback);
      if (isThenable(returned)) returned.then(completion.succeed, completion.fail);
    } catch (error) {
      complete(error ?? 'handled', undefined);
    }
  });
}

/** nodejs24.x: the handler's value, awaited. */
export async function invokeWithPromises(handler: Handler, event: unknown, invoke: Invoke): Promise<unknown> {
  return handler(event, createPromiseContext(invoke));
}

/** @throws {RuntimeError} `Runtime.CallbackHandlerDeprecated` for a handler that nodejs24.x does not take. */
export function refuseCallbackHandler(handler: Handler): void {
  if (handler.length < 3) return;
  throw new RuntimeError(
    'Runtime.CallbackHandlerDeprecated',
    'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
  );
}

let onEmptyLoop: (() => void) | undefined;

/** Sets what happens when nothing is left to wait for; one invocation at a time, so there is one such thing. */
function atEmptyLoop(callback: (() => void) | undefined): void {
  onEmptyLoop = callback;
}

process.on('beforeExit', () => {
  const callback = onEmptyLoop;
  onEmptyLoop = undefined;
  if (callback !== undefined) setImmediate(callback);
});

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}
