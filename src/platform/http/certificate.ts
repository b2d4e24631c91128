import { X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { err, ok, type Result } from '../../shared/domain/result';
import type { Log } from '../log';
import { readPrivateFile } from '../private-file';

/** How the service shows itself over TLS. */
export interface TlsSettings {
  /** Files in PEM: the certificate with its chain, and its key, which only our user may read. */
  certificate: string;
  certificateKey: string;
  /** Why TLS 1.2 is served beside 1.3; null: it is not. */
  tls12Reason: string | null;
}

/** What may be shown of what is served. */
export interface ServedTls {
  minimum: 'TLS 1.3' | 'TLS 1.2';
  reason: string | null;
  /** The last instant at which the certificate holds. Microseconds. */
  until: number;
}

export interface Certificate {
  options: SecureContextOptions;
  served: ServedTls;
}

/** All of them with forward secrecy and authenticated encryption (RFC 9325, section 4.2). */
const ciphers = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  ...['ECDHE-ECDSA', 'ECDHE-RSA'].flatMap((key) => [
    `${key}-AES256-GCM-SHA384`,
    `${key}-CHACHA20-POLY1305`,
    `${key}-AES128-GCM-SHA256`,
  ]),
].join(':');

/** Reads certificate and key, and sees that they belong together. */
export function readCertificate(settings: TlsSettings): Result<Certificate> {
  const key = readPrivateFile(settings.certificateKey);
  if (!key.ok) return key;
  try {
    const cert = readFileSync(settings.certificate, 'utf8');
    const minimum = settings.tls12Reason === null ? ('TLS 1.3' as const) : ('TLS 1.2' as const);
    const options: SecureContextOptions = {
      cert,
      key: key.value,
      minVersion: minimum === 'TLS 1.3' ? 'TLSv1.3' : 'TLSv1.2',
      ciphers,
      honorCipherOrder: true,
    };
    createSecureContext(options);
    const until = Date.parse(new X509Certificate(cert).validTo) * 1000;
    return ok({ options, served: { minimum, reason: settings.tls12Reason, until } });
  } catch {
    return err(
      'invalid-request',
      `The certificate ${settings.certificate} cannot be read, or is not that of the key ${settings.certificateKey}.`,
      'Put the certificate with its chain and its own key there, in PEM.',
    );
  }
}

/** Between two looks at whether the file of the certificate has changed. */
const LOOK_MS = 60_000;

export interface RenewedCertificate {
  served(): ServedTls;
  /** Reads the files again; what cannot be read leaves the one that is served. */
  reload(): void;
  close(): void;
}

/** Serves a renewed certificate without a restart: `use` gives it to the server, for connections to come. */
export function renewing(
  settings: TlsSettings,
  first: Certificate,
  use: (options: SecureContextOptions) => void,
  log: Log,
): RenewedCertificate {
  let { served } = first;
  function reload(): void {
    const read = readCertificate(settings);
    if (!read.ok) {
      log('certificate-kept', { code: read.code });
      return;
    }
    use(read.value.options);
    served = read.value.served;
    log('certificate-read', { until: new Date(served.until / 1000).toISOString() });
  }
  // By its times, not by events of the file system: renewal tools replace files, links and folders alike.
  watchFile(settings.certificate, { interval: LOOK_MS, persistent: false }, reload);
  return {
    served: () => served,
    reload,
    close: () => unwatchFile(settings.certificate, reload),
  };
}
