/** Client of RabbitMQ's management HTTP API, which throws failures as {@link SourceError}. */
import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { BrokerConnection, Credentials } from '../../core/amqp/brokerConnection';
import type { SourceFailureCode } from '../../core/amqp/sourceState';
import { SourceError } from '../../core/amqp/traceSource';
import { formatDuration } from '../../core/text/amounts';
import { detailOf, isCertificateCode, systemCode } from '../network/failures';
import { readTlsFiles } from '../network/tlsFiles';

/**
 * Timeout of one request. The API reads its tables in one go, which takes seconds in a large cloud.
 */
const defaultTimeoutMillis = 10_000;
/**
 * Maximum length of an answer. Each request names the few columns that it needs, so no valid answer
 * is longer.
 */
const maxAnswerBytes = 128 * 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body: string;
}

export class ManagementClient {
  private readonly credentials: Credentials | undefined;

  /** @param timeoutMillis timeout of each request. Default: 10 seconds */
  constructor(
    private readonly broker: BrokerConnection,
    private readonly timeoutMillis = defaultTimeoutMillis,
  ) {
    this.credentials = broker.managementCredentials ?? broker.hosts[0];
  }

  /**
   * @param path path below `/api`, with percent-encoded parts
   * @returns the parsed JSON
   * @throws {SourceError} with the reason; `noSuchVhost` for an object that does not exist
   * @throws the signal's reason when it aborts
   */
  async get(path: string, signal?: AbortSignal): Promise<unknown> {
    const { body } = await this.send('GET', path, undefined, signal);
    try {
      return JSON.parse(body) as unknown;
    } catch {
      throw this.failed('managementUnreachable', `GET ${path}: the answer is not JSON`);
    }
  }

  async put(path: string, value: unknown, signal?: AbortSignal): Promise<void> {
    await this.send('PUT', path, JSON.stringify(value), signal);
  }

  private async send(
    method: string,
    path: string,
    body: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    const deadline = AbortSignal.timeout(this.timeoutMillis);
    let answer: Answer;
    try {
      const until = signal ? AbortSignal.any([signal, deadline]) : deadline;
      answer = await this.request(method, path, body, until);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SourceError) throw this.failed(error.failure.code, error.failure.detail);
      const isUntrusted = isCertificateCode(systemCode(error));
      const detail = deadline.aborted
        ? `no answer within ${formatDuration(this.timeoutMillis * 1000)}`
        : detailOf(error);
      throw this.failed(isUntrusted ? 'untrustedCertificate' : 'managementUnreachable', detail);
    }
    const { status } = answer;
    if (status >= 200 && status < 300) return answer;
    throw this.failed(refusalCode(answer), `${method} ${path}: HTTP ${status}${reasonOf(answer)}`);
  }

  private async request(
    method: string,
    path: string,
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<Answer> {
    const base = parseBase(this.broker.managementUrl);
    const url = new URL(`${base.pathname.replace(/\/+$/, '')}/api${path}`, base);
    const isHttps = url.protocol === 'https:';
    const files = isHttps ? await readTlsFiles(this.broker.tls ?? {}) : {};
    const { username = '', password = '' } = this.credentials ?? {};
    const options: RequestOptions = {
      method,
      signal,
      auth: `${username}:${password}`,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      // Requests are seconds apart, so keeping the connection open would bring nothing.
      agent: false,
      ...files,
    };
    return new Promise((resolve, reject) => {
      const request = (isHttps ? requestHttps : requestHttp)(url, options, response => {
        readText(response).then(
          text => resolve({ status: response.statusCode ?? 0, body: text }),
          (error: unknown) => reject(error as Error),
        );
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  private failed(code: SourceFailureCode, detail: string): SourceError {
    const host = URL.parse(this.broker.managementUrl ?? '')?.host;
    return new SourceError({ code, detail, ...(host === undefined ? {} : { host }) });
  }
}

function parseBase(text: string | undefined): URL {
  const url = text === undefined ? null : URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new SourceError({
    code: 'managementUnreachable',
    detail: text === undefined ? 'no address given' : 'the address is not an http or https URL',
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxAnswerBytes) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Tells a wrong password from a user that lacks a tag: the API answers both with status 401. */
function refusalCode({ status, body }: Answer): SourceFailureCode {
  if (status === 403) return 'managementForbidden';
  if (status === 404) return 'noSuchVhost';
  if (status !== 401) return 'managementUnreachable';
  return /not \w+ user|not authori[sz]ed to access/i.test(body)
    ? 'managementForbidden'
    : 'managementAccessRefused';
}

/**
 * Returns the field `reason` of the API's answer. Other text is dropped, since a proxy may have
 * sent it.
 */
function reasonOf({ body }: Answer): string {
  const reason = /"reason"\s*:\s*"([^"]{1,200})"/.exec(body)?.[1];
  return reason === undefined ? '' : `, ${reason}`;
}
