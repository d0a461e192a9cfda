/** A DynamoDB action behind an `AWS` integration, such as `dynamodb:action/PutItem`. Rows `integration.dynamodb.*`. */
import type { RequestScope } from '../scope.ts';
import type { GatewayServices } from '../services.ts';
import type { BackendAnswer } from './backend.ts';
import { sendHttp } from './http-call.ts';

/**
 * @param payload - the action's input, in DynamoDB's own JSON.
 * @throws {IntegrationFailure} when DynamoDB cannot be reached; what it refuses is an answer.
 */
export async function callDynamoDb(
  action: string,
  payload: Buffer,
  scope: RequestScope,
  { dynamodbEndpoint, accessKey, region }: GatewayServices,
  signal: AbortSignal,
): Promise<BackendAnswer> {
  const headers = {
    'Content-Type': 'application/x-amz-json-1.0',
    'X-Amz-Target': `DynamoDB_20120810.${action}`,
    'X-Amz-Date': amzDate(scope.at),
    Authorization: authorization(accessKey, region, scope.at),
    'Content-Length': String(payload.length),
  };
  return sendHttp({ url: new URL(dynamodbEndpoint), method: 'POST', headers, body: payload }, signal);
}

/** Local engines want to see who asks and for which region; none of them knows a secret to check the signature with. */
function authorization(accessKey: string, region: string, at: number): string {
  const scope = `${amzDate(at).slice(0, 8)}/${region}/dynamodb/aws4_request`;
  const signedHeaders = 'content-type;host;x-amz-date;x-amz-target';
  return `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${signedHeaders}, Signature=${'0'.repeat(64)}`;
}

/** `20260925T000424Z` */
function amzDate(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}
