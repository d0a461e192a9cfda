/** Sends a text message as API Gateway does: in frames of at most 32 KB. Row `message.fragments`. */
import type { WebSocket } from 'ws';
import { MAX_FRAME_BYTES } from '../limits.ts';

export function sendText(socket: WebSocket, text: string): void {
  // A character has at most three bytes in UTF-8 for each unit of the string.
  if (text.length * 3 <= MAX_FRAME_BYTES) {
    socket.send(text);
    return;
  }
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += MAX_FRAME_BYTES) {
    const end = at + MAX_FRAME_BYTES;
    socket.send(bytes.subarray(at, end), { binary: false, fin: end >= bytes.length });
  }
}
