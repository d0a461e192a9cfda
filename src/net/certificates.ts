/**
 * Certificates for the local port, signed by a local authority that is made once a machine and kept in the
 * user's cache directory, readable by the user alone. Nothing here is loaded before somebody speaks TLS, and what makes
 * certificates (a hundred modules) not before one has to be made.
 */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import envPaths from 'env-paths';
import { EmulatorError, reasonOf } from '../errors.ts';
import { keepText, keptPair, type Pair } from './kept-pair.ts';
import { namesFor, namesOfHost } from './names.ts';

/** The authority, and the certificates that it signs. */
export interface Certificates {
  /** The authority's certificate, PEM. */
  readonly authority: string;
  /** The certificate for clients that name no server, on a port bound to this host. */
  fallbackFor(host: string | undefined): Promise<Pair>;
  /** The certificate for a name. */
  contextFor(servername: string): Promise<SecureContext>;
}

/** Where the authority is kept: `EMULATOR_CACHE_DIR`, or the platform's cache directory. */
function cacheDirectory(): string {
  return process.env.EMULATOR_CACHE_DIR || envPaths('apigateway-websocket-emulator', { suffix: '' }).cache;
}

/** @throws {EmulatorError} `CERTIFICATE_CACHE_UNUSABLE`; so do the functions of what is returned. */
export async function openCertificates(): Promise<Certificates> {
  const directory = cacheDirectory();
  const authority = await told(directory, async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const pair = await keptPair(join(directory, 'ca-key.pem'), async () =>
      (await import('./mint.ts')).makeAuthority(),
    );
    // The certificate stands alone too: a program is told to trust it by a file that has no key in it.
    await keepText(join(directory, 'ca.pem'), pair.cert);
    return pair;
  });
  const leafFor = (names: readonly string[]) => {
    const id = createHash('sha256').update(`${authority.cert}${names}`).digest('hex').slice(0, 16);
    return told(directory, () =>
      keptPair(join(directory, `leaf-${id}.pem`), async () =>
        (await import('./mint.ts')).makeLeaf(names, authority),
      ),
    );
  };
  const contexts = new Map<string, Promise<SecureContext>>();
  return {
    authority: authority.cert,
    fallbackFor: (host) => leafFor(namesOfHost(host)),
    contextFor(servername) {
      const names = namesFor(servername);
      const id = names.join();
      const context = contexts.get(id) ?? leafFor(names).then((pair) => createSecureContext({ ...pair }));
      contexts.set(id, context);
      // The next client may find the directory in order again.
      context.catch(() => contexts.delete(id));
      return context;
    },
  };
}

async function told<Value>(directory: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw EmulatorError.of('CERTIFICATE_CACHE_UNUSABLE', { directory, reason: reasonOf(error) }, error);
  }
}
