/** How Lambda's Invoke API words what came of an invocation. Pure. Rows `invoke.response`, `invoke.response-stream`. */
import { encodeEvent } from './event-stream.ts';
import type { Invoked, Throttled } from './outcomes.ts';

/** An answer of the API. */
export interface InvokeAnswer {
  readonly status: number;
  readonly body?: string | Buffer;
  readonly contentType?: string;
  readonly requestId: string;
  /** Its own, in AWS's order. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `Root=1-…`, where there is an invocation to trace. */
  readonly traceRoot?: string;
}

type Ran = Exclude<Invoked, Throttled>;

/** A function that failed is 200 too, with a header that says so. */
export function invokedAnswer(invoked: Ran, traceRoot: string): InvokeAnswer {
  const { requestId, logTail } = invoked;
  return {
    status: 200,
    body: invoked.ok ? invoked.payload : JSON.stringify(invoked.error),
    contentType: 'application/json',
    requestId,
    headers: {
      ...(!invoked.ok && { 'X-Amz-Function-Error': 'Unhandled' }),
      'x-amzn-Remapped-Content-Length': '0',
      ...(logTail !== undefined && { 'X-Amz-Log-Result': logTail.toString('base64') }),
      'X-Amz-Executed-Version': '$LATEST',
    },
    traceRoot,
  };
}

/** What the function has written, in one piece, and then how it ended. */
export function streamedAnswer(invoked: Ran, traceRoot: string): InvokeAnswer {
  const { requestId, logTail } = invoked;
  const chunk =
    invoked.ok && encodeEvent('PayloadChunk', 'application/octet-stream', Buffer.from(invoked.payload));
  const end = {
    ...(!invoked.ok && { ErrorCode: 'Unhandled', ErrorDetails: JSON.stringify(invoked.error) }),
    ...(logTail !== undefined && { LogResult: logTail.toString('base64') }),
  };
  return {
    status: 200,
    body: Buffer.concat([
      ...(chunk ? [chunk] : []),
      encodeEvent('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(end))),
    ]),
    contentType: 'application/vnd.amazon.eventstream',
    requestId,
    headers: {
      'x-amzn-Remapped-Content-Type': 'application/octet-stream',
      'X-Amz-Executed-Version': '$LATEST',
    },
    traceRoot,
  };
}
