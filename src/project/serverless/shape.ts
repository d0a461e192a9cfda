/** Whether a service has the shape that the framework's own schema gives it, as far as it is read. Pure. */
import * as v from 'valibot';
import { checkShape, type Dialect, REPORTED } from '../shape/check.ts';
import { reportMisfits } from '../shape/report.ts';
import { isUnknown, type Node, nodeAt } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';

/** Numbers and truths may stand in quotes, texts without: the framework takes one for the other. */
const like = (fits: (text: string) => boolean, expected: string) =>
  v.pipe(
    v.unknown(),
    v.check(
      (value) => ['string', 'number', 'boolean'].includes(typeof value) && fits(String(value)),
      expected,
    ),
  );
const text = (expected: string) => v.optional(like((value) => value.trim() !== '', expected));
const serviceName = (expected: string) =>
  v.pipe(v.string(expected), v.regex(/^[A-Za-z][0-9A-Za-z-]*$/, expected));
const wholeNumber = (min: number, max: number, what: string) =>
  v.optional(
    like(
      (value) => /^\d+$/.test(value.trim()) && Number(value) >= min && Number(value) <= max,
      `${what} from ${min} to ${max}`,
    ),
  );
const object = (what: string) =>
  v.optional(v.nullable(v.record(v.string(), v.unknown(), `an object of ${what}`)));
const list = (what: string) => v.optional(v.nullable(v.array(v.unknown(), `a list of ${what}`)));
const keys = (names: string) =>
  Object.fromEntries(names.split(' ').map((name) => [name, v.optional(v.unknown())] as const));

const lambdaSettings = {
  runtime: text('a runtime such as nodejs22.x'),
  timeout: wholeNumber(1, 900, 'seconds'),
  memorySize: wholeNumber(128, 10_240, 'MB'),
  environment: object('variables'),
  layers: list('layers'),
};

const functionSchema = v.object(
  {
    ...lambdaSettings,
    handler: text('a handler such as src/hello.handler'),
    name: text('a name'),
    description: text('a text'),
    reservedConcurrency: wholeNumber(0, 100_000, 'a number'),
    events: list('events'),
    ...keys(
      'image package runtimeManagement provisionedConcurrency ephemeralStorageSize architecture tags url',
    ),
    ...keys(
      'kmsKeyArn awsKmsKeyArn vpc tracing condition dependsOn destinations onError maximumEventAge warmup',
    ),
    ...keys(
      'maximumRetryAttempts fileSystemConfig role iam iamRoleStatements iamRoleStatementsName snapStart',
    ),
    ...keys(
      'iamRoleStatementsInherit logRetentionInDays logDataProtectionPolicy disableLogs versionFunction',
    ),
    ...keys('build logs alarms deploymentSettings'),
  },
  'an object with a handler',
);

const providerSchema = v.object(
  {
    ...lambdaSettings,
    name: v.pipe(v.literal('aws', 'aws, the only provider that runs here'), v.examples(['aws'])),
    stage: text('the name of a stage'),
    region: text('a region such as eu-central-1'),
    stackName: text('a name'),
    websocketsApiRouteSelectionExpression: text('an expression such as $request.body.action'),
    ...keys(
      'websocketsApiName websocketsDescription websocket websocketApiName deploymentMethod notificationArns',
    ),
    ...keys('websocketApiRouteSelectionExpression profile tags stackTags stackParameters disableRollback'),
    ...keys(
      'resolver rollbackConfiguration tracing domain domains runtimeManagement logRetentionInDays iam role',
    ),
    ...keys('logDataProtectionPolicy kmsKeyArn lambdaHashingVersion versionFunctions architecture apiName'),
    ...keys(
      'deploymentPrefix deploymentBucket enableLegacyDeploymentBucket httpApi endpointType apiGateway alb',
    ),
    ...keys(
      'ecr cloudFront iamRoleStatements iamManagedPolicies rolePermissionsBoundary cfnRole vpc logs s3',
    ),
    ...keys(
      'eventBridge kinesis usagePlan apiKeys resourcePolicy stackPolicy credentials build variableSyntax',
    ),
  },
  'an object with "name"',
);

const layerSchema = v.object(
  {
    path: text('a folder'),
    name: text('a name'),
    ...keys(
      'package description compatibleRuntimes compatibleArchitectures licenseInfo allowedAccounts retain',
    ),
  },
  'an object with a path',
);

const serviceSchema = v.object(
  {
    service: v.pipe(serviceName('a name of letters, digits and "-"'), v.examples(['chat'])),
    provider: v.pipe(providerSchema, v.examples([{ name: 'aws' }])),
    functions: v.optional(v.record(v.string(), functionSchema, 'an object of functions')),
    layers: v.optional(v.record(v.string(), layerSchema, 'an object of layers')),
    resources: object('CloudFormation'),
    plugins: list('plugins'),
    custom: v.optional(v.unknown()),
    ...keys(
      'org app tenant frameworkVersion configValidationMode stages params package build useDotenv console',
    ),
    ...keys('dashboard outputs deprecationNotificationMode disabledDeprecations variablesResolutionMode'),
    ...keys('unresolvedVariablesNotificationMode variableSyntax licenseKey stepFunctions appSync constructs'),
    ...keys('state agents ai resolvers enableLegacyDeploymentBucket'),
  },
  'an object with "service" and "provider"',
);

/** How other tools, and CloudFormation, call these; and what the framework had called them before. */
const OTHER_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['env', ['environment']],
  ['memory', ['memorySize']],
  ['function', ['functions']],
  ['functionname', ['name']],
  ['variables', ['environment']],
  ['reservedconcurrentexecutions', ['reservedConcurrency']],
]);

const DIALECT: Dialect = {
  entry: (key, value) => `${key}: ${flow(value)}`,
  otherNames: (key) => OTHER_NAMES.get(key.toLowerCase()) ?? [],
  hasFurtherKeys: true,
};

/** @param service - in its normal form. */
export function checkService(service: Node, problems: ProblemList): void {
  reportMisfits(checkShape(serviceSchema, toChecked(service), DIALECT).misfits, service, problems);
  const syntax = nodeAt(service, 'provider', 'variableSyntax') ?? nodeAt(service, 'variableSyntax');
  if (syntax === undefined) return;
  problems.add(syntax.at, 'variables of another syntax are not read; write them as ${self:custom.name}');
}

/** The plain value; of a variable without a value it is said already that it has none. */
function toChecked(node: Node): unknown {
  if (isUnknown(node)) return REPORTED;
  if (node.kind === 'list') return node.items.map(toChecked);
  if (node.kind === 'scalar') return node.value;
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, toChecked(value)]));
}

/** As YAML has it on one line. */
function flow(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${flow(inner)}`)
    .join(', ')} }`;
}
