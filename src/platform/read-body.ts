import type { IncomingMessage } from 'node:http';
import { AppError } from '#src/contracts/app-error.ts';

const maxBodyBytes = 256 * 1024;
/** Deeper than any contract; parsers recurse. */
const maxDepth = 32;

/**
 * The JSON text of a request's body, refused before anything parses it: at most 256 kB, and not
 * nested too deep. The content type is the caller's to check.
 * @throws AppError PAYLOAD_TOO_LARGE, BAD_REQUEST, or CANCELLED when the client goes away; what is still on its way is not read
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new AppError('CANCELLED', 'The call was cancelled.', { cause: error });
  }
  if (bytes > maxBodyBytes) throw tooLarge();
  const body = Buffer.concat(chunks).toString('utf8');
  refuseDeepJson(body);
  return body;
}

/** True for `application/json`, which no page can post from another origin without a preflight. */
export function isJson(request: IncomingMessage): boolean {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  return type === 'application/json';
}

/** Counts brackets outside of strings, without parsing. @throws AppError BAD_REQUEST */
export function refuseDeepJson(json: string): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth > maxDepth) {
      throw new AppError('BAD_REQUEST', `JSON may be nested ${maxDepth} levels deep.`);
    }
  }
}

function tooLarge(): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', 'A request may hold 256 kB.');
}
