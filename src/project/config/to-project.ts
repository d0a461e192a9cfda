/** Turns a checked configuration into the {@link Project}, with every default filled in. */
import { dirname, resolve } from 'node:path';
import { apiIdOf } from '../../ids.ts';
import { DEFAULT_FUNCTION_MEMORY_MB, DEFAULT_FUNCTION_TIMEOUT_S } from '../../limits.ts';
import type { Domain, UsagePlan } from '../api-model.ts';
import type { LambdaFunction, Project } from '../model.ts';
import type { CheckedConfig } from './schema.ts';
import { toApi } from './to-api.ts';
import { toBuild } from './to-build.ts';
import { toEventSourceMapping, toTable } from './to-table.ts';

/** What a caller may set over the file's head. */
export interface ConfigOverrides {
  /** Stage of every API. */
  readonly stage?: string | undefined;
}

/** What was read beside the file itself. */
export interface FilesRead {
  /** Absolute paths. */
  readonly sources: readonly string[];
  /** Environment variables that each function has from files, by its name. */
  readonly variables: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

export function toProject(
  config: CheckedConfig,
  file: string,
  overrides: ConfigOverrides,
  read: FilesRead,
): Project {
  const root = dirname(file);
  const region = config.region ?? 'us-east-1';
  const endpoint = config.dynamodb?.endpoint;
  const apis = Object.entries(config.apis).map(([name, api]) =>
    toApi(name, api, { root, region, stage: overrides.stage }),
  );
  return {
    format: 'emulator.config',
    root,
    file,
    sources: [file, ...read.sources],
    region,
    accountId: config.accountId ?? '123456789012',
    apis,
    functions: Object.entries(config.functions).map(
      ([name, fn]): LambdaFunction => ({
        name,
        handler: fn.handler,
        codeUri: resolve(root, fn.codeUri ?? '.'),
        runtime: fn.runtime ?? 'nodejs22.x',
        timeout: fn.timeout ?? DEFAULT_FUNCTION_TIMEOUT_S,
        memorySize: fn.memorySize ?? DEFAULT_FUNCTION_MEMORY_MB,
        environment: { ...read.variables.get(name), ...fn.environment },
        ...(fn.reservedConcurrency !== undefined && { reservedConcurrency: fn.reservedConcurrency }),
        ...(fn.maxEnvironments !== undefined && { maxEnvironments: fn.maxEnvironments }),
        layers: (fn.layers ?? []).map((layer) => resolve(root, layer)),
        loggingConfig: {
          logFormat: fn.loggingConfig?.logFormat ?? 'Text',
          applicationLogLevel: fn.loggingConfig?.applicationLogLevel ?? 'INFO',
          systemLogLevel: fn.loggingConfig?.systemLogLevel ?? 'INFO',
        },
        isolation: fn.isolation ?? 'thread',
        ...(fn.build && { build: toBuild(fn.build, root) }),
        ...(fn.inlineCode !== undefined && { inlineCode: fn.inlineCode }),
        path: ['functions', name],
      }),
    ),
    tables: Object.entries(config.tables ?? {}).map(([name, table]) => toTable(name, table, root)),
    domains: Object.entries(config.domains ?? {}).map(([name, mappings]) =>
      toDomain(name, mappings, (api) => apis.find((one) => one.name === api)?.stages[0]?.name ?? ''),
    ),
    apiKeys: Object.entries(config.apiKeys ?? {}).map(([name, { value, id, enabled }]) => ({
      name,
      id: id ?? apiIdOf(`key:${name}`),
      value,
      enabled: enabled ?? true,
      path: ['apiKeys', name],
    })),
    usagePlans: Object.entries(config.usagePlans ?? {}).map(([name, plan]) => toUsagePlan(name, plan)),
    ...(config.newConnectionsPerSecond !== undefined && {
      newConnectionsPerSecond: config.newConnectionsPerSecond,
    }),
    ...(config.maxEnvironments !== undefined && { maxEnvironments: config.maxEnvironments }),
    eventSourceMappings: (config.eventSourceMappings ?? []).map(toEventSourceMapping),
    outputs: [],
    notices: [],
    passthrough: config.passthrough ?? [],
    ...(config.faults && { faults: config.faults }),
    ...(endpoint === undefined ? {} : { dynamodbEndpoint: endpoint }),
  };
}

type DomainConfig = NonNullable<CheckedConfig['domains']>[string];

function toDomain(domainName: string, mappings: DomainConfig, stageOf: (api: string) => string): Domain {
  const path = ['domains', domainName];
  return {
    domainName: domainName.toLowerCase(),
    mappings: Object.entries(mappings).map(([key, target]) => {
      const [api = '', stage = stageOf(api)] = target.split('/');
      return { apiMappingKey: key.replace(/^\/+|\/+$/g, ''), api, stage, path: [...path, key] };
    }),
    path,
  };
}

type UsagePlanConfig = NonNullable<CheckedConfig['usagePlans']>[string];

function toUsagePlan(name: string, { apiKeys, stages, throttle, quota }: UsagePlanConfig): UsagePlan {
  return {
    name,
    apiKeys,
    ...(stages && { stages }),
    ...(throttle && {
      throttle: {
        rateLimit: throttle.rateLimit,
        burstLimit: throttle.burstLimit ?? Math.ceil(throttle.rateLimit),
      },
    }),
    ...(quota && { quota }),
    path: ['usagePlans', name],
  };
}
