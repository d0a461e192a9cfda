/**
 * The `@connections` API: POST, GET and DELETE on one connection, with API Gateway's recorded answers.
 * Rows `management.*`; https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { CLOSED_NORMALLY } from '../gateway/closes.ts';
import type { Connections, OpenConnection } from '../gateway/connections.ts';
import { findTarget, type PortApis, type Target } from '../gateway/target.ts';
import { createRequestId, createTraceId, createUuid, isConnectionId } from '../ids.ts';
import type { Journal } from '../journal/journal.ts';
import { MAX_MESSAGE_BYTES } from '../limits.ts';
import type { Api } from '../project/api-model.ts';
import { readBody } from '../request-body.ts';
import { readClaim, type SignatureClaim, signatureRefusal, type Verdict, verifySignature } from '../sigv4.ts';
import { turnEnd } from '../turn-end.ts';
import { type AnswerIds, logAnswer } from './log-answer.ts';

export interface ManagementServices {
  readonly clock: Clock;
  readonly connections: Connections;
  readonly journal: Journal;
  readonly faults: ConnectionFaults;
  /** Answer unsigned requests too, which AWS refuses. */
  readonly allowUnsigned: boolean;
  /** The secret of an access key that the emulator gave out; a signature with another key is taken as it is. */
  secretOf(accessKey: string): string | undefined;
}

/** Asked before each request that is in order is carried out. Rows `fault.connections-*`. */
interface ConnectionFaults {
  /** @returns undefined when nothing goes wrong. */
  of(
    method: string,
    connectionId: string,
  ):
    | {
        /** Settles when the request may go on; undefined when that is at once. */
        readonly delayed: Promise<void> | undefined;
        /** What is answered in place of what is asked; undefined when nothing is. */
        readonly end: 'gone' | 'dropped' | undefined;
      }
    | undefined;
}

/** An answer; `errorType` becomes `x-amzn-ErrorType`, `reason` is for the journal. */
interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly errorType?: string;
  readonly reason?: string;
  /** Leaves out the headers that every other answer has, as AWS does here. */
  readonly bare?: boolean;
}

/** Said before anything else is looked at: AWS's answer does not even have a request id. */
const TOO_LARGE: Answer = {
  status: 413,
  bare: true,
  reason: `the payload is larger than ${MAX_MESSAGE_BYTES} bytes`,
};

const GONE = { status: 410, errorType: 'GoneException' } as const;

const PATH = /^\/+(?:@|%40)connections\/(.+)$/i;

/** Whether a path is one for {@link answerConnectionsRequest}. */
export function isConnectionsRequest(path: string): boolean {
  return /\/(?:@|%40)connections(?:\/|$)/i.test(path);
}

/** @param apis - those of the port that the request arrived on. */
export async function answerConnectionsRequest(
  apis: PortApis,
  services: ManagementServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '/', headers } = request;
  const { pathname, searchParams: query } = new URL(url, 'http://localhost');
  const target = findTarget(apis, headers.host, pathname);
  const connectionId = decode(PATH.exec(target?.rest ?? '')?.[1]);
  const body = await readBody(request, MAX_MESSAGE_BYTES);
  if (body === 'aborted') return;
  const payload = body === 'too-large' ? Buffer.alloc(0) : body;
  const signed = { method, path: pathname, query, headers, body: payload };
  const claim = readClaim(signed);
  const answer =
    body === 'too-large'
      ? TOO_LARGE
      : (findRefusal({ method, pathname, target, connectionId }, services, () =>
          verifySignature(signed, services.secretOf, claim),
        ) ?? (await carryOut(method, connectionId ?? '', target?.api, body, services)));
  const ids = { requestId: createUuid(), extendedRequestId: createRequestId() };
  services.journal.append?.({
    type: 'management.answered',
    api: target?.api.name,
    method,
    connectionId,
    caller: callerOf(claim, services),
    body: payload.toString(),
    status: answer.status,
    reason: answer.reason,
  });
  logAnswer(services, { request, target, connectionId, ids, answer });
  await turnEnd();
  write(response, answer, ids);
}

/** Functions have credentials that nobody else has. */
function callerOf(
  claim: SignatureClaim | undefined,
  { secretOf }: ManagementServices,
): 'function' | 'client' {
  return claim !== undefined && secretOf(claim.accessKey) !== undefined ? 'function' : 'client';
}

/** What a request says it is for. */
interface Addressed {
  readonly method: string;
  readonly pathname: string;
  readonly target: Target | undefined;
  readonly connectionId: string | undefined;
}

/** What is wrong with the request before the connection is looked for, in AWS's order of checks. */
function findRefusal(
  { method, pathname, target, connectionId }: Addressed,
  { allowUnsigned, connections }: ManagementServices,
  verify: () => Verdict,
): Answer | undefined {
  if (target?.domain !== undefined && connectionId === undefined) {
    const route = target.rest.replace(/^\/+/, '');
    const body = JSON.stringify({
      message: `No method found matching route ${route} for http method ${method}.`,
    });
    const reason = `${target.domain.domainName} has no stage in the path; leave it out`;
    return { status: 403, errorType: 'ForbiddenException', body, reason };
  }
  if (target === undefined || connectionId === undefined) {
    const reason = `${pathname} is not /{stage}/@connections/{connectionId} of a stage that exists`;
    return { status: 403, errorType: 'ForbiddenException', body: '{"message":"Forbidden"}', reason };
  }
  // Of one that is open there is no doubt.
  if (connections.get(connectionId) === undefined && !isConnectionId(connectionId)) {
    const body = JSON.stringify({ message: `Invalid connectionId: ${connectionId}` });
    return { status: 400, errorType: 'BadRequestException', body, reason: 'no such id was ever given out' };
  }
  return signatureRefusal(verify(), allowUnsigned);
}

/** What a request in order comes to, unless something goes wrong because somebody asked for it. */
async function carryOut(
  method: string,
  connectionId: string,
  api: Api | undefined,
  body: Buffer,
  { connections, faults }: ManagementServices,
): Promise<Answer> {
  const fault = faults.of(method, connectionId);
  if (fault?.delayed !== undefined) await fault.delayed;
  if (fault?.end === 'gone') return { ...GONE, reason: 'a fault says that the connection is gone' };
  const found = connections.get(connectionId);
  if (fault?.end === 'dropped' && found !== undefined) return { status: 200 };
  return act(method, found, api, body);
}

function act(method: string, found: OpenConnection | undefined, api: Api | undefined, body: Buffer): Answer {
  if (!['POST', 'GET', 'DELETE'].includes(method)) {
    const reason = `${method} is not a method of @connections`;
    return { status: 403, errorType: 'ForbiddenException', body: '{"message":"Forbidden"}', reason };
  }
  const connection = found?.api.apiId === api?.apiId ? found : undefined;
  if (connection === undefined) {
    return { ...GONE, reason: 'the connection is closed' };
  }
  if (method === 'GET') return { status: 200, body: describe(connection) };
  if (method === 'DELETE') {
    connection.close(CLOSED_NORMALLY);
    return { status: 204 };
  }
  connection.post(body.toString('utf8'));
  return { status: 200 };
}

/** As AWS prints it: two spaces, and one on each side of the colon. */
function describe({ facts, lastActiveAt }: OpenConnection): string {
  const userAgent = facts.userAgent === undefined ? 'null' : JSON.stringify(facts.userAgent);
  return `{
  "identity" : {
    "sourceIp" : ${JSON.stringify(facts.sourceIp)},
    "userAgent" : ${userAgent}
  },
  "connectedAt" : "${new Date(facts.connectedAt).toISOString()}",
  "lastActiveAt" : "${new Date(lastActiveAt).toISOString()}"
}`;
}

function decode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The headers in AWS's order; named here are also those that Node would add, and in a way of its own. */
function write(
  response: ServerResponse,
  { status, body = '', errorType, bare }: Answer,
  { requestId, extendedRequestId }: AnswerIds,
): void {
  const headers = ['Date', new Date().toUTCString()];
  if (!bare) headers.push('Content-Type', 'application/json');
  if (status !== 204) headers.push('Content-Length', String(Buffer.byteLength(body)));
  headers.push('Connection', response.shouldKeepAlive ? 'keep-alive' : 'close');
  if (!bare) {
    if (errorType !== undefined) headers.push('x-amzn-ErrorType', errorType);
    headers.push('x-amzn-RequestId', requestId, 'x-amz-apigw-id', extendedRequestId);
    // Recorded: a 400 has no trace id.
    if (status !== 400) headers.push('X-Amzn-Trace-Id', createTraceId(Date.now()));
  }
  response.writeHead(status, headers);
  response.end(body);
}
