/** How the runtime hears from the emulator and speaks to it, whatever carries the environment. */
import type {
  EnvironmentData,
  EnvironmentSettings,
  FromEnvironment,
  HandlerCode,
  Invoke,
} from '../protocol.ts';

export interface Link {
  readonly settings: EnvironmentSettings & Pick<EnvironmentData, 'breakAtStart'>;
  /** Whether the process is the environment's own: its working directory, memory and standard streams. */
  readonly ownsProcess: boolean;
  /** In order, and not lost when the environment exits; waits where the emulator does not keep up. */
  send(message: FromEnvironment): void;
  /** What the handler was compiled to, which comes before any invocation where it comes at all. */
  code(): Promise<HandlerCode>;
  /** Takes invocations from now on, which keeps the event loop from running empty. */
  listen(take: (invoke: Invoke) => void): void;
  /** While something runs, the event loop may run empty, which is what ends a callback handler. */
  working(isWorking: boolean): void;
  /** The certificate authority of the emulator, PEM; blocks until it is there. */
  authority(): string;
  /** What the environment holds at the moment. */
  memoryBytes(): number;
}
