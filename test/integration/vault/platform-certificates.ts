import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A key and a certificate, in PEM. */
export interface TestCertificate {
  key: string;
  cert: string;
}

/** An authority of its own in `folder`, made with openssl. */
export interface TestAuthority {
  pem: string;
  /** A certificate for `names` (`DNS:localhost`), valid between two dates as `YYYYMMDDHHMMSSZ`. */
  issue(names: string, from?: string, until?: string): TestCertificate;
}

const LONG_AGO = '20200101000000Z';
const LONG_HENCE = '20460101000000Z';

export function testAuthority(folder: string, commonName = 'Test authority'): TestAuthority {
  mkdirSync(folder, { recursive: true });
  const path = (name: string) => join(folder, name);
  const text = (name: string) => readFileSync(path(name), 'utf8');
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  writeFileSync(path('index.txt'), '');
  writeFileSync(path('serial'), '1000\n');
  writeFileSync(
    path('ca.cnf'),
    `[ca]
default_ca = own
[own]
database = index.txt
serial = serial
new_certs_dir = .
certificate = ca.crt
private_key = ca.key
default_md = sha256
unique_subject = no
copy_extensions = copy
policy = any
[any]
commonName = supplied
`,
  );
  openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650'],
    ...['-keyout', 'ca.key', '-out', 'ca.crt', '-subj', `/CN=${commonName}`],
  );
  let issued = 0;
  return {
    pem: text('ca.crt'),
    issue(names, from = LONG_AGO, until = LONG_HENCE) {
      const name = `leaf${(issued += 1)}`;
      openssl(
        ...['req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`],
        ...['-subj', '/CN=platform.example', '-addext', `subjectAltName=${names}`],
      );
      openssl(
        ...['ca', '-batch', '-config', 'ca.cnf', '-in', `${name}.csr`, '-out', `${name}.crt`],
        ...['-startdate', from, '-enddate', until, '-notext'],
      );
      return { key: text(`${name}.key`), cert: text(`${name}.crt`) };
    },
  };
}

/** A certificate that only itself vouches for. */
export function selfSigned(folder: string): TestCertificate {
  mkdirSync(folder, { recursive: true });
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-keyout', 'self.key'],
      ...['-out', 'self.crt', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ],
    { cwd: folder, stdio: 'pipe' },
  );
  return {
    key: readFileSync(join(folder, 'self.key'), 'utf8'),
    cert: readFileSync(join(folder, 'self.crt'), 'utf8'),
  };
}
