/**
 * What a request to Lambda's Invoke API asks for, or why Lambda would not take it. Pure. Rows `invoke.*`;
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
import { MAX_CLIENT_CONTEXT_BYTES } from '../limits.ts';
import { type InvokeProblem, invalidParameter, notAJsonObject, validation } from './invoke-problems.ts';

/** How the caller wants to hear of the invocation. */
type InvocationType = 'RequestResponse' | 'Event' | 'DryRun';

/** Which of the operations that invoke a function. */
export type InvokeOperation = 'Invoke' | 'InvokeWithResponseStream' | 'InvokeAsync';

export interface InvokeRequest {
  readonly operation: InvokeOperation;
  readonly functionName: string;
  /** A version or alias, where one is named. */
  readonly qualifier: string | undefined;
  readonly type: InvocationType;
  /** Whether the end of the log comes back. */
  readonly wantsLogTail: boolean;
  /** JSON text, decoded. */
  readonly clientContext: string | undefined;
  /** `Root=1-…`, when the caller is part of a trace. */
  readonly traceRoot: string | undefined;
}

const PATHS: readonly (readonly [InvokeOperation, RegExp])[] = [
  ['Invoke', /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/],
  ['InvokeWithResponseStream', /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations\/?$/],
  ['InvokeAsync', /^\/2014-11-13\/functions\/([^/]+)\/invoke-async\/?$/],
];

/** Whether a path is one of Lambda's API, that of an operation which is emulated or another. */
export function isLambdaPath(path: string): boolean {
  return /^\/20\d\d-\d\d-\d\d\/functions(\/|$)/.test(path);
}

/** The operation that a path stands for, and the function as it is named there; undefined for any other path. */
export function operationOf(
  path: string,
): { readonly operation: InvokeOperation; readonly name: string } | undefined {
  for (const [operation, pattern] of PATHS) {
    const name = pattern.exec(path)?.[1];
    if (name !== undefined) return { operation, name: decode(name) };
  }
  return undefined;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** @param qualifier - `Qualifier` of the query. */
export function parseInvokeRequest(
  operation: InvokeOperation,
  name: string,
  qualifier: string | null,
  headers: Headers,
): InvokeRequest | InvokeProblem {
  const named = parseFunctionName(name);
  if (named === undefined) {
    return validation(
      name,
      'functionName',
      `Member must satisfy regular expression pattern: ${NAME_PATTERN}`,
    );
  }
  if (qualifier && named.qualifier !== undefined && named.qualifier !== qualifier) {
    return invalidParameter(
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const type =
    operation === 'InvokeAsync' ? 'Event' : (headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (type !== 'RequestResponse' && type !== 'DryRun' && (type !== 'Event' || operation === STREAMING)) {
    const types = operation === STREAMING ? 'RequestResponse, DryRun' : 'Event, RequestResponse, DryRun';
    return validation(type, 'invocationType', `Member must satisfy enum value set: [${types}]`);
  }
  const logType = headers['x-amz-log-type'] ?? 'None';
  if (logType !== 'None' && logType !== 'Tail') {
    return validation(logType, 'logType', 'Member must satisfy enum value set: [None, Tail]');
  }
  const clientContext = parseClientContext(headers['x-amz-client-context']);
  if (clientContext === null) return notAJsonObject('Client context');
  return {
    operation,
    ...named,
    qualifier: qualifier || named.qualifier,
    type,
    wantsLogTail: logType === 'Tail' && type === 'RequestResponse',
    clientContext: type === 'RequestResponse' ? clientContext : undefined,
    traceRoot: /\bRoot=1-[0-9a-f]{8}-[0-9a-f]{24}/.exec(String(headers['x-amzn-trace-id'] ?? ''))?.[0],
  };
}

const STREAMING = 'InvokeWithResponseStream';

/** As Lambda's messages name it. */
const NAME_PATTERN =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?';
const NAME =
  /^(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:|\d{12}:function:|\d{12}:|function:)?([\w.-]{1,140})(?::(\$LATEST|[\w-]{1,128}))?$/;

/** A name, a partial or a whole ARN, each with or without a qualifier. */
function parseFunctionName(text: string): Pick<InvokeRequest, 'functionName' | 'qualifier'> | undefined {
  const [, functionName, qualifier] = NAME.exec(text) ?? [];
  return functionName === undefined ? undefined : { functionName, qualifier };
}

/** Null for what is none. */
function parseClientContext(header: string | string[] | undefined): string | undefined | null {
  if (header === undefined || header === '') return undefined;
  const text = String(header);
  if (text.length > MAX_CLIENT_CONTEXT_BYTES || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const decoded = Buffer.from(text, 'base64').toString();
  try {
    const value: unknown = JSON.parse(decoded);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? decoded : null;
  } catch {
    return null;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
