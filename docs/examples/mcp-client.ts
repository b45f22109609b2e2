/**
 * An MCP client that is no part of Throughline: lists the tools, adds a task and lists the tasks.
 *
 *     MCP_TOKEN=… npx node docs/examples/mcp-client.ts
 *
 * The MCP server takes only tokens that are minted for it, for one person. A client of your own gets
 * one by the authorization code flow (docs/external-clients.md), which needs a person at a browser.
 * A script on your own machine has a shorter way: you hold the secret of the gateway's client, and
 * without MCP_TOKEN this program trades the person's token as the gateway would. What it does then
 * counts as done in the pages:
 *
 *     GATEWAY_CLIENT_SECRET=… EMAIL=… PASSWORD=… npx node docs/examples/mcp-client.ts
 *
 * `npm start` keeps the secret in .throughline/secrets.json as gatewayClientSecret. Never give it
 * to a client that you do not run yourself.
 */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const { WEB_URL = 'http://localhost:3000', MCP_URL = 'http://127.0.0.1:8001/mcp' } = process.env;
const { EMAIL = '', PASSWORD = '', MCP_TOKEN } = process.env;
const { GATEWAY_CLIENT_ID = 'throughline-gateway', GATEWAY_CLIENT_SECRET = '' } = process.env;

const token = MCP_TOKEN ?? (await exchange(await signIn()));
const client = new Client({ name: 'example', version: '1' });
await client.connect(
  new StreamableHTTPClientTransport(new URL(MCP_URL), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  }),
);

const { tools } = await client.listTools();
for (const { name, annotations } of tools) {
  console.log(`${name}${annotations?.readOnlyHint ? ' (reads)' : ''}`);
}

const added = await client.callTool({
  name: 'add_task',
  arguments: { title: 'Sent by an MCP client' },
});
console.log('add_task answered', JSON.stringify(added.structuredContent));
const listed = await client.callTool({ name: 'list_tasks', arguments: { status: 'open' } });
console.log('list_tasks answered', JSON.stringify(listed.structuredContent));
// A tool that fails says so in words, for the model to read; it is no error of the protocol.
const failed = await client.callTool({ name: 'add_task', arguments: { title: '' } });
console.log('add_task without a title answered', JSON.stringify(failed.content));
await client.close();

/** @returns the person's own token, which opens the gateway and not the MCP server */
async function signIn(): Promise<string> {
  const response = await fetch(`${WEB_URL}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: WEB_URL },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
  });
  if (!response.ok) throw new Error(`Sign-in: ${response.status} ${await response.text()}`);
  const cookies = response.headers.getSetCookie().map((header) => header.split(';', 1)[0]);
  const answer = await fetch(`${WEB_URL}/api/auth/token`, {
    headers: { cookie: cookies.join('; ') },
  });
  if (!answer.ok) throw new Error(`Token: ${answer.status} ${await answer.text()}`);
  const body: { token: string } = await answer.json();
  return body.token;
}

/** RFC 8693: the person's token for one that opens the MCP server, for two minutes. */
async function exchange(subjectToken: string): Promise<string> {
  // RFC 9728: the server says by which name tokens for it are asked.
  const metadata = await fetch(new URL('/.well-known/oauth-protected-resource/mcp', MCP_URL));
  const { resource }: { resource: string } = await metadata.json();
  const client = [GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET].map(encodeURIComponent).join(':');
  const response = await fetch(`${WEB_URL}/api/auth/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(client).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: subjectToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      scope: 'tasks:read tasks:write',
      resource,
    }),
  });
  if (!response.ok) throw new Error(`Exchange: ${response.status} ${await response.text()}`);
  const body: { access_token: string } = await response.json();
  return body.access_token;
}
