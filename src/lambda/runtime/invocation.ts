/**
 * One invocation, by the rules of the function's runtime. Each way settles with the JSON text that is the
 * result, or rejects with what the handler threw. Rows `lambda.callback*`, `lambda.context-*`,
 * `lambda.nodejs24-*`.
 */
import { type Completion, createCallbackContext, createPromiseContext } from './context.ts';
import { atEmptyLoop } from './empty-loop.ts';
import { RuntimeError } from './errors.ts';
import { functionConsole } from './function-console.ts';
import type { Handler } from './load-handler.ts';
import type { Invoke } from './protocol.ts';

const NEVER_SETTLED =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes';
const COMPLETE_TWICE =
  'Invocation has already been reported as done. Cannot call complete more than once per invocation.';
const UNSERIALISABLE = 'Unable to stringify response body';

// Kept, for a test in the user's code may replace the global one.
const later = setImmediate;

/**
 * nodejs22.x and earlier: a promise, `callback` or `context.done` ends the invocation, whichever is first; a
 * handler that does none of these ends it with `null` when its event loop has run empty.
 */
export function invokeWithCallbacks(handler: Handler, event: unknown, invoke: Invoke): Promise<string> {
  return new Promise((resolve, reject) => {
    const wait = { callbackWaitsForEmptyEventLoop: true };
    let completed = false;
    const complete = (result: unknown) => {
      if (completed) return functionConsole.error(COMPLETE_TWICE);
      completed = true;
      return resolve(stringify(result, () => new Error(UNSERIALISABLE)));
    };
    const done = (error?: unknown, result?: unknown) => {
      atEmptyLoop();
      if (isMissing(error)) complete(result);
      else reject(error);
    };
    const onlyFirst = firstOf();
    const completion: Completion = {
      succeed: onlyFirst((result) => done(null, result)),
      fail: onlyFirst((error) => done(error ?? 'handled', null)),
      done: onlyFirst(done),
    };
    const callback = onlyFirst((error, result) => {
      if (!isMissing(error) || !wait.callbackWaitsForEmptyEventLoop) done(error, result);
      else atEmptyLoop(() => later(() => complete(result)));
    });

    const isAsync = handler.constructor.name === 'AsyncFunction';
    atEmptyLoop(() => {
      completed = true;
      if (isAsync) reject(new RuntimeError('Runtime.NodeJsExit', NEVER_SETTLED));
      else resolve('null');
    });
    try {
      const returned = handler(event, createCallbackContext(invoke, completion, wait), callback);
      if (isThenable(returned)) returned.then(completion.succeed, completion.fail).catch(completion.fail);
    } catch (error) {
      callback(error);
    }
  });
}

/** nodejs24.x: the handler's value, awaited. */
export async function invokeWithPromises(handler: Handler, event: unknown, invoke: Invoke): Promise<string> {
  const result = await handler(event, createPromiseContext(invoke));
  return stringify(result, () => new RuntimeError('Runtime.JSONStringifyError', UNSERIALISABLE));
}

/** @throws {RuntimeError} `Runtime.CallbackHandlerDeprecated` for a handler that nodejs24.x does not take. */
export function refuseCallbackHandler(handler: Handler): void {
  if (handler.length < 3) return;
  throw new RuntimeError(
    'Runtime.CallbackHandlerDeprecated',
    'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
  );
}

/** nodejs18.x to nodejs22.x say at init what nodejs24.x refuses. */
export function warnOfCallbackHandler(handler: Handler): void {
  if (process.env.AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING !== undefined) return;
  if (handler.length !== 3 || handler.constructor.name === 'AsyncFunction') return;
  functionConsole.warn(
    'AWS Lambda plans to remove support for callback-based function handlers starting with Node.js 24. You will need to update this function to use an async handler to use Node.js 24 or later. For more information and to provide feedback on this change, see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137. To disable this warning, set the AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING environment variable.',
  );
}

export function isThenable(value: unknown): value is Promise<unknown> {
  return Boolean(value) && typeof (value as PromiseLike<unknown>).then === 'function';
}

type End = (first?: unknown, second?: unknown) => void;

/** Of the functions that pass through it, only the first that is called does anything, unless it throws. */
function firstOf(): (end: End) => End {
  let finished = false;
  return (end) => (first, second) => {
    if (finished) return;
    end(first, second);
    finished = true;
  };
}

function isMissing(error: unknown): boolean {
  return error === undefined || error === null;
}

function stringify(result: unknown, problem: () => Error): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch {
    throw problem();
  }
}
