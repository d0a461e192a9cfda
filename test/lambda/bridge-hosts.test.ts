/** Which service a host name of AWS's belongs to. */
import { expect, test } from 'vitest';
import { awsServiceOf } from '../../src/lambda/runtime/bridge/aws-hosts.ts';

const hosts = {
  'dynamodb.us-east-1.amazonaws.com': 'dynamodb',
  '123456789012.ddb.us-east-1.amazonaws.com': 'dynamodb',
  'abcdef1234.execute-api.eu-west-1.amazonaws.com': 'execute-api',
  'sqs.us-east-1.amazonaws.com': 'sqs',
  'queue.amazonaws.com': 'sqs',
  'sts.amazonaws.com': 'sts',
  'bucket.s3.us-west-2.amazonaws.com': 's3',
  'my.bucket.s3.amazonaws.com': 's3',
  's3-us-west-2.amazonaws.com': 's3',
  'bucket.s3.dualstack.us-east-1.amazonaws.com': 's3',
  'sns-fips.us-gov-west-1.amazonaws.com': 'sns',
  'x.abc.us-east-1.rds.amazonaws.com': 'rds',
  'x.abc.0001.use1.cache.amazonaws.com': 'cache',
  'lambda.us-east-1.api.aws': 'lambda',
  'dynamodb.cn-north-1.amazonaws.com.cn': 'dynamodb',
  'cognito-idp.us-east-1.amazonaws.com.': 'cognito-idp',
  'SQS.us-east-1.AMAZONAWS.com': 'sqs',
};
for (const [host, service] of Object.entries(hosts)) {
  test(`${host} is ${service}'s`, () => expect(awsServiceOf(host)).toBe(service));
}

for (const host of [
  'example.com',
  'amazonaws.com.example.com',
  'notamazonaws.com',
  'localhost',
  '127.0.0.1',
  'amazonaws.com',
]) {
  test(`${host} is nobody's`, () => expect(awsServiceOf(host)).toBeUndefined());
}
