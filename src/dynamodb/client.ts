/** Clients of DynamoDB for the emulator's own use: to make tables, and to look into them for a test. */
import { createRequire } from 'node:module';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { OWN_CREDENTIALS } from './own-requests.ts';

export type Sdk = typeof import('@aws-sdk/client-dynamodb');

/** Loads the client, as `dynalite` is loaded; worth starting while the engine starts on its own thread. */
export async function loadSdk(): Promise<Sdk> {
  return createRequire(import.meta.url)('@aws-sdk/client-dynamodb') as Sdk;
}

/** The SDK prints which Node it will drop next year; that is news for the user's own use of it, not for ours. */
const QUIET = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/** Where the engine is, and whether it is ours. */
export interface Engine {
  readonly endpoint: string;
  readonly builtIn: boolean;
}

/** A client of the emulator's own, for the engine that is to be found there. */
export function createClient(sdk: Sdk, region: string, { endpoint, builtIn }: Engine): DynamoDBClient {
  const before = process.env[QUIET];
  process.env[QUIET] = 'true';
  try {
    const credentials = builtIn ? OWN_CREDENTIALS : credentialsFor(process.env);
    return new sdk.DynamoDBClient({ endpoint, region, credentials, maxAttempts: 2 });
  } finally {
    if (before === undefined) delete process.env[QUIET];
    else process.env[QUIET] = before;
  }
}

/** An engine elsewhere may look at them. */
function credentialsFor({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: NodeJS.ProcessEnv) {
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    return { accessKeyId: 'emulator', secretAccessKey: 'emulator' };
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return AWS_SESSION_TOKEN ? { ...credentials, sessionToken: AWS_SESSION_TOKEN } : credentials;
}
