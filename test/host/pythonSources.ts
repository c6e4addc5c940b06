/** A client that calls `get_console_output` of topic `compute`. */
export const rpcapi = `import oslo_messaging as messaging


class ComputeAPI:
    def __init__(self, transport):
        target = messaging.Target(topic='compute', version='6.0')
        self.client = messaging.get_rpc_client(transport, target)

    def get_console_output(self, ctxt, instance, host):
        cctxt = self.client.prepare(server=host)
        return cctxt.call(ctxt, 'get_console_output', instance=instance)
`;
