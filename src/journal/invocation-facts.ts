/** What functions do: their invocations, their execution environments, their code. */

/** Type of the error of an invocation that the emulator ended because it stops; AWS has none for that. */
export const STOPPED = 'Emulator.Stopped';

/** A place in the user's code. */
export interface SourcePlace {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1; undefined when it is not known. */
  readonly column: number | undefined;
  /** The text of the line. */
  readonly source: string;
}

/** How a function fails, as Lambda tells its callers. */
export interface InvocationError {
  /** Undefined for an error without a name. */
  readonly errorType: string | undefined;
  readonly errorMessage: string;
  /** The stack, a line each; a timeout has none. */
  readonly trace?: readonly string[];
}

export type InvocationFact =
  | {
      readonly type: 'invocation.started';
      readonly function: string;
      readonly requestId: string;
      readonly logStream: string;
      /** JSON text. */
      readonly event: string;
      /** How long it waited for an execution environment, a cold start included. */
      readonly waitedMs: number;
      /** Of one that nobody waits for, which attempt it is, from 1; else undefined. */
      readonly attempt?: number | undefined;
    }
  | {
      readonly type: 'invocation.ended';
      readonly function: string;
      readonly requestId: string;
      /** Undefined when no environment could be started for it. */
      readonly logStream: string | undefined;
      /** What the function returned, JSON text; undefined when it failed. */
      readonly payload: string | undefined;
      readonly waitedMs: number;
      readonly durationMs: number;
      /** Set when the invocation was a cold start. */
      readonly initDurationMs: number | undefined;
      /** Of one that nobody waits for, which attempt it was, from 1; else undefined. */
      readonly attempt?: number | undefined;
      readonly error: InvocationError | undefined;
    }
  /** A request to Lambda's API that came to no invocation, and was not throttled. */
  | {
      readonly type: 'invocation.refused';
      /** As the request names it. */
      readonly function: string;
      readonly status: number;
      /** Lambda's error. */
      readonly errorType: string;
      readonly reason: string;
    }
  /** One that nobody waits for failed, or was throttled, and will be tried again. */
  | {
      readonly type: 'invocation.postponed';
      readonly function: string;
      readonly requestId: string;
      /** Which attempt comes next. */
      readonly attempt: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  /** One that nobody waits for is given up. */
  | {
      readonly type: 'invocation.dropped';
      readonly function: string;
      readonly requestId: string;
      /** How often it ran. */
      readonly attempts: number;
      readonly reason: string;
    }
  /** Lambda did not take it: more at once than the function's reserved concurrency, or by a fault. */
  | {
      readonly type: 'invocation.throttled';
      readonly function: string;
      /** Undefined by a fault. */
      readonly reservedConcurrency: number | undefined;
    }
  | {
      readonly type: 'environment.started';
      readonly function: string;
      readonly logStream: string;
      /** How many the function has now, and all functions together. */
      readonly environments: number;
      readonly inAll: number;
    }
  /** The handler is loaded. */
  | {
      readonly type: 'environment.ready';
      readonly function: string;
      readonly logStream: string;
      readonly initDurationMs: number;
    }
  /** A debugger has stopped it while something runs in it. */
  | {
      readonly type: 'environment.paused';
      readonly function: string;
      readonly logStream: string;
    }
  /** It goes on. */
  | {
      readonly type: 'environment.resumed';
      readonly function: string;
      readonly logStream: string;
      /** The debugger has gone without letting it go on. */
      readonly isAbandoned: boolean;
    }
  | {
      readonly type: 'environment.ended';
      readonly function: string;
      readonly logStream: string;
      readonly environments: number;
      readonly inAll: number;
    }
  | {
      readonly type: 'function.log';
      readonly function: string;
      /** `/aws/lambda/{function}` */
      readonly logGroup: string;
      readonly logStream: string;
      /** `platform`: Lambda's own lines (START, END, REPORT, …). */
      readonly source: 'function' | 'platform';
      readonly level: string | undefined;
      readonly line: string;
    }
  /** Files were saved, and new environments with what they say now serve the function. */
  | {
      readonly type: 'function.reloaded';
      readonly function: string;
      /** Absolute paths. */
      readonly files: readonly string[];
      /** From the moment in which the change was noticed. */
      readonly durationMs: number;
    }
  /** Files were saved and the function's code does not load; the environments from before go on. */
  | {
      readonly type: 'function.not-reloaded';
      readonly function: string;
      readonly files: readonly string[];
      readonly error: { readonly errorType: string | undefined; readonly errorMessage: string };
      /** Where it fails; undefined when that is not known. */
      readonly place: SourcePlace | undefined;
      /** Whether there are environments from before. */
      readonly isServed: boolean;
    };
