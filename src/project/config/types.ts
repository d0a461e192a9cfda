/** The types of an `emulator.config.*`, for people who write one with an editor's help. */
import type { FaultSettings } from '../fault-model.ts';
import type { ApiConfig, ApiKeyConfig, UsagePlanConfig } from './api-types.ts';

/**
 * The project, in the emulator's own words.
 *
 * @example
 * ```json
 * {
 *   "apis": { "chat": { "routes": { "$connect": "onConnect", "send": "send" } } },
 *   "functions": {
 *     "onConnect": { "handler": "connect.handler", "codeUri": "handlers" },
 *     "send": { "handler": "send.handler", "codeUri": "handlers" }
 *   },
 *   "tables": { "Connections": { "partitionKey": "connectionId" } }
 * }
 * ```
 */
export interface EmulatorConfig {
  /** Path or URL of the JSON Schema, for editors. */
  $schema?: string | undefined;
  /** AWS region. @defaultValue `"us-east-1"` */
  region?: string | undefined;
  /** AWS account id, twelve digits. @defaultValue `"123456789012"` */
  accountId?: string | undefined;
  /** WebSocket APIs, by name. */
  apis: Record<string, ApiConfig>;
  /** Lambda functions, by name. */
  functions: Record<string, FunctionConfig>;
  /** Files of environment variables of all functions; a function's own `envFile` counts before. @defaultValue none */
  envFile?: string | string[] | undefined;
  /** DynamoDB tables, by name; created before the first connection is accepted. */
  tables?: Record<string, TableConfig> | undefined;
  /** Functions that read the streams of tables (row `dynamodb.stream`). @defaultValue none */
  eventSourceMappings?: EventSourceMappingConfig[] | undefined;
  /**
   * Custom domains, by name; each base path (`""` for none) leads to an API, or to one of its stages as
   * `"api/stage"`. Clients reach them by their `Host`, also as `{domain}.localhost`. @defaultValue none
   */
  domains?: Record<string, Record<string, string>> | undefined;
  /** API keys, by name; a usage plan says what each is good for. @defaultValue none */
  apiKeys?: Record<string, ApiKeyConfig> | undefined;
  /** Usage plans, by name. @defaultValue none */
  usagePlans?: Record<string, UsagePlanConfig> | undefined;
  /**
   * New connections that all APIs together accept in a second; the account's quota is 500 on AWS. Whoever comes
   * above it is answered 429. @defaultValue any number
   */
  newConnectionsPerSecond?: number | undefined;
  /**
   * Execution environments of all functions together, each of which is a thread. An idle one gives way to a
   * function that needs it. @defaultValue 32 a core, if each can have 64 MB of half the memory
   */
  maxEnvironments?: number | undefined;
  /**
   * AWS services that handlers may reach outside this machine, named as in their host names (`"s3"`,
   * `"sqs"`). Every other request to an AWS host is answered here. @defaultValue none
   */
  passthrough?: string[] | undefined;
  /** Which DynamoDB the handlers use. @defaultValue the built-in engine */
  dynamodb?:
    | {
        /** URL of a DynamoDB that is already running, instead of the built-in engine. */
        endpoint?: string | undefined;
      }
    | undefined;
  /**
   * Failures to try the project with, from its start on; each deployment replaces them (rows `fault.*`).
   * @defaultValue none
   */
  faults?: FaultSettings[] | undefined;
}

/** A Lambda function. */
export interface FunctionConfig {
  /**
   * File and export, as Lambda takes them: `"index.handler"`, `"src/ws.handler"`; in Python module and function,
   * `"app.handler"`. A custom runtime takes any, and finds it in `_HANDLER`.
   */
  handler: string;
  /** Folder of the code, relative to the configuration file. @defaultValue the file's own folder */
  codeUri?: string | undefined;
  /**
   * Lambda runtime: `"nodejs22.x"`, `"python3.13"` or another version of them, or `"provided.al2023"` for an
   * executable of any language, named `bootstrap`. @defaultValue `"nodejs22.x"`
   */
  runtime?: string | undefined;
  /** Seconds, 1 to 900. @defaultValue `3` */
  timeout?: number | undefined;
  /** MB, 128 to 10240. @defaultValue `128` */
  memorySize?: number | undefined;
  /** Environment variables. @defaultValue none */
  environment?: Record<string, string> | undefined;
  /**
   * Files of environment variables such as `".env"`, relative to the configuration file; a later one counts before
   * an earlier one, `environment` before all. @defaultValue none
   */
  envFile?: string | string[] | undefined;
  /** Invocations at once; Lambda throttles what comes above, with `0` everything. @defaultValue no limit */
  reservedConcurrency?: number | undefined;
  /**
   * Execution environments on this machine; more invocations at once wait their turn.
   * @defaultValue as many as all functions may have, if each can have a quarter of its memory size
   */
  maxEnvironments?: number | undefined;
  /**
   * Folders that are layers, unpacked, relative to the configuration file: `nodejs/node_modules`, `python` or `bin` is in them. A
   * later one covers an earlier one. @defaultValue none
   */
  layers?: string[] | undefined;
  /** How the function's log looks. @defaultValue the text format */
  loggingConfig?: LoggingConfigSettings | undefined;
  /**
   * How esbuild makes the handler's module (rows `lambda.build*`).
   * @defaultValue TypeScript is compiled, JavaScript runs in place
   */
  build?: BuildConfig | undefined;
  /**
   * The code itself, in place of a folder: CommonJS, or Python. The handler is `"index.handler"`, as Lambda has it
   * (row `lambda.inline-code`). @defaultValue none
   */
  inlineCode?: string | undefined;
  /**
   * Whether its execution environments are threads of the emulator's process, which start sooner and need less,
   * or processes of their own, with a working directory, native addons and memory as on Lambda.
   * @defaultValue `"thread"`
   */
  isolation?: 'thread' | 'process' | undefined;
}

/**
 * How esbuild makes a handler's module; the names are esbuild's own. Paths are relative to the configuration file.
 *
 * @example
 * ```json
 * { "entryPoint": "src/chat.ts", "external": ["@aws-sdk/*"], "format": "esm", "loader": { ".graphql": "text" } }
 * ```
 */
export interface BuildConfig {
  /** Source file that the module is built from. @defaultValue the one of the handler's name */
  entryPoint?: string | undefined;
  /** What stays outside; everything else goes in. @defaultValue all packages stay outside */
  external?: string[] | undefined;
  /** CommonJS or ES module. @defaultValue what the nearest package.json says */
  format?: 'cjs' | 'esm' | undefined;
  /** Syntax that the code is made of: `"es2022"`, `"node22"`. @defaultValue that of the runtime */
  target?: string | undefined;
  /** Expressions that stand in for names. @defaultValue none */
  define?: Record<string, string> | undefined;
  /** How files are taken in, by extension: `{ ".graphql": "text" }`. @defaultValue esbuild's own */
  loader?: Record<string, string> | undefined;
  /** Fields of package.json that lead into a package that goes in. @defaultValue `["main", "module"]` */
  mainFields?: string[] | undefined;
  /** Conditions of package.json's `exports`. @defaultValue `["module"]` */
  conditions?: string[] | undefined;
  /** Whether the code is made smaller; names stay as they are. @defaultValue `false` */
  minify?: boolean | undefined;
  /** Whether functions and classes keep their names. @defaultValue `true` */
  keepNames?: boolean | undefined;
  /** Code that the module begins with. @defaultValue none */
  banner?: string | undefined;
  /** Code that the module ends with. @defaultValue none */
  footer?: string | undefined;
  /** Files whose exports stand in for globals. @defaultValue none */
  inject?: string[] | undefined;
  /** The tsconfig.json. @defaultValue the nearest of each source */
  tsconfig?: string | undefined;
}

/** The format of a function's log, and which of its lines are kept. */
export interface LoggingConfigSettings {
  /** @defaultValue `"Text"` */
  logFormat?: 'Text' | 'JSON' | undefined;
  /** The least level of the function's own lines that is kept; JSON only. @defaultValue `"INFO"` */
  applicationLogLevel?: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL' | undefined;
  /** The least level of Lambda's lines that is kept; JSON only. @defaultValue `"INFO"` */
  systemLogLevel?: 'DEBUG' | 'INFO' | 'WARN' | undefined;
}

/** A DynamoDB table. A key is an attribute name, with `:N` or `:B` behind it for a number or binary key. */
export interface TableConfig {
  /** Partition key, such as `"connectionId"`. */
  partitionKey: string;
  /** Sort key, such as `"room:N"`. @defaultValue none */
  sortKey?: string | undefined;
  /** Attribute that holds an item's expiry, epoch seconds; a minute after it, the item is gone (row `dynamodb.ttl`). @defaultValue none */
  timeToLive?: string | undefined;
  /** What the records of its stream show of an item (row `dynamodb.stream-view`). @defaultValue none: no stream */
  stream?: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES' | undefined;
  /**
   * JSON files whose items a new table begins with, relative to the configuration file: a list of plain objects,
   * or of items in DynamoDB's JSON (row `dynamodb.seed`). @defaultValue none
   */
  seed?: string | string[] | undefined;
  /** Secondary indexes, by name: global with a partition key of their own, local without. */
  indexes?: Record<string, { partitionKey?: string | undefined; sortKey?: string | undefined }> | undefined;
}

/**
 * An event source mapping: a function that is invoked with what changes in a table, in batches (row
 * `dynamodb.stream`). The names are those of Lambda's API.
 *
 * @example
 * ```json
 * { "function": "onChange", "table": "Messages", "batchSize": 10, "filters": [{ "eventName": ["INSERT"] }] }
 * ```
 */
export interface EventSourceMappingConfig {
  /** Name of the function. */
  function: string;
  /** Name of the table, which has a `stream`. */
  table: string;
  /** @defaultValue `true` */
  enabled?: boolean | undefined;
  /** Records at most that one invocation gets, 1 to 10000. @defaultValue `100` */
  batchSize?: number | undefined;
  /** How long records are gathered before an invocation, seconds, 0 to 300. @defaultValue `0` */
  maximumBatchingWindowInSeconds?: number | undefined;
  /** Here the same: reading begins with what changes after the start. @defaultValue `"LATEST"` */
  startingPosition?: 'LATEST' | 'TRIM_HORIZON' | undefined;
  /** How often a batch is tried again that the function fails with, to 10000; -1: until it is too old. @defaultValue `-1` */
  maximumRetryAttempts?: number | undefined;
  /** Seconds, 60 to 604800, after which a record is given up; -1: 24 hours. @defaultValue `-1` */
  maximumRecordAgeInSeconds?: number | undefined;
  /** Whether a batch that the function fails with is tried again in two halves. @defaultValue `false` */
  bisectBatchOnFunctionError?: boolean | undefined;
  /** `["ReportBatchItemFailures"]`: the function says which records it failed with. @defaultValue none */
  functionResponseTypes?: 'ReportBatchItemFailures'[] | undefined;
  /** Event patterns; a record has to fit one of them (row `dynamodb.stream-filter`). @defaultValue none: all records */
  filters?: Record<string, unknown>[] | undefined;
}

/**
 * Gives an `emulator.config.js`, `.mjs` or `.ts` its types; returns the configuration as it is.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'apigateway-websocket-emulator';
 *
 * export default defineConfig({
 *   apis: { chat: { routes: { $default: 'echo' } } },
 *   functions: { echo: { handler: 'echo.handler' } },
 * });
 * ```
 */
export function defineConfig(config: EmulatorConfig): EmulatorConfig {
  return config;
}
