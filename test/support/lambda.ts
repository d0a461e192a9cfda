/** Lambda alone, without the rest of the emulator. */

import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../dist/clock.js';
import { createLambda, type Lambda } from '../../dist/lambda/lambda.js';
import { PendingWork } from '../../dist/pending-work.js';
import type { LambdaFunction, Project } from '../../src/project/model.ts';

/** A function whose code is in this folder. */
export function functionIn(
  cwd: string,
  fn: Pick<LambdaFunction, 'name'> & Partial<LambdaFunction>,
): LambdaFunction {
  return {
    handler: 'go.handler',
    codeUri: cwd,
    runtime: 'nodejs22.x',
    layers: [],
    timeout: 60,
    memorySize: 128,
    environment: {},
    isolation: 'thread',
    loggingConfig: { logFormat: 'Text', applicationLogLevel: 'INFO', systemLogLevel: 'INFO' },
    path: [],
    ...fn,
  };
}

/** Closed with the test at the latest. */
export function useLambda(cwd: string, project: Partial<Project>): { lambda: Lambda; project: Project } {
  const whole: Project = {
    root: cwd,
    file: join(cwd, 'emulator.config.json'),
    format: 'emulator.config',
    sources: [],
    region: 'us-east-1',
    accountId: '123456789012',
    apis: [],
    functions: [],
    tables: [],
    domains: [],
    apiKeys: [],
    usagePlans: [],
    passthrough: [],
    eventSourceMappings: [],
    outputs: [],
    notices: [],
    ...project,
  };
  const lambda = createLambda(whole, {
    clock: systemClock,
    journal: { append: undefined },
    pending: new PendingWork(),
    faults: { of: () => undefined },
    watch: false,
    breakAtStart: false,
    dynamodbEndpoint: 'http://127.0.0.1:9',
    beside: [],
    bridge: () => ({ address: '127.0.0.1', port: 9 }),
    authority: async () => '',
  });
  onTestFinished(() => lambda.close());
  return { lambda, project: whole };
}
