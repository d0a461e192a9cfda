/** Sends a text message as API Gateway does: in frames of at most 32 KB. Row `message.fragments`. */
import { MAX_FRAME_BYTES } from '../limits.ts';

/** What it needs of a WebSocket of the library `ws`. */
interface Sending {
  send(data: string | Uint8Array, options: { readonly binary: boolean; readonly fin: boolean }): void;
}

export function sendText(socket: Sending, text: string): void {
  // A character has at most three bytes in UTF-8 for each unit of the string.
  if (text.length * 3 <= MAX_FRAME_BYTES) {
    socket.send(text, { binary: false, fin: true });
    return;
  }
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += MAX_FRAME_BYTES) {
    const end = at + MAX_FRAME_BYTES;
    socket.send(bytes.subarray(at, end), { binary: false, fin: end >= bytes.length });
  }
}
