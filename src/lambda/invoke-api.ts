/**
 * Lambda's Invoke API: what `@aws-sdk/client-lambda` and `aws lambda invoke` call, from a handler by way of the
 * bridge or from outside. Rows `invoke.*`; https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createTraceId, createUuid } from '../ids.ts';
import type { Journal } from '../journal/journal.ts';
import {
  MAX_EVENT_INVOKE_PAYLOAD_BYTES,
  MAX_INVOKE_ASYNC_BYTES,
  MAX_INVOKE_PAYLOAD_BYTES,
} from '../limits.ts';
import { readBody } from '../request-body.ts';
import { signatureRefusal, verifySignature } from '../sigv4.ts';
import { type InvokeAnswer, invokedAnswer, streamedAnswer } from './invoke-answers.ts';
import type { InvokeOptions } from './invoke-options.ts';
import {
  eventTooLarge,
  functionNotFound,
  type InvokeProblem,
  methodNotAllowed,
  notJson,
  requestTooLarge,
  tooManyRequests,
} from './invoke-problems.ts';
import { type InvokeRequest, operationOf, parseInvokeRequest } from './invoke-request.ts';
import type { Invoked } from './outcomes.ts';

/** Lambda, as its API sees it. */
export interface Invocations {
  /** The functions that there are now. */
  readonly names: readonly string[];
  invoke(functionName: string, event: string, options: InvokeOptions): Promise<Invoked>;
  enqueue(functionName: string, event: string, options: InvokeOptions): string;
}

interface InvokeServices {
  readonly journal: Journal;
  readonly region: string;
  readonly accountId: string;
  readonly lambda: Invocations;
  /** Answer unsigned requests too, which AWS refuses. */
  readonly allowUnsigned: boolean;
  /** The secret of an access key that the emulator gave out; a signature with another key is taken as it is. */
  secretOf(accessKey: string): string | undefined;
}

/** Whether a path is one for {@link answerInvokeRequest}. */
export function isInvokeRequest(path: string): boolean {
  return operationOf(path) !== undefined;
}

export async function answerInvokeRequest(
  services: InvokeServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  const { operation = 'Invoke', name = '' } = operationOf(path) ?? {};
  const body = await readBody(request, MAX_INVOKE_PAYLOAD_BYTES);
  if (body === 'aborted') return;
  const { method = '', headers } = request;
  const refusal =
    body === 'too-large'
      ? requestTooLarge(MAX_INVOKE_PAYLOAD_BYTES)
      : signatureRefusal(
          verifySignature({ method, path, query, headers, body }, services.secretOf),
          services.allowUnsigned,
        );
  const asked = parseInvokeRequest(operation, name, query.get('Qualifier'), headers);
  const answer =
    refusal ??
    (method === 'POST' ? undefined : methodNotAllowed(method)) ??
    ('errorType' in asked ? asked : await carryOut(asked, body as Buffer, services));
  if ('reason' in answer) {
    const { status, errorType, reason } = answer;
    // Of a throttled one there is a fact already.
    if (status !== 429) {
      services.journal.append?.({ type: 'invocation.refused', function: name, status, errorType, reason });
    }
    return write(response, refused(answer));
  }
  write(response, answer);
}

async function carryOut(
  asked: InvokeRequest,
  body: Buffer,
  { lambda, region, accountId }: InvokeServices,
): Promise<InvokeAnswer | InvokeProblem> {
  const { operation, functionName, qualifier, type, clientContext, wantsLogTail } = asked;
  const limit = operation === 'InvokeAsync' ? MAX_INVOKE_ASYNC_BYTES : MAX_EVENT_INVOKE_PAYLOAD_BYTES;
  if (type === 'Event' && body.length > limit) return eventTooLarge(body.length, limit);
  if (!lambda.names.includes(functionName) || (qualifier !== undefined && qualifier !== '$LATEST')) {
    const version = qualifier === undefined ? '' : `:${qualifier}`;
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${functionName}${version}`;
    return functionNotFound(arn, hintFor(lambda.names, functionName));
  }
  const event = body.length === 0 ? '{}' : body.toString();
  const problem = isUtf8(body) ? jsonProblem(event) : NOT_UTF8;
  if (problem !== undefined) return notJson(problem);
  const requestId = createUuid();
  const traceRoot = asked.traceRoot ?? createTraceId(Date.now());
  const options = { requestId, qualifier, traceRoot };
  if (type === 'DryRun') return { status: 204, requestId, traceRoot };
  if (type === 'Event') {
    lambda.enqueue(functionName, event, options);
    return { status: 202, requestId, traceRoot };
  }
  const invoked = await lambda.invoke(functionName, event, { ...options, clientContext, wantsLogTail });
  if ('throttled' in invoked) return tooManyRequests(invoked.message);
  return (operation === 'Invoke' ? invokedAnswer : streamedAnswer)(invoked, traceRoot);
}

function hintFor(names: readonly string[], functionName: string): string {
  if (names.includes(functionName)) return 'the emulator has no versions and no aliases, only $LATEST';
  return `the project has ${names.join(', ')}`;
}

/** What the AWS CLI 2 makes of plain JSON when it is not told otherwise. */
const NOT_UTF8 = 'Invalid UTF-8 (aws lambda invoke takes base64, or --cli-binary-format raw-in-base64-out)';

function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

function refused({ status, errorType, body }: InvokeProblem): InvokeAnswer {
  return {
    status,
    body,
    requestId: createUuid(),
    contentType: 'application/json',
    headers: { 'x-amzn-ErrorType': errorType },
  };
}

/** The headers in AWS's order; named here are also those that Node would add, and in a way of its own. */
function write(response: ServerResponse, answer: InvokeAnswer): void {
  const { status, body = '', contentType, requestId, headers = {}, traceRoot } = answer;
  response.writeHead(status, {
    Date: new Date().toUTCString(),
    ...(contentType !== undefined && { 'Content-Type': contentType }),
    ...(status !== 204 && { 'Content-Length': Buffer.byteLength(body) }),
    Connection: response.shouldKeepAlive ? 'keep-alive' : 'close',
    'x-amzn-RequestId': requestId,
    ...headers,
    ...(traceRoot !== undefined && { 'X-Amzn-Trace-Id': `${traceRoot};Parent=0000000000000000;Sampled=0` }),
  });
  response.end(body);
}
