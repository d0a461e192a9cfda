/**
 * Errors in the two forms that Lambda's runtime gives them: the payload it posts and the JSON it logs. The two
 * generations of the runtime differ in what they take for an error. Rows `lambda.contract`, `lambda.log-error`.
 */
import { types } from 'node:util';
import type { Era, ErrorPayload } from './protocol.ts';

/** An error of the runtime itself; its `name` is the `errorType` that Lambda reports. */
export class RuntimeError extends Error {
  constructor(type: string, message: string) {
    super(message);
    Object.defineProperty(this, 'name', { value: type, configurable: true, writable: true });
    // The stack begins with the name, which was not known yet when it was taken.
    if (this.stack?.startsWith('Error:')) this.stack = type + this.stack.slice('Error'.length);
  }
}

const UNREADABLE =
  'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack';

/** DEL is not printable in a header, where Lambda's runtime puts errors too; what is no text throws. */
const clean = <Text extends string | undefined>(text: Text): Text => text?.replaceAll('\x7F', '%7F') as Text;

/** Whatever was thrown, as the payload that is posted (and returned by Invoke). */
export function toErrorPayload(thrown: unknown, era: Era): ErrorPayload {
  try {
    if (!isError(thrown, era))
      return { errorType: typeof thrown, errorMessage: textOf(thrown, era), trace: [] };
    const { name, message } = thrown;
    const stack = clean(thrown.stack);
    if (era === 'callbacks' && stack === undefined) throw new TypeError('There is no stack.');
    return { errorType: clean(name), errorMessage: clean(message), trace: stack?.split('\n') ?? [] };
  } catch {
    const unreadable = { errorType: 'handled', errorMessage: UNREADABLE };
    return era === 'callbacks' ? unreadable : { ...unreadable, trace: [] };
  }
}

/** Whatever was thrown, as the JSON that is logged; here the trace is called `stack`, and own fields stand before it. */
export function toLoggedError(thrown: unknown, era: Era): string {
  const error = intoError(thrown, era);
  try {
    return JSON.stringify(error, (_key, value: unknown) =>
      value instanceof Error ? fieldsOf(value, era) : value,
    );
  } catch {
    return JSON.stringify(toErrorPayload(error, era));
  }
}

/** What is no error is logged as if one had been made of it. */
export function intoError(thrown: unknown, era: Era): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(thrown === undefined && era === 'callbacks' ? '' : String(thrown));
}

function fieldsOf(error: Error, era: Era): object {
  const { name, message, stack } = error;
  const { code } = error as { code?: unknown };
  const own = error instanceof RuntimeError && era === 'promises' ? { name } : {};
  return {
    errorType: name,
    errorMessage: message,
    code,
    ...own,
    ...error,
    ...(typeof stack === 'string' && { stack: stack.split('\n') }),
  };
}

function textOf(thrown: unknown, era: Era): string {
  return era === 'promises' ? String(thrown) : (thrown as object).toString();
}

/** nodejs22.x and earlier take an error of another realm (`vm`, Jest) for one, and whatever looks like it. */
function isError(value: unknown, era: Era): value is Error {
  if (era === 'promises') return value instanceof Error;
  if (types.isNativeError(value)) return true;
  const { name, message, stack } = (value ?? {}) as Partial<Record<string, unknown>>;
  return [name, message, stack].every((text) => typeof text === 'string' && text !== '');
}
