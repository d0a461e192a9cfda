/** Plugins: most change nothing that matters here, a few are followed, the others are named once. Row `serverless.plugins`. */
import type { ProblemList } from '../source/problem-list.ts';
import type { Service } from './service.ts';

/** Their settings are read, or what they do happens on AWS, or is the emulator's own doing. */
const PASSED_OVER = new Set([
  'serverless-offline',
  'serverless-offline-watcher',
  'serverless-offline-dynamodb-streams',
  'serverless-plugin-offline-dynamodb-stream',
  'serverless-plugin-offline-dynamodb-streams',
  'serverless-dynamodb',
  'serverless-dynamodb-local',
  'serverless-websockets-plugin',
  'serverless-esbuild',
  'serverless-plugin-typescript',
  'serverless-webpack',
  'serverless-bundle',
  'serverless-rspack',
  'serverless-plugin-parcel',
  'serverless-dotenv-plugin',
  'serverless-iam-roles-per-function',
  'serverless-prune-plugin',
  'serverless-plugin-warmup',
  'serverless-plugin-tracing',
  'serverless-plugin-aws-alerts',
  'serverless-plugin-datadog',
  'serverless-plugin-log-retention',
  'serverless-plugin-include-dependencies',
  'serverless-plugin-optimize',
  'serverless-plugin-common-excludes',
  'serverless-plugin-scripts',
  'serverless-plugin-split-stacks',
  'serverless-deployment-bucket',
  'serverless-export-env',
  'serverless-stack-output',
  'serverless-domain-manager',
  'serverless-finch',
  'serverless-s3-sync',
  'serverless-version-info',
]);

export function reportPlugins({ plugins }: Service, problems: ProblemList): void {
  const unknown = plugins.filter((plugin) => !PASSED_OVER.has(plugin));
  if (unknown.length > 0) {
    problems.notice(`Plugins are not run here; what these do is missing: ${unknown.join(', ')}.`);
  }
}
