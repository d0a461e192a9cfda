/**
 * The public API of apigateway-websocket-emulator.
 *
 * @module
 */
export type { RunningApi } from './addresses.ts';
export { type Clock, ManualClock, systemClock, type Timer } from './clock.ts';
export { startEmulator } from './emulator.ts';
export { type DefinitionProblem, EmulatorError, type ErrorCode } from './errors.ts';
export type { Fault } from './faults/active-fault.ts';
export type { Faults } from './faults/faults.ts';
export type { Fact, JournalEntry } from './journal/facts.ts';
export type { InvocationError } from './journal/invocation-facts.ts';
export type { JournalReader } from './journal/journal.ts';
export type * from './project/api-model.ts';
export type * from './project/config/api-types.ts';
export {
  type BuildConfig,
  defineConfig,
  type EmulatorConfig,
  type EventSourceMappingConfig,
  type FunctionConfig,
  type LoggingConfigSettings,
  type TableConfig,
} from './project/config/types.ts';
export type { DefinitionPath } from './project/definition-path.ts';
export type * from './project/fault-model.ts';
export type * from './project/model.ts';
export type { Emulator, InvokeResult, RunningConnection } from './running-emulator.ts';
export type { ReadOptions, StartOptions } from './start-options.ts';
