/** Why an AWS SDK is not there, for people; the error itself is as on Lambda. Pure. Row `lambda.sdk-v2`. */
import type { EnvironmentSettings } from './protocol.ts';

/** nodejs16.x and earlier carry aws-sdk v2, later runtimes v3. */
export const LAST_VERSION_WITH_SDK_V2 = 16;

const MISSING = /^Cannot find (?:module|package) '((?:aws-sdk|@aws-sdk\/[^/']+)(?:\/[^']*)?)'/;

/** What to do about an error that says an SDK cannot be found; undefined for any other. */
export function missingSdkHint(
  thrown: unknown,
  { runtime, version }: Pick<EnvironmentSettings, 'runtime' | 'version'>,
): string | undefined {
  const [, name] = MISSING.exec(messageOf(thrown).replace(/^Error: /, '')) ?? [];
  if (name === undefined) return undefined;
  const install = `"npm install ${name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')}"`;
  const wantsV2 = name.startsWith('aws-sdk');
  if (wantsV2 === version <= LAST_VERSION_WITH_SDK_V2) {
    return `${runtime} carries ${name} on AWS; here it comes from the project: ${install}`;
  }
  return wantsV2
    ? `${runtime} has no aws-sdk v2 on AWS: bring it with the function (${install}) or move to @aws-sdk/*`
    : `${runtime} has no @aws-sdk/* on AWS: bring it with the function (${install}) or move to nodejs18.x or later`;
}

/** A message may be anything, and reading it may throw. */
function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : '';
  } catch {
    return '';
  }
}
