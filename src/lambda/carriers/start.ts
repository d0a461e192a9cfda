/** Which carrier a function's environments have. */
import type { LambdaFunction } from '../../project/model.ts';
import { languageOf } from '../executables/languages.ts';
import type { EnvironmentSettings } from '../runtime/protocol.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';
import { type ExecutableServices, startExecutable } from './executable.ts';
import { startProcess } from './process.ts';
import { startThread, type ThreadServices } from './thread.ts';

export interface CarrierServices extends ThreadServices {
  /** For functions that are not Node's. */
  readonly executable: ExecutableServices;
}

/** @throws what Node throws when the machine gives no more threads or processes. */
export function startCarrier(
  fn: LambdaFunction,
  variables: Record<string, string>,
  settings: EnvironmentSettings,
  services: CarrierServices,
  events: CarrierEvents,
): Carrier {
  if (languageOf(fn.runtime) !== 'nodejs') return startExecutable(fn, variables, services.executable, events);
  const start = fn.isolation === 'process' ? startProcess : startThread;
  return start(fn, variables, settings, services, events);
}
