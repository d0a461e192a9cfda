/** What an invocation has beside its function and its event; API Gateway's have nothing. */
export interface InvokeOptions {
  /** Made where there is none. */
  readonly requestId?: string;
  /** `context.clientContext`, JSON text. */
  readonly clientContext?: string | undefined;
  /** `Root=1-…`, of the trace that it is part of. */
  readonly traceRoot?: string;
  /** The qualifier that the caller named, for `context.invokedFunctionArn`. */
  readonly qualifier?: string | undefined;
  /** Whether the end of its log comes back. */
  readonly wantsLogTail?: boolean;
  /** Of one that nobody waits for, which attempt it is, from 1. */
  readonly attempt?: number;
}
