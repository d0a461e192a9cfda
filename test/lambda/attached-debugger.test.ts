/** What the system says of connections to the inspector's port. */
import { expect, test } from 'vitest';
import { connectedByNetstat, connectedByProc } from '../../src/lambda/debugging/attached.ts';

const PROC = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:240D 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1744405 1
`;
const proc = (state: string) =>
  `${PROC}   1: 0100007F:240D 0100007F:A286 ${state} 00000000:00000000 00:00000000 00000000  1000        0 1744407 1\n`;

test('lambda.debug-gone: Linux tells by its table of connections', () => {
  expect(connectedByProc(proc('01'), 9229)).toBe(true);
  expect(connectedByProc(proc('01'), 9230)).toBe(false);
  // The other end.
  expect(connectedByProc(proc('01'), 0xa286)).toBe(false);
  expect(connectedByProc(PROC, 9229)).toBe(false);
  expect(connectedByProc(proc('08'), 9229)).toBe(false);
});

const MAC = `Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)
tcp4       0      0  127.0.0.1.9229         *.*                    LISTEN
`;
const WINDOWS = `  Proto  Local Address          Foreign Address        State
  TCP    127.0.0.1:9229         0.0.0.0:0              ABHÖREN
`;
const WINDOWS_6 = '  TCP    [::1]:9229             [::]:0                 ABHÖREN\n';

test.each([
  ['macOS', MAC, 'tcp4       0      0  127.0.0.1.9229         127.0.0.1.50123        STATE'],
  ['Windows', WINDOWS, '  TCP    127.0.0.1:9229         127.0.0.1:50123        STATE'],
  ['Windows with IPv6', WINDOWS_6, '  TCP    [::1]:9229             [::1]:50123            STATE'],
])('lambda.debug-gone: %s tells by netstat', (_, listening, row) => {
  const table = (state: string) => `${listening}${row.replace('STATE', state)}\n`;
  expect(connectedByNetstat(table('ESTABLISHED'), 9229)).toBe(true);
  expect(connectedByNetstat(table('HERGESTELLT'), 9229)).toBe(true);
  expect(connectedByNetstat(table('ESTABLISHED'), 50_123)).toBe(false);
  expect(connectedByNetstat(listening, 9229)).toBe(false);
  expect(connectedByNetstat(table('CLOSE_WAIT'), 9229)).toBe(false);
});
