import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Card } from '#src/ui/card.tsx';
import { CopyField } from './copy-field.tsx';

/** How to connect each of the clients that are known here. */
export function ConnectGuide({ mcpAddress }: { mcpAddress: string }) {
  const json = (value: object) => JSON.stringify(value, null, 2);
  return (
    <section aria-labelledby="connect">
      <h2 id="connect" className="mb-3 text-[0.9375rem] font-semibold">
        Connect a client
      </h2>
      <Card className="p-4 sm:p-5">
        <p className="mb-1.5 text-sm font-medium">MCP address</p>
        <CopyField label="MCP address" text={mcpAddress} />
        <p className="mt-2 text-sm text-pretty text-muted-foreground">
          A client that you give this address opens a page here and asks for your permission.
        </p>
      </Card>
      <Card className="mt-3 divide-y divide-border">
        <Guide name="Claude">
          <p>
            Claude’s connectors reach this address from Anthropic’s servers, so it must be a public
            HTTPS address: an address on your own machine or network does not work.
          </p>
          <p>
            In Settings, Connectors, choose “Add custom connector”. Enter the MCP address and, under
            Advanced settings, this OAuth client ID. Leave the secret empty.
          </p>
          <CopyField label="client ID for Claude" text="claude" />
          <p>Claude Code runs on your machine and needs no public address:</p>
          <CopyField
            label="command for Claude Code"
            text={`claude mcp add --transport http --client-id claude-code --callback-port 8788 throughline ${mcpAddress}`}
          />
        </Guide>
        <Guide name="Cursor">
          <p>
            Put this into <code className="font-mono text-[0.8125rem]">~/.cursor/mcp.json</code>:
          </p>
          <CopyField
            label="settings for Cursor"
            text={json({
              mcpServers: { throughline: { url: mcpAddress, auth: { CLIENT_ID: 'cursor' } } },
            })}
          />
        </Guide>
        <Guide name="VS Code">
          <p>
            Put this into <code className="font-mono text-[0.8125rem]">.vscode/mcp.json</code>, or
            run “MCP: Open User Configuration”:
          </p>
          <CopyField
            label="settings for VS Code"
            text={json({
              servers: {
                throughline: { type: 'http', url: mcpAddress, oauth: { clientId: 'vscode' } },
              },
            })}
          />
        </Guide>
        <Guide name="MCP Inspector">
          <p>
            Start it, choose “Streamable HTTP”, enter the MCP address and, in its OAuth settings,
            the client ID <code className="font-mono text-[0.8125rem]">mcp-inspector</code>:
          </p>
          <CopyField label="command for MCP Inspector" text="npx @modelcontextprotocol/inspector" />
        </Guide>
      </Card>
    </section>
  );
}

function Guide({ name, children }: { name: string; children: ReactNode }) {
  return (
    <details className="group px-4 sm:px-5">
      <summary className="-mx-2 my-1.5 flex min-h-9 cursor-pointer items-center rounded-md px-2 text-sm font-medium hover:bg-muted pointer-coarse:min-h-11">
        <ChevronRight
          aria-hidden
          className="mr-1.5 size-4 text-faint-foreground transition-transform duration-150 group-open:rotate-90"
        />
        {name}
      </summary>
      <div className="flex flex-col gap-2.5 pt-1 pb-5 text-sm text-pretty text-muted-foreground">
        {children}
      </div>
    </details>
  );
}
