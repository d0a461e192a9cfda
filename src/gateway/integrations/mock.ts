/** `MOCK`: nothing is called; the request template says which status came back. Pure. Rows `integration.mock.*`. */
import { parseBody } from '../message-body.ts';
import { type BackendAnswer, NO_HEADERS } from './backend.ts';
import { IntegrationFailure } from './failure.ts';

/**
 * @param payload - such as `{"statusCode": 200}`.
 * @throws {IntegrationFailure} when it names no status.
 */
export function answerMock(payload: Buffer): BackendAnswer {
  const value = parseBody(payload.toString());
  const status =
    typeof value === 'object' && value !== null && 'statusCode' in value ? value.statusCode : undefined;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    throw new IntegrationFailure(
      'lambda',
      `a MOCK integration needs a request template that yields {"statusCode": 200}, not ${payload.toString().slice(0, 80) || 'nothing'}`,
    );
  }
  return { status, headers: NO_HEADERS, body: Buffer.alloc(0) };
}
