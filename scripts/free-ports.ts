import { freePort } from './free-port.ts';

/** The variables by which one more copy of the system finds ports of its own on this machine. */
export async function freePorts() {
  const port = async () => String(await freePort());
  const [WEB_PORT, GATEWAY_PORT, MCP_PORT, POSTGRES_PORT, OFFLINE_MODEL_PORT] = await Promise.all([
    port(),
    port(),
    port(),
    port(),
    port(),
  ]);
  return { WEB_PORT, GATEWAY_PORT, MCP_PORT, POSTGRES_PORT, OFFLINE_MODEL_PORT };
}
