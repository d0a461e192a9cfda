/** Requests to Lambda's Invoke API, signed by the SDK's own signer. */
import { SignatureV4 } from '@smithy/signature-v4';
import type { Emulator } from 'apigateway-websocket-emulator';
import { type Answer, ask, portOf } from './http.ts';
import { Sha256 } from './sha256.ts';

/** Of nobody that the emulator knows. */
const CREDENTIALS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'somebody’s' };

interface InvokeCall {
  /** JSON text, or anything else to be refused. */
  readonly payload?: string | Uint8Array;
  readonly headers?: Record<string, string>;
  readonly qualifier?: string;
  readonly method?: string;
  /** In place of `/2015-03-31/functions/{name}/invocations`. */
  readonly path?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** @param name - of the function, or its ARN. */
export async function invoke(
  emulator: Pick<Emulator, 'apis'>,
  name: string,
  call: InvokeCall = {},
): Promise<Answer> {
  const { payload = '', headers = {}, qualifier, method = 'POST', credentials = CREDENTIALS } = call;
  const path = call.path ?? `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
  const host = `localhost:${portOf(emulator)}`;
  const signer = new SignatureV4({ service: 'lambda', region: 'us-east-1', credentials, sha256: Sha256 });
  const signed = await signer.sign({
    method,
    protocol: 'http:',
    hostname: 'localhost',
    path,
    query: qualifier === undefined ? {} : { Qualifier: qualifier },
    headers: { host, ...headers },
    body: payload,
  });
  const query = qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`;
  return ask(`http://${host}${path}${query}`, { method, headers: signed.headers, body: payload });
}

/** One that nobody waits for. */
export function send(emulator: Pick<Emulator, 'apis'>, name: string, payload = '{}'): Promise<Answer> {
  return invoke(emulator, name, { payload, headers: { 'X-Amz-Invocation-Type': 'Event' } });
}

export const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
