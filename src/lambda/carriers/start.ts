/** Which carrier a function's environments have. Row `lambda.debug-processes`. */
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

const PROCESS_NOT_DEBUGGED =
  'runs in processes, which this debugger does not reach; for debugging set "isolation": "thread"';
const EXECUTABLE_NOT_DEBUGGED =
  "is not Node.js and runs in processes, which this debugger does not reach; use one of its own language's";

/** @throws what Node throws when the machine gives no more threads or processes. */
export function startCarrier(
  fn: LambdaFunction,
  variables: Record<string, string>,
  settings: EnvironmentSettings,
  services: CarrierServices,
  events: CarrierEvents,
): Carrier {
  const isNode = languageOf(fn.runtime) === 'nodejs';
  if (services.debugging.isOpen && (!isNode || fn.isolation === 'process')) {
    events.message({ type: 'hint', message: isNode ? PROCESS_NOT_DEBUGGED : EXECUTABLE_NOT_DEBUGGED });
  }
  if (!isNode) return startExecutable(fn, variables, services.executable, events);
  const start = fn.isolation === 'process' ? startProcess : startThread;
  return start(fn, variables, settings, services, events);
}
