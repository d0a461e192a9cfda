/** The certificates, opened when somebody first needs them. */
import type { Certificates } from './certificates.ts';

/** Opens the certificates when TLS is first spoken; a failure is not kept. */
export function createCertificateSource(): () => Promise<Certificates> {
  let opened: Promise<Certificates> | undefined;
  return () => {
    opened ??= import('./certificates.ts').then(({ openCertificates }) => openCertificates());
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
}
