/**
 * The file of certificates that environments' processes trust. Made when the first process starts; gone with the
 * emulator. Row `lambda.provided-tls`.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';

/** Where systems keep what they trust, a company's authorities included; macOS's file lacks those. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

export class TrustBundle {
  readonly #authority: () => Promise<string | undefined>;
  readonly #host: NodeJS.ProcessEnv;
  #file: Promise<string | undefined> | undefined;

  /** @param authority - the emulator's own, PEM; undefined when it cannot be had. */
  constructor(authority: () => Promise<string | undefined>, host: NodeJS.ProcessEnv) {
    this.#authority = authority;
    this.#host = host;
  }

  /**
   * PEM: the emulator's authority, the public ones, and those that the shell trusts beyond them; undefined without
   * the first.
   */
  file(): Promise<string | undefined> {
    this.#file ??= this.#make();
    return this.#file;
  }

  async close(): Promise<void> {
    // What could not be written is not there.
    const file = await this.#file?.catch(() => undefined);
    if (file !== undefined) await rm(dirname(file), { recursive: true, force: true });
  }

  async #make(): Promise<string | undefined> {
    const authority = await this.#authority();
    if (authority === undefined) return undefined;
    const certificates = [authority, ...(await publicAuthorities()), await this.#ofHost()];
    const file = join(await mkdtemp(join(tmpdir(), 'emulator-trusted-')), 'trusted.pem');
    await writeFile(file, `${certificates.map((text) => text.trim()).join('\n')}\n`);
    return file;
  }

  /** As behind a company's proxy. */
  async #ofHost(): Promise<string> {
    const file = this.#host.SSL_CERT_FILE || this.#host.NODE_EXTRA_CA_CERTS;
    if (!file || SYSTEM_BUNDLES.includes(file)) return '';
    return readFile(file, 'utf8').catch(() => '');
  }
}

/** The system's, else Node's own. */
async function publicAuthorities(): Promise<readonly string[]> {
  for (const file of SYSTEM_BUNDLES) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return [text];
  }
  return rootCertificates;
}
