/**
 * DynamoDB's errors in its own words. Pure. Rows `fault.dynamodb-*`;
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
import type { FaultError } from '../project/fault-model.ts';

/** An answer that is an error. */
export interface DynamoDbError {
  readonly status: number;
  /** As `__type` has it, with its namespace. */
  readonly type: string;
  readonly message: string;
}

const NAMESPACE = 'com.amazonaws.dynamodb.v20120810';

/** What it says where nobody asks for other words; the operations' own errors have further ones. */
const MESSAGES: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'The conditional request failed',
  InternalServerError: 'Internal server error',
  ItemCollectionSizeLimitExceededException: 'Collection size exceeded.',
  LimitExceededException: 'Subscriber limit exceeded',
  ProvisionedThroughputExceededException:
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  RequestLimitExceeded:
    'Throughput exceeds the current throughput limit for your account. Please contact AWS Support at https://aws.amazon.com/support request a limit increase',
  ResourceInUseException: 'The resource which you are attempting to change is in use.',
  ResourceNotFoundException: 'Requested resource not found',
  ServiceUnavailable: 'Service is unavailable. Please retry.',
  ThrottlingException: 'Rate of requests exceeds the allowed throughput.',
  TransactionCanceledException:
    'Transaction cancelled, please refer cancellation reasons for specific reasons',
  TransactionConflictException: 'Transaction is ongoing for the item',
  ValidationException: 'One or more parameter values were invalid',
};

/** Errors of the framework in front of DynamoDB. */
const OTHER_NAMESPACES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'com.amazon.coral.service',
  SerializationException: 'com.amazon.coral.service',
  ThrottlingException: 'com.amazon.coral.availability',
  UnrecognizedClientException: 'com.amazon.coral.service',
  ValidationException: 'com.amazon.coral.validate',
};

const STATUSES: Readonly<Record<string, number>> = { InternalServerError: 500, ServiceUnavailable: 503 };

export function throttlingError(): DynamoDbError {
  return dynamodbError('ProvisionedThroughputExceededException');
}

/** @param asked - a type, `Type: message`, or both apart. */
export function dynamodbError(asked: string | FaultError): DynamoDbError {
  const [name, message] = typeof asked === 'string' ? split(asked) : [asked.errorType, asked.errorMessage];
  const type = name.includes('#') ? name : `${OTHER_NAMESPACES[name] ?? NAMESPACE}#${name}`;
  const short = name.replace(/^.*#/, '');
  return {
    status: STATUSES[short] ?? 400,
    type,
    message: message ?? MESSAGES[short] ?? 'The request failed',
  };
}

function split(text: string): [string, string | undefined] {
  const [, name = text, message] = /^([^\s:]+): (.*)$/s.exec(text) ?? [];
  return [name, message];
}
