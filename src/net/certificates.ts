/**
 * Certificates for the local port, signed by a local authority that is made once a machine and kept in the
 * user's cache directory, readable by the user alone. Nothing here is loaded before somebody speaks TLS.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import envPaths from 'env-paths';
import { generate } from 'selfsigned';
import { codeOf, EmulatorError, reasonOf } from '../errors.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const AUTHORITY_DAYS = 3650;
/** Browsers refuse longer ones. */
const LEAF_DAYS = 397;

const LOCAL_NAMES = ['localhost', '*.localhost', '127.0.0.1', '::1'];

/** A private key and its certificate, PEM. */
interface Pair {
  readonly key: string;
  readonly cert: string;
}

/** The authority, and the certificates that it signs. */
export interface Certificates {
  /** The authority's certificate, PEM. */
  readonly authority: string;
  /** File that holds it, for clients that have to be told to trust it. */
  readonly authorityFile: string;
  /** For clients that name no server, as those do that connect to an address. */
  readonly fallback: Pair;
  /** The certificate for a name. */
  contextFor(servername: string): Promise<SecureContext>;
}

/** Where the authority is kept: `EMULATOR_CACHE_DIR`, or the platform's cache directory. */
function cacheDirectory(): string {
  return process.env.EMULATOR_CACHE_DIR ?? envPaths('apigateway-websocket-emulator', { suffix: '' }).cache;
}

/** @throws {EmulatorError} `CERTIFICATE_CACHE_UNUSABLE` */
export async function openCertificates(): Promise<Certificates> {
  const directory = cacheDirectory();
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const authorityFile = join(directory, 'ca.pem');
    const authority = await kept(join(directory, 'ca-key.pem'), makeAuthority);
    // The certificate stands alone too, because a client can be pointed at a file that has no key in it.
    await writeAtomically(authorityFile, authority.cert, 0o644);
    const leafFor = (names: readonly string[]) => {
      const id = createHash('sha256').update(`${authority.cert}${names}`).digest('hex').slice(0, 16);
      return kept(join(directory, `leaf-${id}.pem`), () => makeLeaf(names, authority));
    };
    const contexts = new Map<string, Promise<SecureContext>>();
    return {
      authority: authority.cert,
      authorityFile,
      fallback: await leafFor(LOCAL_NAMES),
      contextFor(servername) {
        const names = namesFor(servername);
        const id = names.join();
        const context = contexts.get(id) ?? leafFor(names).then((pair) => createSecureContext({ ...pair }));
        contexts.set(id, context);
        return context;
      },
    };
  } catch (error) {
    throw EmulatorError.of('CERTIFICATE_CACHE_UNUSABLE', { directory, reason: reasonOf(error) }, error);
  }
}

/** One certificate serves all names beside each other, so that each API is not made to wait for its own. */
function namesFor(servername: string): readonly string[] {
  if (LOCAL_NAMES.includes(servername)) return LOCAL_NAMES;
  const parent = servername.slice(servername.indexOf('.') + 1);
  return parent.includes('.') && parent !== servername ? [`*.${parent}`, parent] : [servername];
}

/** The pair in this file, made and written first when there is none or it is about to expire. */
async function kept(file: string, make: () => Promise<Pair>): Promise<Pair> {
  const found = await readPair(file);
  if (found !== undefined) return found;
  const { key, cert } = await make();
  await writeAtomically(file, `${key}\n${cert}`, 0o600, 'keep-first');
  // Another emulator may have been first; its pair is the one that counts.
  return (await readPair(file)) ?? { key, cert };
}

async function readPair(file: string): Promise<Pair | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  const key = text?.match(/-----BEGIN PRIVATE KEY-----[\s\S]*?-----END PRIVATE KEY-----/)?.[0];
  const cert = text?.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/)?.[0];
  if (key !== undefined && cert !== undefined && isValid(cert)) return { key, cert };
  await rm(file, { force: true });
  return undefined;
}

function isValid(cert: string): boolean {
  try {
    return new Date(new X509Certificate(cert).validTo).getTime() > Date.now() + DAY_MS;
  } catch {
    return false;
  }
}

async function writeAtomically(file: string, text: string, mode: number, on?: 'keep-first'): Promise<void> {
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(temporary, text, { mode });
  if (on !== 'keep-first') return rename(temporary, file);
  try {
    await link(temporary, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function makeAuthority(): Promise<Pair> {
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: 'API Gateway WebSocket emulator (local)' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      notAfterDate: new Date(Date.now() + AUTHORITY_DAYS * DAY_MS),
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    },
  );
  return { key, cert };
}

async function makeLeaf(names: readonly string[], authority: Pair): Promise<Pair> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: names[0] ?? 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + LEAF_DAYS * DAY_MS),
    ca: { key: authority.key, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { key, cert };
}
