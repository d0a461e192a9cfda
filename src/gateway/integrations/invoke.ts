/** Invoking a function, as the composition root lets the gateway do it. */

/** What came of an invocation. */
export type Invocation =
  | { readonly outcome: 'response' /** JSON text. */; readonly payload: string; readonly requestId: string }
  /** The function threw, timed out, crashed, or could not start. */
  | {
      readonly outcome: 'function-error';
      readonly errorType: string | undefined;
      readonly errorMessage: string;
      /** JSON text of the error, as Lambda answers it. */
      readonly payload: string;
      readonly requestId: string;
    }
  /** Lambda did not take the invocation. */
  | { readonly outcome: 'refused'; readonly message: string };

/** Invokes a function with an event (JSON text). It never rejects. */
export type Invoke = (functionName: string, event: string) => Promise<Invocation>;

/** Hands Lambda an invocation (its event is JSON text) that nobody waits for. */
export type Enqueue = (
  functionName: string,
  event: string,
) =>
  | { readonly outcome: 'accepted'; readonly requestId: string }
  | { readonly outcome: 'refused'; readonly message: string };
