/**
 * Failures that somebody asks for, so as to see how a project bears them: by `Emulator.faults`, in the definition, on
 * the command line. What each does stands in the rows `fault.*` of docs/fidelity.md.
 */

/** An error that is asked for. */
export interface FaultError {
  /** Such as `TypeError`; for DynamoDB, `ValidationException`. */
  readonly errorType: string;
  readonly errorMessage: string;
}

/**
 * What goes wrong with invocations. One of `error`, `throttle` and `timeout` at most; `delay` goes with each.
 *
 * @example
 * ```ts
 * emulator.faults.lambda('SendMessage', { error: 'TypeError: x is not a function', times: 1 });
 * ```
 */
export interface LambdaFault {
  /** Milliseconds by the emulator's clock before the function runs, or fails. @defaultValue `0` */
  readonly delay?: number | undefined;
  /**
   * The function fails with this and does not run. A text is `Type: message`, or the message of an `Error`.
   * @defaultValue none
   */
  readonly error?: string | FaultError | undefined;
  /** Lambda does not take the invocation: `TooManyRequestsException`. @defaultValue `false` */
  readonly throttle?: boolean | undefined;
  /** The function is over its timeout, at once and without running. @defaultValue `false` */
  readonly timeout?: boolean | undefined;
  /** How many invocations it is for; then it is gone. @defaultValue all */
  readonly times?: number | undefined;
}

/**
 * What goes wrong with requests to `@connections`. One of `gone` and `drop` at most.
 *
 * @example
 * ```ts
 * emulator.faults.connections({ gone: true, connectionId: client.connectionId });
 * ```
 */
export interface ConnectionsFault {
  /** The answer is 410 `GoneException`, though the connection is open. @defaultValue `false` */
  readonly gone?: boolean | undefined;
  /** A POST is answered 200 and reaches nobody, like a client whose network has gone. @defaultValue `false` */
  readonly drop?: boolean | undefined;
  /** Milliseconds by the emulator's clock before the request is carried out. @defaultValue `0` */
  readonly delay?: number | undefined;
  /** The one connection that it is for. @defaultValue all */
  readonly connectionId?: string | undefined;
  /** How many requests it is for; then it is gone. @defaultValue all */
  readonly times?: number | undefined;
}

/**
 * What goes wrong with requests to DynamoDB. One of `throttle` and `error` at most. The SDKs try some errors again
 * (throttling and 500): with `times` below their attempts, a handler notices nothing but time.
 *
 * @example
 * ```ts
 * emulator.faults.dynamodb({ error: 'ConditionalCheckFailedException', table: 'Seats', operation: 'PutItem' });
 * ```
 */
export interface DynamoDbFault {
  /** `ProvisionedThroughputExceededException`. @defaultValue `false` */
  readonly throttle?: boolean | undefined;
  /**
   * The answer is this error. A text is its type, such as `ValidationException` or `InternalServerError`, or `Type:
   * message`. @defaultValue none
   */
  readonly error?: string | FaultError | undefined;
  /** Milliseconds by the emulator's clock before the request is carried out, or fails. @defaultValue `0` */
  readonly delay?: number | undefined;
  /**
   * The one table that it is for, by its name or by what the definition calls it; of several that a request names, one
   * has to be it. @defaultValue all
   */
  readonly table?: string | undefined;
  /** The one operation that it is for, such as `PutItem`. @defaultValue all */
  readonly operation?: string | undefined;
  /** How many requests it is for; then it is gone. @defaultValue all */
  readonly times?: number | undefined;
}

/**
 * What is wrong with the network between clients and API Gateway.
 *
 * @example
 * ```ts
 * emulator.faults.network({ latency: 200 });
 * ```
 */
export interface NetworkFault {
  /** Milliseconds by the emulator's clock that each frame is late, in either direction; order is kept. */
  readonly latency: number;
}

/**
 * Faults as data: each as it is given to the method of the same name of `Emulator.faults`.
 *
 * @example
 * ```json
 * { "lambda": { "SendMessage": { "delay": 500 }, "*": { "throttle": true, "times": 3 } }, "network": { "latency": 200 } }
 * ```
 */
export interface FaultSettings {
  /** By the function's name; `*` for all. */
  readonly lambda?: Readonly<Record<string, LambdaFault>> | undefined;
  readonly connections?: ConnectionsFault | undefined;
  readonly dynamodb?: DynamoDbFault | undefined;
  readonly network?: NetworkFault | undefined;
}
