/** One invocation of a handler that streams its response. Rows `lambda.streaming*`. */
import { once } from 'node:events';
import { createPromiseContext, createStreamingContext } from './context.ts';
import { atEmptyLoop } from './empty-loop.ts';
import { functionConsole } from './function-console.ts';
import { isThenable } from './invocation.ts';
import type { Handler } from './load-handler.ts';
import type { Era, Invoke } from './protocol.ts';
import { ResponseStream } from './response-stream.ts';

interface Options {
  readonly era: Era;
  readonly highWaterMark: number | undefined;
  /** Says of a failure that cannot be answered any more, for the response has ended before. */
  failedLate(thrown: unknown): void;
}

/** Settles with everything that the handler wrote, or rejects with what went wrong. */
export async function invokeStreaming(
  handler: Handler,
  event: unknown,
  invoke: Invoke,
  options: Options,
): Promise<string> {
  const stream = new ResponseStream(options.highWaterMark);
  try {
    await runStreaming(handler, event, invoke, stream, options.era);
  } catch (error) {
    if (!stream.writableEnded) throw error;
    options.failedLate(error);
  }
  return stream.text();
}

/** Settles when the handler is done and the stream has ended. */
async function runStreaming(
  handler: Handler,
  event: unknown,
  invoke: Invoke,
  stream: ResponseStream,
  era: Era,
): Promise<void> {
  // nodejs22.x and earlier report the bare text.
  const problem = (message: string) => (era === 'promises' ? new Error(message) : message);
  // Nothing is left that could end the stream, or settle the handler's promise.
  const idle = new Promise<void>((resolve) => atEmptyLoop(resolve));
  const ended = Promise.race([once(stream, 'finish'), idle]);
  // Awaited below; a handler that fails before it has destroyed its stream is heard first.
  ended.catch(() => {});
  const context = era === 'promises' ? createPromiseContext(invoke) : createStreamingContext(invoke);
  const returned = handler(event, stream, context);
  if (!isThenable(returned)) throw problem('Streaming does not support non-async handlers.');
  const result = await Promise.race([returned, idle]);
  if (result !== undefined) functionConsole.warn('Streaming handlers ignore return values.');
  await ended;
  atEmptyLoop();
  if (!stream.writableFinished) throw problem('Response stream is not finished.');
}
