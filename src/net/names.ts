/** Which names a certificate is made for. Pure but for the machine's own addresses. */
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

const LOCAL_NAMES: readonly string[] = ['localhost', '*.localhost', '127.0.0.1', '::1'];

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;

/** For a client that names the server: what it asked for and, among AWS's hosts, those beside it. */
export function namesFor(servername: string): readonly string[] {
  const name = servername.toLowerCase();
  // What is no name gets the certificate of a client that names none; it is up to the client to refuse it.
  if (!HOST_NAME.test(name) || name === 'localhost' || isIP(name)) return LOCAL_NAMES;
  const parent = name.slice(name.indexOf('.') + 1);
  // One certificate for all APIs of a region. A wildcard right below a registered domain could be refused.
  return parent.split('.').length > 2 ? [`*.${parent}`, parent] : [name];
}

/** For a client that names no server, as those do that connect to an address: all it can have connected to. */
export function namesOfHost(host: string | undefined): readonly string[] {
  if (host === undefined || LOCAL_NAMES.includes(host)) return LOCAL_NAMES;
  if (host !== '0.0.0.0' && host !== '::') return [...LOCAL_NAMES, host];
  const addresses = Object.values(networkInterfaces()).flatMap((found = []) => found);
  const outside = addresses.filter(({ internal, address }) => !internal && isIP(address));
  return [...LOCAL_NAMES, ...outside.map(({ address }) => address).sort()];
}
