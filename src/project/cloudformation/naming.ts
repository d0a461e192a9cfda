/**
 * What `Ref` and `Fn::GetAtt` give for resources, well-formed for those that are not emulated too. Pure.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
import { apiIdOf } from '../../ids.ts';
import { ownValue } from '../own.ts';
import type { Account } from './stack.ts';

/** A resource as its attributes are made from it. */
export interface Named {
  readonly type: string;
  /** Its own name, where its properties give one; else one made from its logical id. */
  readonly name: string;
  /** What distinguishes it from all others, in all stacks. */
  readonly key: string;
  /** A property's value, as far as it is a text. */
  property(name: string): string | undefined;
}

/** In the partition that the region is in. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

export function urlSuffixOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

interface Kind {
  /** The name property, where it is not the type's last part with `Name` behind it. */
  readonly nameProperty?: string;
  readonly ref?: (resource: Named, account: Account) => string;
  readonly attributes?: Readonly<Record<string, (resource: Named, account: Account) => string>>;
  /** What stands behind the account in its ARN: `table/` and its name. */
  readonly arn?: (resource: Named, account: Account) => string;
  /** Where the ARN's service is not the type's. */
  readonly service?: string;
}

const id = ({ key }: Named) => apiIdOf(key);
const host = (api: Named, region: string) => `${id(api)}.execute-api.${region}.${urlSuffixOf(region)}`;
const queueUrl = ({ name }: Named, { region, accountId }: Account) =>
  `https://sqs.${region}.${urlSuffixOf(region)}/${accountId}/${name}`;
const bucketHost = ({ name }: Named, region: string) => `${name}.s3.${region}.${urlSuffixOf(region)}`;
/** A stream's label is the time when it was made; of an emulated one that is nothing to depend on. */
const STREAM_LABEL = '2026-01-01T00:00:00.000';

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::Lambda::Function': { arn: ({ name }) => `function:${name}` },
  'AWS::Lambda::Alias': {
    nameProperty: 'Name',
    ref: (alias, account) => aliasArn(alias, account),
    attributes: { AliasArn: (alias, account) => aliasArn(alias, account) },
  },
  'AWS::Lambda::Version': {
    ref: (version, account) => functionArn(version.property('FunctionName') ?? version.name, account),
    attributes: {
      Version: () => '$LATEST',
      FunctionArn: (version, account) =>
        functionArn(version.property('FunctionName') ?? version.name, account),
    },
  },
  'AWS::Lambda::LayerVersion': {
    nameProperty: 'LayerName',
    ref: (layer, account) => arnOf(layer, account),
    attributes: { LayerVersionArn: (layer, account) => arnOf(layer, account) },
    arn: ({ name }) => `layer:${name}:1`,
  },
  'AWS::DynamoDB::Table': {
    arn: ({ name }) => `table/${name}`,
    attributes: { StreamArn: (table, account) => `${arnOf(table, account)}/stream/${STREAM_LABEL}` },
  },
  'AWS::DynamoDB::GlobalTable': {
    nameProperty: 'TableName',
    arn: ({ name }) => `table/${name}`,
    attributes: { StreamArn: (table, account) => `${arnOf(table, account)}/stream/${STREAM_LABEL}` },
  },
  'AWS::ApiGatewayV2::Api': {
    nameProperty: 'Name',
    ref: id,
    attributes: {
      ApiId: id,
      ApiEndpoint: (api, { region }) =>
        `${api.property('ProtocolType') === 'WEBSOCKET' ? 'wss' : 'https'}://${host(api, region)}`,
    },
  },
  'AWS::ApiGatewayV2::Stage': { nameProperty: 'StageName' },
  'AWS::ApiGatewayV2::DomainName': {
    nameProperty: 'DomainName',
    attributes: {
      RegionalDomainName: (domain, { region }) =>
        `d-${id(domain)}.execute-api.${region}.${urlSuffixOf(region)}`,
      RegionalHostedZoneId: () => 'Z1UJRXOUMOOFQ8',
    },
  },
  'AWS::ApiGatewayV2::Route': { nameProperty: '', ref: id, attributes: { RouteId: id } },
  'AWS::ApiGatewayV2::Integration': { nameProperty: '', ref: id, attributes: { IntegrationId: id } },
  'AWS::ApiGatewayV2::Authorizer': { nameProperty: 'Name', ref: id, attributes: { AuthorizerId: id } },
  'AWS::ApiGatewayV2::Deployment': { nameProperty: '', ref: id, attributes: { DeploymentId: id } },
  'AWS::ApiGatewayV2::Model': { nameProperty: 'Name', ref: id, attributes: { ModelId: id } },
  'AWS::ApiGateway::RestApi': {
    nameProperty: 'Name',
    ref: id,
    attributes: { RestApiId: id, RootResourceId: id },
  },
  'AWS::ApiGateway::ApiKey': { nameProperty: 'Name', ref: id, attributes: { APIKeyId: id } },
  'AWS::ApiGateway::UsagePlan': { nameProperty: 'UsagePlanName', ref: id, attributes: { Id: id } },
  'AWS::SQS::Queue': {
    ref: queueUrl,
    attributes: { QueueUrl: queueUrl, QueueName: ({ name }) => name },
    arn: ({ name }) => name,
  },
  'AWS::SNS::Topic': {
    ref: (topic, account) => arnOf(topic, account),
    attributes: { TopicName: ({ name }) => name, TopicArn: (topic, account) => arnOf(topic, account) },
    arn: ({ name }) => name,
  },
  'AWS::S3::Bucket': {
    attributes: {
      Arn: ({ name }, { region }) => `arn:${partitionOf(region)}:s3:::${name}`,
      DomainName: ({ name }, { region }) => `${name}.s3.${urlSuffixOf(region)}`,
      DualStackDomainName: ({ name }, { region }) => `${name}.s3.dualstack.${region}.${urlSuffixOf(region)}`,
      RegionalDomainName: (bucket, { region }) => bucketHost(bucket, region),
      WebsiteURL: ({ name }, { region }) => `http://${name}.s3-website-${region}.${urlSuffixOf(region)}`,
    },
  },
  'AWS::CloudFront::Distribution': {
    nameProperty: '',
    ref: distributionId,
    attributes: { Id: distributionId, DomainName: (one) => `d${id(one)}.cloudfront.net` },
  },
  'AWS::Cognito::UserPool': {
    nameProperty: 'UserPoolName',
    ref: (pool, { region }) => `${region}_${id(pool)}`,
    attributes: {
      UserPoolId: (pool, { region }) => `${region}_${id(pool)}`,
      ProviderName: (pool, { region }) => `cognito-idp.${region}.amazonaws.com/${region}_${id(pool)}`,
      ProviderURL: (pool, { region }) => `https://cognito-idp.${region}.amazonaws.com/${region}_${id(pool)}`,
    },
    service: 'cognito-idp',
    arn: (pool, { region }) => `userpool/${region}_${id(pool)}`,
  },
  'AWS::Cognito::UserPoolClient': {
    nameProperty: 'ClientName',
    ref: clientId,
    attributes: { ClientId: clientId, Name: ({ name }) => name },
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    ref: (machine, account) => arnOf(machine, account),
    attributes: { Name: ({ name }) => name },
    service: 'states',
    arn: ({ name }) => `stateMachine:${name}`,
  },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    ref: (secret, account) => arnOf(secret, account),
    attributes: { Id: (secret, account) => arnOf(secret, account) },
    arn: (secret) => `secret:${secret.name}-${id(secret).slice(0, 6)}`,
  },
  'AWS::SSM::Parameter': {
    nameProperty: 'Name',
    attributes: {
      Type: (one) => one.property('Type') ?? 'String',
      Value: (one) => one.property('Value') ?? '',
    },
    arn: ({ name }) => `parameter/${name.replace(/^\//, '')}`,
  },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    attributes: { Name: ({ name }) => name },
    arn: ({ name }) => `event-bus/${name}`,
  },
  'AWS::Events::Rule': { nameProperty: 'Name', arn: ({ name }) => `rule/${name}` },
  'AWS::Kinesis::Stream': { nameProperty: 'Name', arn: ({ name }) => `stream/${name}` },
  'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', arn: ({ name }) => `log-group:${name}:*` },
  'AWS::KMS::Key': {
    nameProperty: '',
    ref: keyId,
    attributes: { KeyId: keyId },
    arn: (key) => `key/${keyId(key)}`,
  },
  'AWS::IAM::Role': {
    attributes: {
      Arn: ({ name }, { region, accountId }) => `arn:${partitionOf(region)}:iam::${accountId}:role/${name}`,
      RoleId: (role) => `AROA${id(role).toUpperCase().padEnd(17, '0')}`,
    },
  },
};

function clientId(client: Named): string {
  return id(client).padEnd(26, '0');
}

function distributionId(distribution: Named): string {
  return `E${id(distribution).toUpperCase()}`;
}

function keyId(key: Named): string {
  const digits = Buffer.from(key.key).toString('hex').padEnd(32, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function functionArn(nameOrArn: string, { region, accountId }: Account): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn;
  return `arn:${partitionOf(region)}:lambda:${region}:${accountId}:function:${nameOrArn}`;
}

function aliasArn(alias: Named, account: Account): string {
  return `${functionArn(alias.property('FunctionName') ?? alias.name, account)}:${alias.name}`;
}

function kindOf(type: string): Kind {
  return ownValue(KINDS, type) ?? {};
}

/** Its property that is its name. */
export function nameProperty(type: string): string {
  return kindOf(type).nameProperty ?? `${type.split('::').at(-1)}Name`;
}

/** A function may be named by its ARN, too. */
export function nameFrom(type: string, written: string): string {
  return type === 'AWS::Lambda::Function' ? written.replace(/^.*:function:|:.*$/g, '') : written;
}

export function refOf(resource: Named, account: Account): string {
  return kindOf(resource.type).ref?.(resource, account) ?? resource.name;
}

function arnOf(resource: Named, account: Account): string {
  const { region, accountId } = account;
  const { service = resource.type.split('::')[1]?.toLowerCase() ?? 'custom', arn } = kindOf(resource.type);
  const end =
    arn?.(resource, account) ?? `${(resource.type.split('::').at(-1) ?? '').toLowerCase()}/${resource.name}`;
  return `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${end}`;
}

/** @returns undefined for an attribute that nobody here knows the form of. */
export function attributeOf(resource: Named, attribute: string, account: Account): string | undefined {
  const known = ownValue(kindOf(resource.type).attributes ?? {}, attribute);
  if (known !== undefined) return known(resource, account);
  return attribute === 'Arn' && hasArn(resource.type) ? arnOf(resource, account) : undefined;
}

/** Attributes that a resource of this type is known to have. */
export function attributesOf(type: string): string[] {
  return [...new Set([...(hasArn(type) ? ['Arn'] : []), ...Object.keys(kindOf(type).attributes ?? {})])];
}

/** Most have one; of what is emulated it is known. */
function hasArn(type: string): boolean {
  return !isKnownType(type) || kindOf(type).arn !== undefined;
}

/** Whether it is emulated, and the attributes of this type are all known here. */
export function isKnownType(type: string): boolean {
  return Object.hasOwn(KINDS, type) && /^AWS::(ApiGatewayV2|DynamoDB|Lambda)::/.test(type);
}
