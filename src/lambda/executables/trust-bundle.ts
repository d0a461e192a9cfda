/**
 * The file of certificates that environments' processes trust. Made when the first process starts; gone with the
 * emulator. Row `lambda.provided-tls`.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';

export class TrustBundle {
  readonly #authority: () => Promise<string>;
  readonly #host: NodeJS.ProcessEnv;
  readonly #failed: (error: unknown) => void;
  #file: Promise<string | undefined> | undefined;

  /**
   * @param authority - the emulator's own, PEM.
   * @param failed - told why there is none; processes start without.
   */
  constructor(authority: () => Promise<string>, host: NodeJS.ProcessEnv, failed: (error: unknown) => void) {
    this.#authority = authority;
    this.#host = host;
    this.#failed = failed;
  }

  /** PEM: the emulator's authority, the public ones, and those that the shell trusts beyond them. */
  file(): Promise<string | undefined> {
    this.#file ??= this.#make().catch((error) => {
      this.#failed(error);
      return undefined;
    });
    return this.#file;
  }

  async close(): Promise<void> {
    const file = await this.#file;
    if (file !== undefined) await rm(dirname(file), { recursive: true, force: true });
  }

  async #make(): Promise<string> {
    const certificates = [await this.#authority(), ...rootCertificates, await this.#ofHost()];
    const file = join(await mkdtemp(join(tmpdir(), 'emulator-trusted-')), 'trusted.pem');
    await writeFile(file, `${certificates.map((text) => text.trim()).join('\n')}\n`);
    return file;
  }

  /** As behind a company's proxy. */
  async #ofHost(): Promise<string> {
    const file = this.#host.SSL_CERT_FILE || this.#host.NODE_EXTRA_CA_CERTS;
    return file ? readFile(file, 'utf8').catch(() => '') : '';
  }
}
