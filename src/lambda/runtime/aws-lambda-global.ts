/** The global `awslambda` of Lambda's Node.js runtimes. Rows `lambda.streaming*`, `lambda.invoke-store`. */
import { RuntimeError } from './errors.ts';
import type { InvokeStore } from './invoke-store.ts';
import type { Handler } from './load-handler.ts';
import type { Era } from './protocol.ts';
import type { ResponseStream } from './response-stream.ts';

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
const RESPONSE = 'response';

const CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';
/** Bytes of zero between the prelude and the body. */
const DELIMITER_LENGTH = 8;

type Marked = Handler & { [STREAMING]?: unknown; [HIGH_WATER_MARK]?: unknown };

/** Puts a status and headers, as JSON, in front of what is written. */
const HttpResponseStream = {
  from(stream: ResponseStream, prelude: unknown): ResponseStream {
    stream.setContentType(CONTENT_TYPE);
    const metadata = JSON.stringify(prelude);
    stream._onBeforeFirstWrite = (write) => {
      write(metadata);
      write(new Uint8Array(DELIMITER_LENGTH));
    };
    return stream;
  },
};

/** Made before the function's code is loaded, unless the function wants none. */
export function defineAwsLambda(era: Era, invokeStore: InvokeStore): void {
  if (/^(1|true)$/.test(process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? '')) return;
  const streamifyResponse = (handler: Marked, options?: { highWaterMark?: unknown }) => {
    handler[STREAMING] = RESPONSE;
    if (typeof options?.highWaterMark === 'number') {
      handler[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark);
    }
    return handler;
  };
  const awslambda = { streamifyResponse, HttpResponseStream };
  Object.assign(globalThis, {
    awslambda: era === 'promises' ? { ...awslambda, InvokeStore: invokeStore } : awslambda,
  });
}

/** How a handler wants its response streamed; undefined when it does not. */
export function streamingOf(handler: Marked): { readonly highWaterMark: number | undefined } | undefined {
  const streaming = handler[STREAMING];
  if (!streaming) return undefined;
  if (streaming !== RESPONSE) {
    throw new RuntimeError('Runtime.MalformedStreamingHandler', 'Only response streaming is supported.');
  }
  const mark = Number(handler[HIGH_WATER_MARK] || Number.NaN);
  return { highWaterMark: Number.isNaN(mark) ? undefined : mark };
}
