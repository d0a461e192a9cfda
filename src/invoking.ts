/** Lambda, as the gateway sees it, and as the caller of the emulator does. */
import { EmulatorError } from './errors.ts';
import type { Enqueue, Invoke } from './gateway/integrations/invoke.ts';
import type { Lambda } from './lambda/lambda.ts';
import type { Project } from './project/model.ts';
import { functionNamed } from './project/named-function.ts';
import type { Emulator } from './running-emulator.ts';

/** What the gateway waits for. */
export function invokeOn(lambda: Lambda): Invoke {
  return async (functionName, event) => {
    try {
      const invoked = await lambda.invoke(functionName, event);
      if ('throttled' in invoked) return { outcome: 'refused', message: invoked.message };
      const { requestId } = invoked;
      if (invoked.ok) return { outcome: 'response', payload: invoked.payload, requestId };
      const { errorType, errorMessage } = invoked.error;
      const payload = JSON.stringify(invoked.error);
      return { outcome: 'function-error', errorType, errorMessage, payload, requestId };
    } catch (error) {
      // A name that a stage variable made up.
      if (error instanceof EmulatorError) return { outcome: 'refused', message: error.message };
      throw error;
    }
  };
}

/** What the gateway does not wait for. */
export function enqueueOn(lambda: Lambda): Enqueue {
  return (functionName, event) => {
    try {
      return { outcome: 'accepted', requestId: lambda.enqueue(functionName, event) };
    } catch (error) {
      if (error instanceof EmulatorError) return { outcome: 'refused', message: error.message };
      throw error;
    }
  };
}

/**
 * What a caller of the emulator invokes.
 * @param project - as it is deployed now.
 */
export function invokeFrom(lambda: Lambda, project: () => Project): Emulator['invoke'] {
  return async (functionName, event) => {
    const { name } = functionNamed(project(), functionName);
    const invoked = await lambda.invoke(name, toJson(event));
    if ('throttled' in invoked) {
      const [errorType = '', errorMessage = ''] = invoked.message.split(': ', 2);
      return { ok: false, requestId: undefined, error: { errorType, errorMessage } };
    }
    const { requestId } = invoked;
    if (invoked.ok) return { ok: true, requestId, result: JSON.parse(invoked.payload) as unknown };
    return { ok: false, requestId, error: invoked.error };
  };
}

/** What JSON does not know at all, such as a function, is null. */
function toJson(event: unknown): string {
  const text: string | undefined = JSON.stringify(event);
  return text ?? 'null';
}
