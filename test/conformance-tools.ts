import {
  CLIENT_CAPABILITIES_META_KEY,
  type CallToolResult,
  type ContentBlock,
  MissingRequiredClientCapabilityError,
  type ServerContext,
  type Tool,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { ExtraTool } from '#mcp-server/create-protocol-server.ts';
import { AppError } from '#src/contracts/app-error.ts';

// The tools that the conformance suite asks for by name; each as its scenario describes it.

/** A PNG of one red pixel. */
const image = {
  type: 'image',
  data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  mimeType: 'image/png',
} as const;
/** A WAV of no samples. */
const audio = {
  type: 'audio',
  data: 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=',
  mimeType: 'audio/wav',
} as const;

function tool(
  name: string,
  call: (context: ServerContext) => ContentBlock[] | Promise<ContentBlock[]>,
  inputSchema: Tool['inputSchema'] = { type: 'object' },
): ExtraTool {
  return {
    definition: { name, description: 'A fixture of the conformance suite.', inputSchema },
    call: async (_params, context): Promise<CallToolResult> => ({ content: await call(context) }),
  };
}

const text = (value: string): ContentBlock => ({ type: 'text', text: value });

function resource(uri: string, mimeType: string, value: string): ContentBlock {
  return { type: 'resource', resource: { uri, mimeType, text: value } };
}

/** Schema of `json_schema_2020_12_tool`: its keywords must reach the client as they are. */
const schema2020: Tool['inputSchema'] = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

const Envelope = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: z.object({ sampling: z.unknown() }),
});

export const conformanceTools: readonly ExtraTool[] = [
  tool('test_simple_text', () => [text('This is a simple text response for testing.')]),
  tool('test_image_content', () => [image]),
  tool('test_audio_content', () => [audio]),
  tool('test_embedded_resource', () => [
    resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
  ]),
  tool('test_multiple_content_types', () => [
    text('Multiple content types test:'),
    image,
    resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
  ]),
  tool('test_error_handling', () => {
    throw new AppError('BAD_REQUEST', 'This tool intentionally returns an error for testing');
  }),
  tool('test_tool_with_progress', async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of progressToken === undefined ? [] : [0, 50, 100]) {
      await mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 100 },
      });
    }
    return [text('Done.')];
  }),
  tool('test_missing_capability', ({ mcpReq }) => {
    const client = Envelope.safeParse(mcpReq.envelope).data?.[CLIENT_CAPABILITIES_META_KEY];
    if (client?.sampling) return [text('The client can sample.')];
    throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
  }),
  tool('test_streaming_elicitation', () => [text('Nothing was asked.')]),
  tool('test_logging_tool', () => [text('Nothing was logged.')]),
  tool('json_schema_2020_12_tool', () => [text('Done.')], schema2020),
];
