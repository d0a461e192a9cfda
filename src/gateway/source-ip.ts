/** The address that a request came from, in the form in which API Gateway tells it. */
import type { Socket } from 'node:net';

/** IPv4 where IPv4 it is, this machine included: both loopback addresses mean it. */
export function sourceIpOf({ remoteAddress = '127.0.0.1' }: Socket): string {
  return remoteAddress === '::1' ? '127.0.0.1' : remoteAddress.replace(/^::ffff:/, '');
}
