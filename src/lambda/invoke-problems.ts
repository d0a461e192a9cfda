/**
 * Lambda's answers to a request that comes to no invocation, in its words. Pure. Rows `invoke.*`.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 */

/** An answer that says why there was no invocation. */
export interface InvokeProblem {
  readonly status: number;
  /** `x-amzn-ErrorType` */
  readonly errorType: string;
  /** JSON text. */
  readonly body: string;
  /** For the journal. */
  readonly reason: string;
}

export function validation(value: string | string[], member: string, constraint: string): InvokeProblem {
  const message = `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`;
  return {
    status: 400,
    errorType: 'ValidationException',
    body: JSON.stringify({ message }),
    reason: message,
  };
}

export function invalidParameter(message: string): InvokeProblem {
  return user(400, 'InvalidParameterValueException', message);
}

/** @param what - `Client context`. */
export function notAJsonObject(what: string): InvokeProblem {
  const message = `${what} must be a valid Base64-encoded JSON object.`;
  const body = JSON.stringify({ Type: null, message });
  return { status: 400, errorType: 'InvalidRequestContentException', body, reason: message };
}

/** @param reason - why it is no JSON. */
export function notJson(reason: string): InvokeProblem {
  const message = `Could not parse request body into json: Could not parse payload into json: ${reason}`;
  return user(400, 'InvalidRequestContentException', message);
}

/** @param functionArn - with the qualifier, where one was named. @param hint - what there is instead. */
export function functionNotFound(functionArn: string, hint: string): InvokeProblem {
  const message = `Function not found: ${functionArn}`;
  const body = JSON.stringify({ Type: 'User', Message: message });
  return { status: 404, errorType: 'ResourceNotFoundException', body, reason: `${message}; ${hint}` };
}

/** More than Lambda reads at all. */
export function requestTooLarge(limit: number): InvokeProblem {
  const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
  const body = JSON.stringify({ Message: message });
  return { status: 413, errorType: 'RequestEntityTooLargeException', body, reason: message };
}

/** More than an invocation that nobody waits for may have. */
export function eventTooLarge(bytes: number, limit: number): InvokeProblem {
  const message = `${bytes} byte payload is too large for the Event invocation type (limit ${limit} bytes)`;
  return user(413, 'RequestEntityTooLargeException', message);
}

/** @param reason - for the journal: which limit of the function's it is. */
export function tooManyRequests(reason: string): InvokeProblem {
  const body = JSON.stringify({
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
    message: 'Rate Exceeded.',
  });
  return { status: 429, errorType: 'TooManyRequestsException', body, reason };
}

export function methodNotAllowed(method: string): InvokeProblem {
  const message = `${method} is no method of this path: functions are invoked by POST.`;
  const body = JSON.stringify({ message });
  return { status: 405, errorType: 'MethodNotAllowedException', body, reason: message };
}

function user(status: number, errorType: string, message: string): InvokeProblem {
  return { status, errorType, body: JSON.stringify({ Type: 'User', message }), reason: message };
}
