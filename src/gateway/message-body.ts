/** What a message says, read as API Gateway reads it for routing and templates. Pure. Row `routing.lenient`. */
import { createRequire } from 'node:module';
import type JSON5 from 'json5';

let json5: typeof JSON5 | undefined;

/**
 * AWS was seen to route `{"action":"x", body:"y"}`: what is no strict JSON is read once more, leniently.
 *
 * @returns undefined when the text is no JSON at all.
 */
export function parseBody(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return parseLeniently(message);
  }
}

function parseLeniently(message: string): unknown {
  // Few messages need it, and a start-up need not wait for it.
  json5 ??= createRequire(import.meta.url)('json5') as typeof JSON5;
  try {
    return json5.parse(message);
  } catch {
    return undefined;
  }
}
