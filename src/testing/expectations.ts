/** The matchers, as `expect` of vitest and jest has them. */
import type { MessageMatcher } from './message.ts';
import type { Patience } from './patience.ts';

/** What `expect(client)` and `expect(emulator)` can be asked. Those that wait return a promise: `await` it. */
export interface EmulatorMatchers {
  /**
   * The client has received such a message, or receives it in time. Messages are not taken by it.
   *
   * With `not`: it has not when nothing more is on its way.
   *
   * @example
   * ```ts
   * await expect(bob).toHaveReceived({ type: 'joined', name: 'alice' });
   * await expect(bob).not.toHaveReceived(/error/);
   * ```
   */
  toHaveReceived(message: MessageMatcher, options?: Patience): Promise<void>;
  /** The client has received such messages in this order, whatever came between, or receives them in time. */
  toHaveReceivedInOrder(messages: readonly MessageMatcher[], options?: Patience): Promise<void>;
  /**
   * The connection is closed with this code, or is in time.
   *
   * @example
   * ```ts
   * await expect(alice).toBeClosedWith(1001, 'Going away');
   * ```
   */
  toBeClosedWith(code: number, reason?: string | RegExp | object, options?: Patience): Promise<void>;
  /**
   * The handshake was refused with this status, and such a body.
   *
   * @example
   * ```ts
   * expect(await emulator.connect({ query: { token: 'wrong' } })).toBeRefusedWith(401);
   * ```
   */
  toBeRefusedWith(status: number, body?: MessageMatcher): void;
  /**
   * The emulator has run the function with such an event, or does in time; the event may have more.
   *
   * @example
   * ```ts
   * await expect(emulator).toHaveBeenInvokedWith('onMessage', { requestContext: { routeKey: 'say' } });
   * ```
   */
  toHaveBeenInvokedWith(functionName: string, event?: object, options?: Patience): Promise<void>;
}
