/**
 * The answer to a handler that calls an AWS service which is not emulated: at once, in the words of the
 * protocol that the SDK expects, with the service and the setting in the message.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Journal } from './journal/journal.ts';
import { unemulatedService } from './lambda/aws-services.ts';

const CODE = 'ServiceNotEmulated';

export function answerUnemulated(
  service: string,
  journal: Journal,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const host = hostOf(request);
  const message = `${whatIsMissing(service, host, request)}, and lets nothing out to AWS. To let this service through, start with --passthrough ${service}, or add "${service}" to "passthrough" in an emulator.config.json.`;
  journal.append?.({ type: 'service.not-emulated', service, host, message });
  request.resume();
  // A client error, for SDKs send a server error again and again.
  response.statusCode = 400;
  response.setHeader('x-amzn-ErrorType', CODE);
  response.setHeader('x-amzn-RequestId', '00000000-0000-0000-0000-000000000000');
  const type = String(request.headers['content-type'] ?? '');
  if (speaksXml(service, type)) {
    response.setHeader('Content-Type', 'text/xml');
    response.end(
      `<?xml version="1.0"?><ErrorResponse><Error><Type>Sender</Type><Code>${CODE}</Code><Message>${escapeXml(message)}</Message></Error><Code>${CODE}</Code><Message>${escapeXml(message)}</Message></ErrorResponse>`,
    );
    return;
  }
  response.setHeader('Content-Type', type.startsWith('application/x-amz-json') ? type : 'application/json');
  response.end(JSON.stringify({ __type: CODE, code: CODE, message }));
}

function whatIsMissing(service: string, host: string, { method, url = '/' }: IncomingMessage): string {
  const path = url.replace(/\?.*/s, '');
  // By its signature alone a request may be known, where there is an endpoint for all services.
  const asked = unemulatedService(host, path) === undefined ? path : `https://${host}`;
  if (service !== 'lambda') return `The emulator has no ${service} (${method} ${asked})`;
  return `The emulator has only those operations of lambda that invoke functions, not this one (${method} ${path})`;
}

/** The host that a request is for, without its port. */
export function hostOf({ headers }: IncomingMessage): string {
  return (headers.host ?? '').replace(/:\d+$/, '');
}

function speaksXml(service: string, type: string): boolean {
  return (
    type.startsWith('application/x-www-form-urlencoded') || ['s3', 'route53', 'cloudfront'].includes(service)
  );
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
