/**
 * The environment variables that a function sees on Lambda. Those that Lambda reserves cannot be overridden, the
 * others can. Rows `lambda.environment*`.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
import type { LambdaFunction, Project } from '../project/model.ts';
import { executionEnvironment, languageVariables, searchPath } from './executables/language-variables.ts';

/** The key that functions sign with; no account has it. */
export const LOCAL_ACCESS_KEY = 'ASIAEMULATOR00000000';

const LOCAL_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: LOCAL_ACCESS_KEY,
  AWS_SECRET_ACCESS_KEY: 'emulator/secret/access/key/of/no/account',
  AWS_SESSION_TOKEN: 'emulator-session-token',
};

/** The secret of an access key, when it is the one that functions are given. */
export function localSecretOf(accessKey: string): string | undefined {
  return accessKey === LOCAL_CREDENTIALS.AWS_ACCESS_KEY_ID
    ? LOCAL_CREDENTIALS.AWS_SECRET_ACCESS_KEY
    : undefined;
}

/** What a function needs of the machine to run at all; everything else of the shell stays outside. */
const INHERITED = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

export interface VariableSources {
  readonly project: Pick<Project, 'region' | 'passthrough'>;
  readonly dynamodbEndpoint: string;
  /** The emulator's own environment. */
  readonly host: NodeJS.ProcessEnv;
}

export function environmentVariables(
  fn: LambdaFunction,
  logStream: string,
  { project, dynamodbEndpoint, host }: VariableSources,
): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => (host[name] === undefined ? [] : [[name, host[name]]]));
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: searchPath(fn, host.PATH),
    ...languageVariables(fn, runtimeVersion(fn.runtime)),
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Plain HTTP straight to the engine, for SDKs that look here; the bridge catches the others.
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    ...logVariables(fn),
    ...ownVariables(fn),
    ...credentials(project.passthrough, host),
    AWS_REGION: project.region,
    AWS_DEFAULT_REGION: project.region,
    ...executionEnvironment(fn),
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    _HANDLER: fn.handler,
    LAMBDA_TASK_ROOT: fn.codeUri,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
  };
}

/** The major version of Node.js; `nodejs8.10` is 8. */
export function runtimeVersion(runtime: string): number {
  return Number(/^nodejs(\d+)/.exec(runtime)?.[1]);
}

/** Set in the JSON format only. */
function logVariables({ loggingConfig }: LambdaFunction): Record<string, string> {
  if (loggingConfig.logFormat !== 'JSON') return {};
  return { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: loggingConfig.applicationLogLevel };
}

/** Names with `_` in front are Lambda's own, but for X-Ray's. */
function ownVariables({ environment }: LambdaFunction): Record<string, string> {
  const own = Object.entries(environment).filter(([name]) => !/^_(?!AWS_XRAY_)/.test(name));
  return Object.fromEntries(own);
}

/** A service that is let through wants real credentials: those of the shell that the emulator was started in. */
function credentials(passthrough: readonly string[], host: NodeJS.ProcessEnv): Record<string, string> {
  if (passthrough.length === 0) return LOCAL_CREDENTIALS;
  const names = [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_PROFILE',
    'HOME',
    'USERPROFILE',
  ];
  const found = names.flatMap((name) => (host[name] === undefined ? [] : [[name, host[name]]]));
  const real = Object.fromEntries(found) as Record<string, string>;
  return real.AWS_ACCESS_KEY_ID || real.AWS_PROFILE ? real : LOCAL_CREDENTIALS;
}
