/**
 * The public API of apigateway-websocket-emulator.
 *
 * @module
 */
export type { RunningApi } from './addresses.ts';
export { type Clock, ManualClock, systemClock, type Timer } from './clock.ts';
export { type Emulator, type StartOptions, startEmulator } from './emulator.ts';
export { EmulatorError, type ErrorCode } from './errors.ts';
export type { Fact, JournalEntry } from './journal/facts.ts';
export type { JournalReader } from './journal/journal.ts';
export {
  type ApiConfig,
  defineConfig,
  type EmulatorConfig,
  type FunctionConfig,
  type RouteConfig,
  type TableConfig,
} from './project/config/types.ts';
export type * from './project/model.ts';
