/** Turns a checked configuration into the {@link Project}, with every default filled in. */
import { dirname, resolve } from 'node:path';
import { apiIdOf } from '../../ids.ts';
import { DEFAULT_FUNCTION_MEMORY_MB, DEFAULT_FUNCTION_TIMEOUT_S } from '../../limits.ts';
import type { Api, DefinitionPath, KeyAttribute, LambdaFunction, Project, Route, Table } from '../model.ts';
import type { CheckedConfig } from './schema.ts';

const DEFAULT_PORT = 3001;

/** What a caller may set over the file's head. */
export interface ConfigOverrides {
  /** Stage of every API. */
  readonly stage?: string | undefined;
}

export function toProject(config: CheckedConfig, file: string, overrides: ConfigOverrides): Project {
  const root = dirname(file);
  const region = config.region ?? 'us-east-1';
  const endpoint = config.dynamodb?.endpoint;
  return {
    root,
    file,
    region,
    accountId: config.accountId ?? '123456789012',
    apis: Object.entries(config.apis).map(([name, api]): Api => {
      const apiId = api.apiId ?? apiIdOf(name);
      return {
        name,
        apiId,
        stage: overrides.stage ?? api.stage ?? 'dev',
        stageVariables: api.stageVariables ?? {},
        port: api.port ?? DEFAULT_PORT,
        domainName: api.domainName ?? `${apiId}.execute-api.${region}.amazonaws.com`,
        routeSelectionExpression: api.routeSelectionExpression ?? '$request.body.action',
        routes: Object.entries(api.routes).map(([routeKey, route]) =>
          toRoute(routeKey, route, ['apis', name, 'routes', routeKey]),
        ),
        messageOrder: api.messageOrder ?? 'concurrent',
        compression: api.compression ?? false,
        path: ['apis', name],
      };
    }),
    functions: Object.entries(config.functions).map(
      ([name, fn]): LambdaFunction => ({
        name,
        handler: fn.handler,
        codeUri: resolve(root, fn.codeUri ?? '.'),
        runtime: fn.runtime ?? 'nodejs22.x',
        timeout: fn.timeout ?? DEFAULT_FUNCTION_TIMEOUT_S,
        memorySize: fn.memorySize ?? DEFAULT_FUNCTION_MEMORY_MB,
        environment: fn.environment ?? {},
        path: ['functions', name],
      }),
    ),
    tables: Object.entries(config.tables ?? {}).map(([name, table]) => toTable(name, table)),
    passthrough: config.passthrough ?? [],
    ...(endpoint === undefined ? {} : { dynamodbEndpoint: endpoint }),
  };
}

type RouteConfig = CheckedConfig['apis'][string]['routes'][string];

function toRoute(routeKey: string, route: RouteConfig, path: DefinitionPath): Route {
  if (typeof route === 'string') return { routeKey, functionName: route, routeResponse: false, path };
  return { routeKey, functionName: route.function, routeResponse: route.routeResponse ?? false, path };
}

type TableConfig = NonNullable<CheckedConfig['tables']>[string];

function toTable(name: string, table: TableConfig): Table {
  const partitionKey = toKey(table.partitionKey);
  return {
    name,
    partitionKey,
    ...optionalKey(table.sortKey),
    ...(table.timeToLive === undefined ? {} : { timeToLive: table.timeToLive }),
    indexes: Object.entries(table.indexes ?? {}).map(([indexName, index]) => ({
      name: indexName,
      kind: index.partitionKey === undefined ? 'local' : 'global',
      partitionKey: index.partitionKey === undefined ? partitionKey : toKey(index.partitionKey),
      ...optionalKey(index.sortKey),
    })),
    path: ['tables', name],
  };
}

function optionalKey(text: string | undefined): { sortKey?: KeyAttribute } {
  return text === undefined ? {} : { sortKey: toKey(text) };
}

/** `room:N` → a number attribute named room; no type means a string. */
function toKey(text: string): KeyAttribute {
  const [name = '', type = 'S'] = text.split(':');
  return { name, type: type as KeyAttribute['type'] };
}
