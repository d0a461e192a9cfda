/**
 * Whether a debugger is attached to this process's inspector. Node does not say, and keeps what a debugger that has
 * gone had stopped stopped, so the system is asked for connections to the inspector's port. Row `lambda.debug-gone`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { url } from 'node:inspector';

/** A debugger that was there is not asked for again before, milliseconds; the answer costs a process but on Linux. */
const TRUSTED_MS = 1000;

export class Attached {
  #seenAt = Number.NEGATIVE_INFINITY;

  /** Where the system does not tell, there is one. */
  isAny(): boolean {
    if (performance.now() - this.#seenAt < TRUSTED_MS) return true;
    // The system's table may lack a row while others come and go.
    const isAny = isAttached() || isAttached();
    if (isAny) this.#seenAt = performance.now();
    return isAny;
  }
}

function isAttached(): boolean {
  const address = url();
  if (address === undefined) return false;
  const port = Number(new URL(address).port || 80);
  try {
    if (process.platform !== 'linux') return connectedByNetstat(netstat(), port);
    // A machine without IPv6 has no second table.
    return connectedByProc(readFileSync('/proc/self/net/tcp', 'utf8'), port) || connectedByProc(tcp6(), port);
  } catch {
    return true;
  }
}

function tcp6(): string {
  try {
    return readFileSync('/proc/self/net/tcp6', 'utf8');
  } catch {
    return '';
  }
}

function netstat(): string {
  const options = { encoding: 'utf8', timeout: TRUSTED_MS, stdio: 'pipe', windowsHide: true } as const;
  return ['tcp', ...(process.platform === 'win32' ? ['tcpv6'] : [])]
    .map((protocol) => execFileSync('netstat', ['-an', '-p', protocol], options))
    .join('\n');
}

/** @param table - of Linux: `sl local_address rem_address st …`, in hexadecimal; state 1 is a connection. */
export function connectedByProc(table: string, port: number): boolean {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').some((row) => {
    const [, address, , state] = row.trim().split(/\s+/);
    return address?.endsWith(local) === true && state === '01';
  });
}

/**
 * @param table - `127.0.0.1.9229  127.0.0.1.50123  ESTABLISHED` on macOS, with colons on Windows, which has the
 * state in its user's language: what listens is told by the peer that it has not got.
 */
export function connectedByNetstat(table: string, port: number): boolean {
  return table.split('\n').some((row) => {
    const match = /\s(\S+)[.:](\d+)\s+(\S+)[.:](\d+|\*)\s+(\S+)/.exec(row);
    if (match === null) return false;
    const [, , local, , peer, state = ''] = match;
    return Number(local) === port && Number(peer) > 0 && !/WAIT|CLOS|LAST_ACK/.test(state);
  });
}
