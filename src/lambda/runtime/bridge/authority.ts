/**
 * Asks the emulator for its certificate authority. A TLS connection is set up synchronously, so this blocks
 * until the answer is there; the emulator's thread makes the authority the first time anybody asks.
 */
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { AuthorityRequest } from '../protocol.ts';

const PATIENCE_MS = 10_000;

let authority: string | undefined;

/** @returns the certificate, PEM; the answer is kept. */
export function askAuthority(post: (request: AuthorityRequest) => void): string {
  authority ??= ask(post);
  return authority;
}

function ask(post: (request: AuthorityRequest) => void): string {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  post({ type: 'authority', reply: port2, signal });
  Atomics.wait(signal, 0, 0, PATIENCE_MS);
  const answer = receiveMessageOnPort(port1) as { message: string } | undefined;
  port1.close();
  if (answer === undefined)
    throw new Error('The emulator did not hand out its certificate authority in time.');
  return answer.message;
}
