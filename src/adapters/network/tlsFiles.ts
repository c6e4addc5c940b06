import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SecureContextOptions } from 'node:tls';
import { createSecureContext } from 'node:tls';
import type { TlsOptions } from '../../core/amqp/brokerConnection';
import { SourceError } from '../../core/amqp/traceSource';
import { detailOf } from './failures';

/**
 * Reads the PEM files and checks their contents.
 *
 * @throws {SourceError} `unreadableTlsFile`, naming the file
 */
export async function readTlsFiles(tls: TlsOptions): Promise<SecureContextOptions> {
  const [ca, cert, key] = await Promise.all([
    readPem(tls.caFile),
    readPem(tls.certFile),
    readPem(tls.keyFile),
  ]);
  const files: SecureContextOptions = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  // Node accepts a CA file without any certificate, and then trusts no broker.
  if (ca !== undefined) check(tls.caFile, () => new X509Certificate(ca));
  check([tls.certFile, tls.keyFile].filter(Boolean).join(', '), () => createSecureContext(files));
  return files;
}

async function readPem(file: string | undefined): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function check(file: string | undefined, use: () => unknown): void {
  try {
    use();
  } catch (error) {
    throw unreadable(file, error);
  }
}

const unreadable = (file: string | undefined, error: unknown): SourceError =>
  new SourceError({ code: 'unreadableTlsFile', detail: `${file ?? ''}: ${detailOf(error)}` });
