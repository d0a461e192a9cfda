/** A function behind an `AWS` integration: it gets what the request template says, not an event. Rows `integration.lambda.*`. */
import { reasonOf } from '../../errors.ts';
import type { GatewayServices } from '../services.ts';
import { type BackendAnswer, NO_HEADERS } from './backend.ts';
import { IntegrationFailure } from './failure.ts';
import type { MappedParameters } from './parameter-mapping.ts';

/** @throws {IntegrationFailure} when Lambda does not take the invocation. */
export async function invokeFunction(
  functionName: string,
  payload: Buffer,
  { header }: MappedParameters,
  { invoke, enqueue }: GatewayServices,
): Promise<BackendAnswer> {
  const event = eventOf(payload);
  const invocationType = [...header].find(([name]) => name.toLowerCase() === 'x-amz-invocation-type')?.[1];
  if (invocationType?.at(-1) === 'Event') {
    const accepted = enqueue(functionName, event);
    if (accepted.outcome === 'refused') throw new IntegrationFailure('lambda', accepted.message);
    const { requestId } = accepted;
    return { status: 202, headers: NO_HEADERS, body: Buffer.alloc(0), requestId };
  }
  const invocation = await invoke(functionName, event);
  if (invocation.outcome === 'refused') throw new IntegrationFailure('lambda', invocation.message);
  const { requestId } = invocation;
  const answer = { status: 200, headers: NO_HEADERS, body: Buffer.from(invocation.payload), requestId };
  if (invocation.outcome === 'response') return answer;
  const { errorType, errorMessage } = invocation;
  return { ...answer, error: errorType === undefined ? errorMessage : `${errorType}: ${errorMessage}` };
}

/** Lambda takes JSON alone; for nothing at all the function gets an empty object. */
function eventOf(payload: Buffer): string {
  if (payload.length === 0) return '{}';
  const text = payload.toString();
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const reason = `Lambda takes JSON, and this is none (${reasonOf(error)}): ${text.slice(0, 80)}`;
    throw new IntegrationFailure('lambda', reason);
  }
}
