/**
 * What carries an execution environment. The environment says when it has to end and what its end means; the
 * carrier only knows how to start code somewhere, hand it invocations and hear from it.
 */
import type { HeldEvents } from '../debugging/debugging.ts';
import type { Held } from '../debugging/held.ts';
import type { LoopTimes } from '../load.ts';
import type { FromEnvironment, ToEnvironment } from '../runtime/protocol.ts';

export interface Carrier {
  /** How busy it is, by its own measure. */
  readonly loopTimes: LoopTimes;
  /** What a debugger may hold; none where it cannot be told. */
  readonly held?: Held;
  send(message: ToEnvironment): void;
  /** Something runs in it from now on, its init phase included, or nothing does: whether its memory is watched. */
  watch(isWorking: boolean): void;
  /** Settles when it takes the next invocation, or is gone; not there, or undefined, when it does at once. */
  rested?(): Promise<void> | undefined;
  /** Ends it, whatever it is doing; {@link CarrierEvents.exited} follows, for a native call perhaps late. */
  end(): void;
}

/** What a carrier tells its environment. */
export interface CarrierEvents extends HeldEvents {
  message(message: FromEnvironment): void;
  /** A line that is the function's, but did not come through its log: what nobody caught. */
  uncaught(text: string): void;
  /** What it was seen to hold; for carriers that look while it works. */
  used(bytes: number): void;
  /** It holds far more than the function's memory size. */
  outgrown(): void;
  /** There is nothing that could run, for this reason, in Lambda's words; {@link exited} follows. */
  notStarted(reason: string): void;
  /** It is gone; called once. By a number: the exit code; by a text: the signal, as Go names it (`killed`). */
  exited(by: number | string): void;
}

/** @throws what Node throws when the machine gives no more of them. */
export type StartCarrier = (events: CarrierEvents) => Carrier;
