/** How connections end: API Gateway's close codes and reasons, and how it words a client's. Pure. Rows `close.*`. */
import { MAX_FRAME_BYTES } from '../limits.ts';
import type { Unmeasured } from '../project/api-model.ts';
import type { CloseFacts } from './scope.ts';

/** DELETE on the management API. */
export const CLOSED_NORMALLY: CloseFacts = { code: 1000, reason: 'Connection Closed Normally' };
/** Idle for ten minutes, open for two hours, or the emulator stops. */
export const GOING_AWAY: CloseFacts = { code: 1001, reason: 'Going away' };
export const BINARY_NOT_SUPPORTED: CloseFacts = { code: 1003, reason: 'Binary is not supported' };
export const FRAME_TOO_LONG: CloseFacts = {
  code: 1009,
  reason: `Max frame length of ${MAX_FRAME_BYTES} has been exceeded.`,
};

/** The client has gone without a close frame. Row `close.dropped`. */
export function droppedClose({ droppedStatusCode, droppedReason }: Unmeasured): CloseFacts {
  return { code: droppedStatusCode, reason: droppedReason };
}

const NO_STATUS = 1005;
const NO_CLOSE_FRAME = 1006;
const PROTOCOL_ERROR = 1002;

/** The codes that the WebSocket library closes with when a client breaks the protocol. */
const BREACHES: Readonly<Record<string, number>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
};

/** The client's own close, as the `$disconnect` event words it. */
export function clientClose(code: number, reason: string, unmeasured: Unmeasured): CloseFacts {
  if (code === NO_STATUS) return { code, reason: 'Client-side close frame status not set' };
  return code === NO_CLOSE_FRAME ? droppedClose(unmeasured) : { code, reason };
}

/** The close that a breach of the protocol leads to; the library's frame names no reason. */
export function breachClose(error: Error & { readonly code?: string }): CloseFacts {
  return { code: BREACHES[error.code ?? ''] ?? PROTOCOL_ERROR, reason: '' };
}
