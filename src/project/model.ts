/**
 * What the user wants run, whatever file said so: one model that every reader of a definition format fills
 * and everything behind it reads. Its shape follows CloudFormation's `AWS::ApiGatewayV2::*`,
 * `AWS::Lambda::Function` and `AWS::DynamoDB::Table`. The model imports nothing but itself.
 */
import type { Api, ApiKey, Domain, UsagePlan } from './api-model.ts';
import type { DefinitionPath } from './definition-path.ts';
import type { FaultSettings } from './fault-model.ts';

/** What a project is defined in. */
export type DefinitionFormat =
  | 'emulator.config'
  | 'AWS SAM'
  | 'CloudFormation'
  | 'AWS CDK'
  | 'Serverless Framework'
  | 'handlers folder';

/** A project: the APIs, functions and tables that its definition has. */
export interface Project {
  readonly format: DefinitionFormat;
  /** Absolute path of the folder that relative paths in the definition start from. */
  readonly root: string;
  /** Absolute path of the definition file; of a folder of handlers, that of the folder. */
  readonly file: string;
  /**
   * Absolute paths of all files that it was read from, the definition file first, and of those that would be read
   * were they there; of a folder, what is in it counts.
   */
  readonly sources: readonly string[];
  readonly region: string;
  /** Twelve digits; part of every ARN. */
  readonly accountId: string;
  readonly apis: readonly Api[];
  readonly functions: readonly LambdaFunction[];
  readonly tables: readonly Table[];
  readonly eventSourceMappings: readonly EventSourceMapping[];
  readonly domains: readonly Domain[];
  readonly apiKeys: readonly ApiKey[];
  readonly usagePlans: readonly UsagePlan[];
  /** New connections that all APIs together accept in a second; any number when it is not set. */
  readonly newConnectionsPerSecond?: number;
  /** Execution environments of all functions together; what suits the machine when it is not set. */
  readonly maxEnvironments?: number;
  /** Names of AWS services (`s3`, `sqs`, …) that handlers may reach outside this machine. */
  readonly passthrough: readonly string[];
  /** What a template gives to whoever deploys it. */
  readonly outputs: readonly Output[];
  /** What is told once, when it starts, or when it is new: what was understood otherwise than written, or passed over. */
  readonly notices: readonly string[];
  /** Endpoint of a DynamoDB that is already running; the built-in engine is used when it is not set. */
  readonly dynamodbEndpoint?: string;
  /** Failures to try it with; none when it is not set. */
  readonly faults?: readonly FaultSettings[];
}

/** An output of a stack. */
export interface Output {
  readonly stack: string;
  readonly name: string;
  readonly value: string;
}

/** A Lambda function. */
export interface LambdaFunction {
  readonly name: string;
  /** What the definition calls it, where that is not its name: a template's logical id, a key of serverless.yml. */
  readonly logicalId?: string;
  /** `[folder/]module.export`, as Lambda takes it. */
  readonly handler: string;
  /** Absolute path of the folder that is `/var/task` on Lambda. */
  readonly codeUri: string;
  /** Lambda's runtime identifier, such as `nodejs22.x`. */
  readonly runtime: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Invocations at once; more are throttled. */
  readonly reservedConcurrency?: number;
  /** Execution environments; more invocations at once wait their turn. What suits the machine when it is not set. */
  readonly maxEnvironments?: number;
  /** Absolute paths of folders that are merged into `/opt` on Lambda; a later one covers an earlier one. */
  readonly layers: readonly string[];
  readonly loggingConfig: LoggingConfig;
  /** What carries its execution environments: threads of the emulator's process, or processes of their own. */
  readonly isolation: 'thread' | 'process';
  /** How its code is compiled. When it is not set, TypeScript is compiled and JavaScript runs in place. */
  readonly build?: BuildSettings;
  /** The code itself (`ZipFile`, `InlineCode`), which Lambda puts into a file `index`; then there is no folder. */
  readonly inlineCode?: string;
  /** The command that makes its code, where that has yet to be run. */
  readonly madeBy?: string;
  readonly path: DefinitionPath;
}

/** How esbuild makes a function's code; the names are esbuild's own. */
export interface BuildSettings {
  /** Absolute path of the source file that the handler's module is made from, with or without its extension. */
  readonly entryPoint?: string;
  /** Packages and paths that stay outside; everything from `node_modules` when it is not set. */
  readonly external?: readonly string[];
  /** What the nearest package.json says when it is not set. */
  readonly format?: 'cjs' | 'esm';
  /** Such as `es2022` or `node22`, several with commas between them. */
  readonly target?: string;
  readonly define?: Readonly<Record<string, string>>;
  /** Loaders by extension: `{ ".graphql": "text" }`. */
  readonly loader?: Readonly<Record<string, string>>;
  readonly mainFields?: readonly string[];
  readonly conditions?: readonly string[];
  readonly minify?: boolean;
  readonly keepNames?: boolean;
  readonly banner?: string;
  readonly footer?: string;
  /** Absolute paths. */
  readonly inject?: readonly string[];
  /** Absolute path. */
  readonly tsconfig?: string;
}

export type ApplicationLogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';
export type SystemLogLevel = 'DEBUG' | 'INFO' | 'WARN';

/** How a function's log looks; levels count in the JSON format only. */
export interface LoggingConfig {
  readonly logFormat: 'Text' | 'JSON';
  readonly applicationLogLevel: ApplicationLogLevel;
  readonly systemLogLevel: SystemLogLevel;
}

/** DynamoDB's attribute types that a key may have. */
export type KeyType = 'S' | 'N' | 'B';

/** An attribute that is part of a key. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** A DynamoDB table. */
export interface Table {
  readonly name: string;
  /** What a template calls it, where that is not its name. */
  readonly logicalId?: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** The attribute that holds an item's expiry, epoch seconds. */
  readonly timeToLive?: string;
  readonly indexes: readonly TableIndex[];
  /** What the records of its stream show of an item; there is no stream when it is not set. */
  readonly stream?: StreamViewType;
  /** Absolute paths of JSON files whose items a new table begins with. */
  readonly seeds: readonly string[];
  readonly path: DefinitionPath;
}

export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** `AWS::Lambda::EventSourceMapping` of a table's stream. */
export interface EventSourceMapping {
  readonly functionName: string;
  /** Name of the table whose stream it reads. */
  readonly table: string;
  readonly enabled: boolean;
  /** Records at most that one invocation gets. */
  readonly batchSize: number;
  /** How long records are gathered before an invocation, seconds. */
  readonly maximumBatchingWindow: number;
  readonly startingPosition: 'LATEST' | 'TRIM_HORIZON';
  /** -1: until the records are too old. */
  readonly maximumRetryAttempts: number;
  /** Seconds; -1: 24 hours, as long as the stream keeps them. */
  readonly maximumRecordAge: number;
  readonly bisectBatchOnFunctionError: boolean;
  /** Whether the function says which records failed (`ReportBatchItemFailures`). */
  readonly reportBatchItemFailures: boolean;
  /** Event patterns; a record has to fit one of them, if there are any. */
  readonly filters: readonly Readonly<Record<string, unknown>>[];
  readonly path: DefinitionPath;
}

/** A secondary index: global, or local when it keeps the table's partition key. */
export interface TableIndex {
  readonly name: string;
  readonly kind: 'global' | 'local';
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

/** Why a file's items cannot be written to a table. Lines and columns count from 1. */
export type SeedProblem =
  | { readonly problem: 'no-file' }
  | { readonly problem: 'unreadable'; readonly reason: string }
  | { readonly problem: 'no-json'; readonly line: number; readonly column: number; readonly reason: string }
  | { readonly problem: 'no-list' }
  /** What is wrong with one of its items. */
  | { readonly problem: 'item'; readonly line: number; readonly column: number; readonly reason: string };

/** Why a function's handler cannot be loaded. Paths are absolute. */
export type HandlerProblem =
  /** `codeUri` does not exist; `nearby` are the folders that stand where it should. */
  | { readonly problem: 'no-folder'; readonly nearby: readonly string[] }
  | { readonly problem: 'code-is-file' }
  | { readonly problem: 'no-layer'; readonly layer: string }
  /** The handler is not of the form `[folder/]module.export`. */
  | { readonly problem: 'malformed' }
  /** No file begins with `base`; `nearby` are the modules in its folder. */
  | { readonly problem: 'no-file'; readonly base: string; readonly nearby: readonly string[] }
  /** There is no entry point `file`; `nearby` are the modules in its folder. */
  | { readonly problem: 'no-entry'; readonly file: string; readonly nearby: readonly string[] }
  /** What is built of the entry point `file` is the module `output`, and the handler names another. */
  | { readonly problem: 'not-output'; readonly file: string; readonly output: string }
  /** Inline code is all in `file`, and the handler names another module. */
  | { readonly problem: 'not-inline'; readonly file: string }
  /** Lambda takes inline code in other languages only. */
  | { readonly problem: 'inline-runtime' }
  /** The handler is TypeScript, or to be built, and there is no esbuild to compile it. */
  | { readonly problem: 'no-esbuild'; readonly file: string };

/** Why a function of another language than Node.js cannot run on this machine. Paths are absolute. */
export type RuntimeProblem =
  /** Lambda has no such runtime; `known` are names of those that it has. */
  | { readonly problem: 'no-runtime'; readonly known: readonly string[] }
  /** Lambda has it, and nothing here runs its language. */
  | { readonly problem: 'not-run' }
  /** Neither the function nor a layer has the executable `name` of a runtime that consists of one. */
  | { readonly problem: 'no-bootstrap'; readonly name: string }
  | { readonly problem: 'not-executable'; readonly file: string }
  /** Neither a script with a first line that says by what, nor a program. */
  | { readonly problem: 'no-program'; readonly file: string }
  /** A program for another machine. */
  | { readonly problem: 'foreign'; readonly file: string; readonly platform: string }
  /** The script's first line ends as lines do on Windows. */
  | { readonly problem: 'carriage-return'; readonly file: string }
  | { readonly problem: 'no-shebang-program'; readonly file: string; readonly interpreter: string }
  /** There is no Python module `base`; `nearby` are those in its folder. */
  | { readonly problem: 'no-module'; readonly base: string; readonly nearby: readonly string[] }
  | { readonly problem: 'no-python' };
