import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { Transform } from 'node:stream';

/** A TCP proxy on 127.0.0.1 whose connections can be cut, and which may change what the broker says. */
export class CuttableProxy {
  private readonly sockets = new Set<Socket>();
  private isRefusing = false;
  private readonly server: Server;

  private constructor(toPort: number, reworded: (said: Buffer) => Buffer) {
    this.server = createServer(client => {
      if (this.isRefusing) {
        client.destroy();
        return;
      }
      const broker = connect(toPort, '127.0.0.1');
      for (const [one, other] of [
        [client, broker],
        [broker, client],
      ] as const) {
        this.sockets.add(one);
        one.on('error', () => undefined);
        one.on('close', () => {
          this.sockets.delete(one);
          other.destroy();
        });
      }
      client.pipe(broker);
      broker
        .pipe(new Transform({ transform: (said: Buffer, _, done) => done(null, reworded(said)) }))
        .pipe(client);
    });
  }

  static async start(
    toPort: number,
    reworded: (said: Buffer) => Buffer = said => said,
  ): Promise<CuttableProxy> {
    const proxy = new CuttableProxy(toPort, reworded);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return address.port;
  }

  /** Cuts all connections. @param refuse true to let no new ones come */
  cut(refuse = false): void {
    this.isRefusing = refuse;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  accept(): void {
    this.isRefusing = false;
  }

  dispose(): void {
    this.cut(true);
    this.server.close();
  }
}
