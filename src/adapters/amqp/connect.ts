/**
 * Opens one AMQP connection to one host, or throws a {@link SourceError} that says why it cannot.
 */
import { connect as connectTcp, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions } from 'node:tls';
import { connect as connectTls } from 'node:tls';
import type { ChannelModel } from 'amqplib';
import { connect as connectAmqp } from 'amqplib';
import type { BrokerConnection, BrokerHost } from '../../core/amqp/brokerConnection';
import { SourceError } from '../../core/amqp/traceSource';
import { formatDuration } from '../../core/text/amounts';
import { detailOf, failureOf } from '../network/failures';
import { readRefusal } from './handshakeRefusal';
import { readTlsFiles } from '../network/tlsFiles';

/**
 * Shown by `rabbitmqctl list_connections` and the management page, so that operators can see the
 * tap.
 */
const connectionName = 'rpcscope';

export interface ConnectOptions {
  /** Time from the first packet to the opened vhost. Default: 10 seconds. */
  readonly connectTimeoutMillis: number;
  /**
   * Interval of heartbeats; a broker that is silent for two of them counts as lost. Default: 10
   * seconds.
   */
  readonly heartbeatSeconds: number;
}

export const defaultConnectOptions: ConnectOptions = {
  connectTimeoutMillis: 10_000,
  heartbeatSeconds: 10,
};

export interface OpenConnection {
  readonly model: ChannelModel;
  readonly brokerVersion: string | undefined;
  /**
   * Resolves when the connection ends: with the reason, or with `undefined` when `close` was
   * called.
   */
  readonly closed: Promise<Error | undefined>;
  /**
   * Closes the connection; destroys the socket when that takes more than two seconds. Never
   * rejects.
   */
  close(): Promise<void>;
}

export const hostName = ({ hostname, port }: BrokerHost): string =>
  hostname.includes(':') ? `[${hostname}]:${port}` : `${hostname}:${port}`;

/**
 * @throws {SourceError} when the connection cannot be opened
 * @throws the signal's reason when it aborts before the connection is open
 */
export async function openConnection(
  broker: BrokerConnection,
  host: BrokerHost,
  signal: AbortSignal,
  options: ConnectOptions = defaultConnectOptions,
): Promise<OpenConnection> {
  try {
    const files = broker.tls && (await readTlsFiles(broker.tls));
    return await open(broker, host, files, signal, options);
  } catch (error) {
    signal.throwIfAborted();
    throw new SourceError(failureOf(error, hostName(host)));
  }
}

async function open(
  broker: BrokerConnection,
  host: BrokerHost,
  files: SecureContextOptions | undefined,
  signal: AbortSignal,
  { connectTimeoutMillis, heartbeatSeconds }: ConnectOptions,
): Promise<OpenConnection> {
  signal.throwIfAborted();
  // Aborting destroys the socket, during the handshake and later.
  const socket = new AbortController();
  const abort = () => socket.abort();
  signal.addEventListener('abort', abort);
  const late = timedOut(connectTimeoutMillis);
  const timer = setTimeout(() => socket.abort(late), connectTimeoutMillis);
  try {
    const model = await connectAmqp(
      {
        protocol: files ? 'amqps' : 'amqp',
        hostname: host.hostname,
        port: host.port,
        username: host.username,
        password: host.password,
        vhost: encodeURIComponent(broker.vhost),
        heartbeat: heartbeatSeconds,
      },
      {
        ...files,
        signal: socket.signal,
        clientProperties: { connection_name: connectionName },
      } as Parameters<typeof connectAmqp>[1],
    );
    return wrapConnection(model, socket);
  } catch (error) {
    if (socket.signal.reason === late) throw late;
    if (signal.aborted || !hidesReplyText(error)) throw error;
    const refusal = await readRefusal(rawSocket(host, files), host, broker.vhost);
    throw refusal ? new SourceError(refusal) : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

const timedOut = (millis: number): SourceError =>
  new SourceError({
    code: 'timedOut',
    detail: `no answer within ${formatDuration(millis * 1000)}`,
  });

/** Matches errors in which amqplib drops the broker's reply text, or that may have cut it off. */
const hidesReplyText = (error: unknown): boolean =>
  /^Expected ConnectionOpenOk|^Socket closed abruptly|ECONNRESET/.test(detailOf(error));

const rawSocket = (
  { hostname, port }: BrokerHost,
  files: SecureContextOptions | undefined,
): Duplex =>
  files
    ? connectTls({
        host: hostname,
        port,
        ...(isIP(hostname) ? {} : { servername: hostname }),
        ...files,
      })
    : connectTcp({ host: hostname, port });

function wrapConnection(model: ChannelModel, socket: AbortController): OpenConnection {
  let failure: Error | undefined;
  // Without a listener Node would throw the error. The event `close` follows and reports it.
  model.on('error', (error: Error) => (failure = error));
  const closed = new Promise<Error | undefined>(resolve => {
    model.once('close', (error?: Error) => resolve(error ?? failure));
  });
  const { version } = model.connection.serverProperties as { version?: unknown };
  const close = async () => {
    const cut = setTimeout(() => socket.abort(), closeTimeoutMillis);
    // `model.close` rejects when the connection is already closed, and never settles when the
    // socket is destroyed.
    await Promise.race([model.close().catch(() => undefined), closed]);
    clearTimeout(cut);
    socket.abort();
  };
  let closing: Promise<void> | undefined;
  return {
    model,
    brokerVersion: typeof version === 'string' ? version : undefined,
    closed,
    close: () => (closing ??= close()),
  };
}

const closeTimeoutMillis = 2_000;
