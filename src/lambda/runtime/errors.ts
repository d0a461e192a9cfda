/** Errors in the two forms that Lambda's runtime gives them: the payload it posts and the line it logs. */
import type { ErrorPayload } from './protocol.ts';

/** An error of the runtime itself; its `name` is the `errorType` that Lambda reports. */
export class RuntimeError extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
  }
}

/** DEL is not printable in a header, where Lambda's runtime puts errors too. */
const clean = (text: string) => text.replaceAll('\x7F', '%7F');

/** Whatever was thrown, as the payload that is posted (and returned by Invoke). */
export function toErrorPayload(thrown: unknown): ErrorPayload {
  try {
    if (isErrorLike(thrown)) {
      return {
        errorType: clean(thrown.name),
        errorMessage: clean(thrown.message),
        trace: String(thrown.stack ?? '')
          .split('\n')
          .map(clean),
      };
    }
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: [],
    };
  }
}

/** Whatever was thrown, as the JSON that is logged; here the trace is called `stack`, and own fields follow. */
export function toLoggedError(thrown: unknown): string {
  const { errorType, errorMessage, trace } = toErrorPayload(thrown);
  if (!isErrorLike(thrown)) return JSON.stringify({ errorType, errorMessage, trace });
  try {
    const { name: _name, message: _message, ...own } = thrown as unknown as Record<string, unknown>;
    return JSON.stringify({ errorType, errorMessage, ...own, stack: trace });
  } catch {
    return JSON.stringify({ errorType, errorMessage, stack: trace });
  }
}

function isErrorLike(value: unknown): value is Error {
  return (
    value instanceof Error ||
    // An error of another realm (`vm`, Jest) is one all the same.
    (typeof value === 'object' && value !== null && 'message' in value && 'name' in value && 'stack' in value)
  );
}
