/** What each kind of fault asks for, from its settings, and how people read it. Pure. */
import type {
  ConnectionsFault,
  DynamoDbFault,
  FaultError,
  LambdaFault,
  NetworkFault,
} from '../project/fault-model.ts';
import { type DynamoDbError, dynamodbError, throttlingError } from './dynamodb-errors.ts';
import type { Effect } from './fault-list.ts';

/** How an invocation ends without having run. */
export type InvocationEnd = 'throttled' | 'timed-out' | FaultError;

/** How a request to `@connections` ends. */
export type ConnectionEnd = 'gone' | 'dropped';

export function lambdaEffect({ delay, error, throttle, timeout }: LambdaFault): Effect<InvocationEnd> {
  if (throttle) return effect(delay, 'throttled', 'throttled');
  if (timeout) return effect(delay, 'timed out', 'timed-out');
  if (error === undefined) return effect(delay);
  const asked = typeof error === 'string' ? readError(error) : error;
  return effect(delay, `fails with ${asked.errorType}: ${asked.errorMessage}`, asked);
}

export function connectionsEffect({ gone, drop, delay }: ConnectionsFault): Effect<ConnectionEnd> {
  if (gone) return effect(delay, 'gone', 'gone');
  return drop ? effect(delay, 'dropped', 'dropped') : effect(delay);
}

export function dynamodbEffect({ throttle, error, delay }: DynamoDbFault): Effect<DynamoDbError> {
  if (throttle) return effect(delay, 'throttled', throttlingError());
  if (error === undefined) return effect(delay);
  const asked = dynamodbError(error);
  return effect(delay, `fails with ${asked.type.replace(/^.*#/, '')}`, asked);
}

export function networkEffect({ latency }: NetworkFault): Effect<never> {
  return effect(latency);
}

function effect<End>(delayMs = 0, text = '', end?: End): Effect<End> {
  const late = delayMs === 0 ? [] : [`${delayMs} ms late`];
  const texts = text === '' ? late : [...late, text];
  return { delayMs, end, text: texts.join(', ') };
}

/** `TypeError: x is not a function`, or a message alone. */
function readError(text: string): FaultError {
  const [, errorType = 'Error', errorMessage = text] = /^([A-Za-z][\w.]*): (.*)$/s.exec(text) ?? [];
  return { errorType, errorMessage };
}
