/** Which carrier a function's environments have. */
import type { LambdaFunction } from '../../project/model.ts';
import type { EnvironmentSettings } from '../runtime/protocol.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';
import { startProcess } from './process.ts';
import { startThread, type ThreadServices } from './thread.ts';

/** @throws what Node throws when the machine gives no more threads or processes. */
export function startCarrier(
  fn: LambdaFunction,
  variables: Record<string, string>,
  settings: EnvironmentSettings,
  services: ThreadServices,
  events: CarrierEvents,
): Carrier {
  const start = fn.isolation === 'process' ? startProcess : startThread;
  return start(fn, variables, settings, services, events);
}
