/** What sets faults: `Emulator.faults`. Rows `fault.*`. */
import type { ConnectionsFault, DynamoDbFault, LambdaFault, NetworkFault } from '../project/fault-model.ts';
import type { Fault } from './active-fault.ts';

/**
 * Makes things go wrong, so as to see how a project bears it. A fault counts from the moment it is set, until it is
 * removed or has been applied `times` often. Delays go by the emulator's clock, which a test may move on. Each
 * application is a fact `fault.applied` in the journal.
 *
 * @example
 * ```ts
 * emulator.faults.lambda('SendMessage', { timeout: true, times: 1 });
 * emulator.faults.connections({ gone: true });
 * emulator.faults.dynamodb({ throttle: true, table: 'Connections' });
 * emulator.faults.network({ latency: 200 });
 * emulator.faults.clear();
 * ```
 */
export interface Faults {
  /**
   * For every invocation of a function, whoever invokes it: a route, an authorizer, a stream, the Invoke API.
   *
   * @param functionName - its name, or what the definition calls it; `*` for all.
   * @throws {EmulatorError} `FAULT_INVALID`, `FUNCTION_UNKNOWN`
   *
   * @example
   * ```ts
   * emulator.faults.lambda('SendMessage', { delay: 500 });
   * emulator.faults.lambda('*', { error: 'Error: it broke', times: 3 });
   * ```
   */
  lambda(functionName: string, fault: LambdaFault): Fault;
  /**
   * For requests to `@connections` that are in order otherwise.
   *
   * @throws {EmulatorError} `FAULT_INVALID`
   *
   * @example
   * ```ts
   * emulator.faults.connections({ drop: true, connectionId });
   * ```
   */
  connections(fault: ConnectionsFault): Fault;
  /**
   * For requests to the built-in DynamoDB, the emulator's own excepted.
   *
   * @throws {EmulatorError} `FAULT_INVALID`; `FAULT_NEEDS_ENGINE` when the project uses another DynamoDB.
   *
   * @example
   * ```ts
   * emulator.faults.dynamodb({ error: 'InternalServerError', operation: 'PutItem' });
   * ```
   */
  dynamodb(fault: DynamoDbFault): Fault;
  /**
   * For every frame of every connection, of those that are open too.
   *
   * @throws {EmulatorError} `FAULT_INVALID`
   *
   * @example
   * ```ts
   * emulator.faults.network({ latency: 200 });
   * ```
   */
  network(fault: NetworkFault): Fault;
  /** Removes every fault, whoever set it; what waits goes on at once. */
  clear(): void;
}
