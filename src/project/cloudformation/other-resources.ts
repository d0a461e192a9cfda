/** What becomes of resources that nothing here emulates: most nobody will miss, of others the user is told. Pure. */
import { ownValue } from '../own.ts';
import type { ProblemList } from '../source/problem-list.ts';
import type { Resource } from './template.ts';

/** Types that a handler does not miss on this machine; the service or the type. */
const SILENT = [
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::UsagePlan',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::ApiGatewayV2::',
  'AWS::ApplicationAutoScaling::',
  'AWS::Backup::',
  'AWS::Budgets::',
  'AWS::CDK::Metadata',
  'AWS::CertificateManager::',
  'AWS::CloudFormation::',
  'AWS::CloudFront::',
  'AWS::CloudTrail::',
  'AWS::CloudWatch::',
  'AWS::CodeBuild::',
  'AWS::CodeDeploy::',
  'AWS::CodePipeline::',
  'AWS::EC2::',
  'AWS::IAM::',
  'AWS::Lambda::Alias',
  'AWS::Lambda::CapacityProvider',
  'AWS::Lambda::CodeSigningConfig',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::LayerVersionPermission',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Url',
  'AWS::Lambda::Version',
  'AWS::Logs::',
  'AWS::ResourceGroups::',
  'AWS::Route53::',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::ServiceDiscovery::',
  'AWS::Signer::',
  'AWS::Synthetics::',
  'AWS::WAFv2::',
  'AWS::XRay::',
  'AWS::SSM::Parameter',
  'AWS::Events::Rule',
];

/** What a handler calls at the service, by its part of the type. */
const HOSTS: Readonly<Record<string, readonly [name: string, host: string]>> = {
  ApiGateway: ['REST APIs', ''],
  AppSync: ['AppSync', 'appsync'],
  Cognito: ['Cognito', 'cognito-idp'],
  EFS: ['EFS', ''],
  ElastiCache: ['ElastiCache', ''],
  ElasticLoadBalancingV2: ['load balancers', ''],
  Elasticsearch: ['OpenSearch', 'es'],
  Events: ['EventBridge', 'events'],
  Scheduler: ['EventBridge Scheduler', 'scheduler'],
  IoT: ['IoT', 'iot'],
  KMS: ['KMS', 'kms'],
  Kinesis: ['Kinesis', 'kinesis'],
  KinesisFirehose: ['Firehose', 'firehose'],
  MSK: ['Kafka', ''],
  OpenSearchService: ['OpenSearch', 'es'],
  Pinpoint: ['Pinpoint', 'mobiletargeting'],
  RDS: ['RDS', 'rds'],
  S3: ['S3', 's3'],
  SES: ['SES', 'email'],
  SNS: ['SNS', 'sns'],
  SQS: ['SQS', 'sqs'],
  SecretsManager: ['Secrets Manager', 'secretsmanager'],
  StepFunctions: ['Step Functions', 'states'],
  Timestream: ['Timestream', 'timestream'],
};

/** @param resources - those that nobody has read. */
export function tellOfOthers(resources: readonly Resource[], problems: ProblemList): void {
  const missed = new Map<string, string[]>();
  for (const { logicalId, type } of resources) {
    if (HOUSEKEEPING.includes(type)) continue;
    if (isCustomResource(type)) {
      missed.set(CUSTOM, [...(missed.get(CUSTOM) ?? []), logicalId]);
      continue;
    }
    if (SILENT.some((start) => type === start || (start.endsWith('::') && type.startsWith(start)))) continue;
    const service = type.startsWith('AWS::') ? (type.split('::')[1] ?? type) : type;
    missed.set(service, [...(missed.get(service) ?? []), logicalId]);
  }
  for (const [service, logicalIds] of missed)
    problems.notice(sentenceFor(service, [...new Set(logicalIds)].join(', ')));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html */
const CUSTOM = 'Custom';

/** Custom resources of the CDK's own that see to what is not here. */
const HOUSEKEEPING = [
  'Custom::LogRetention',
  'Custom::S3AutoDeleteObjects',
  'Custom::ECRAutoDeleteImages',
  'Custom::S3BucketNotifications',
  'Custom::VpcRestrictDefaultSG',
];

export function isCustomResource(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}

function sentenceFor(service: string, names: string): string {
  if (service === CUSTOM) {
    return `${names}: custom resources are not made, so that what they do in a deployment is not done; an attribute of one is its name and the attribute's.`;
  }
  if (service === 'ApiGateway')
    return `${names}: REST APIs are not served; the emulator serves WebSocket APIs alone.`;
  const known = ownValue(HOSTS, service);
  if (known === undefined) return `${names}: ${service} is not emulated; nothing is made for it.`;
  const [name, host] = known;
  if (host === '') return `${names}: ${name} is not emulated, so that functions do not reach it.`;
  return `${names}: ${name} is not emulated; calls to it fail at once and say so, or reach AWS with --passthrough ${host}.`;
}
