import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** PEM files of a throwaway certificate authority, a server (127.0.0.1, localhost) and a client. */
export interface Certificates {
  readonly caFile: string;
  readonly serverCertFile: string;
  readonly serverKeyFile: string;
  readonly clientCertFile: string;
  readonly clientKeyFile: string;
}

/** Makes certificates with `openssl`, valid for two days. */
export function makeCertificates(dir: string): Certificates {
  mkdirSync(dir, { recursive: true });
  const file = (name: string) => path.join(dir, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];
  const ca = ['-subj', '/CN=rpcscope test CA', '-days', '2'];
  openssl('req', '-x509', ...newKey, ...ca, '-keyout', file('ca.key'), '-out', file('ca.pem'));
  const sign = (name: string, extensions: string) => {
    writeFileSync(file(`${name}.ext`), extensions);
    const request = ['-subj', `/CN=${name}`, '-keyout', file(`${name}.key`)];
    openssl('req', ...newKey, ...request, '-out', file(`${name}.csr`));
    const authority = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial'];
    const input = ['-in', file(`${name}.csr`), '-extfile', file(`${name}.ext`), '-days', '2'];
    openssl('x509', '-req', ...input, ...authority, '-out', file(`${name}.pem`));
  };
  sign('server', 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  sign('client', 'extendedKeyUsage=clientAuth\n');
  return {
    caFile: file('ca.pem'),
    serverCertFile: file('server.pem'),
    serverKeyFile: file('server.key'),
    clientCertFile: file('client.pem'),
    clientKeyFile: file('client.key'),
  };
}
