/** API Gateway's own words: the frames and HTTP answers that no handler wrote, byte for byte. Rows `frame.*`, `connect.*`. */
import { STATUS_CODES } from 'node:http';
import { createRequestId } from '../ids.ts';

/** `{"message": "Forbidden", "connectionId":"…", "requestId":"…"}`, with AWS's uneven spacing. */
export function errorFrame(message: string, connectionId: string, requestId: string): string {
  return `{"message": ${JSON.stringify(message)}, "connectionId":"${connectionId}", "requestId":"${requestId}"}`;
}

/** The frame for a message that does not fit its model: it names the message, not the request. */
export function badBodyFrame(connectionId: string, messageId: string): string {
  return `{"message": "${BAD_REQUEST_BODY}", "connectionId":"${connectionId}", "messageId":"${messageId}"}`;
}

export const BAD_REQUEST_BODY = 'Bad request body';
export const TOO_MANY_REQUESTS = 'Too Many Requests';
export const FORBIDDEN = 'Forbidden';
export const UNAUTHORIZED = 'Unauthorized';
export const LIMIT_EXCEEDED = 'Limit Exceeded';
export const MISSING_AUTHENTICATION_TOKEN = 'Missing Authentication Token';
export const INTERNAL_SERVER_ERROR = 'Internal server error';
export const ENDPOINT_TIMED_OUT = 'Endpoint request timed out';
export const UNSUPPORTED_MEDIA_TYPE = 'Unsupported Media Type';

/** An HTTP answer to an upgrade request that is not granted. */
export interface Refusal {
  readonly status: number;
  readonly body: string;
  /** Headers beside `Date`, `Content-Type`, `Content-Length` and `Connection`, or in their place. */
  readonly headers: Readonly<Record<string, string>>;
}

/** API Gateway's own refusal of a request that it has given an id. */
export function ownRefusal(
  status: number,
  message: string,
  {
    connection,
    requestId,
  }: { readonly connection: { readonly connectionId: string }; readonly requestId: string },
): Refusal {
  const body = errorFrame(message, connection.connectionId, requestId);
  return { status, body, headers: { 'x-amz-apigw-id': requestId } };
}

/** Not the path of a stage. */
export function forbidden(): Refusal {
  const headers = { 'x-amzn-ErrorType': 'ForbiddenException', 'x-amz-apigw-id': createRequestId() };
  return { status: 403, body: JSON.stringify({ message: FORBIDDEN }), headers };
}

/** Not a handshake that a WebSocket could come of. */
export function badRequest(): Refusal {
  return { status: 400, body: JSON.stringify({ message: 'Bad Request' }), headers: {} };
}

/** A URL over the quota. */
export function uriTooLong(): Refusal {
  return { status: 414, body: JSON.stringify({ message: 'Request-URI Too Long' }), headers: {} };
}

/** What the load balancer in front of API Gateway answers to what it does not pass on. Row `authorizer.duplicate-header`. */
export function edgeBadRequest(): Refusal {
  const body =
    '<html>\r\n<head><title>400 Bad Request</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n</body>\r\n</html>\r\n';
  const headers = { Server: 'awselb/2.0', 'Content-Type': 'text/html', Connection: 'close' };
  return { status: 400, body, headers };
}

/** The emulator stops. */
export function unavailable(): Refusal {
  return { status: 503, body: JSON.stringify({ message: 'Service Unavailable' }), headers: {} };
}

/** The refusal as it goes over the wire. */
export function formatRefusal({ status, body, headers }: Refusal, now: number): string {
  const { Server, ...others } = headers;
  const head = {
    ...(Server !== undefined && { Server }),
    Date: new Date(now).toUTCString(),
    'Content-Type': 'application/json; charset=UTF-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'keep-alive',
    ...others,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`;
}

/** What the 101 says beside its fixed headers. */
interface HandshakeAnswer {
  readonly accept: string;
  readonly subprotocol: string | undefined;
  readonly extensions: string | undefined;
  /** Headers of the handler's, where the project asks for them. */
  readonly others: ReadonlyMap<string, string>;
}

/** The lines of the 101: four headers, the subprotocol when the handler chose one, the extension when agreed to. */
export function handshakeHeaders(
  { accept, subprotocol, extensions, others }: HandshakeAnswer,
  now: number,
): string[] {
  return [
    'HTTP/1.1 101 Switching Protocols',
    `Date: ${new Date(now).toUTCString()}`,
    'Connection: upgrade',
    'upgrade: websocket',
    `sec-websocket-accept: ${accept}`,
    ...(subprotocol === undefined ? [] : [`sec-websocket-protocol: ${subprotocol}`]),
    ...(extensions === undefined ? [] : [`sec-websocket-extensions: ${extensions}`]),
    ...[...others].map(([name, value]) => `${name}: ${value}`),
  ];
}
