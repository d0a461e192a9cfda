/**
 * What the user wants run, whatever file said so: one model that every reader of a definition format fills
 * and everything behind it reads. Its shape follows CloudFormation's `AWS::ApiGatewayV2::*`,
 * `AWS::Lambda::Function` and `AWS::DynamoDB::Table`. It imports nothing.
 */

/** Keys and indexes that lead from the top of a definition file to one of its values. */
export type DefinitionPath = readonly (string | number)[];

/** A project: the APIs, functions and tables of one definition file. */
export interface Project {
  /** Absolute path of the folder that relative paths in the definition start from. */
  readonly root: string;
  /** Absolute path of the definition file. */
  readonly file: string;
  readonly region: string;
  /** Twelve digits; part of every ARN. */
  readonly accountId: string;
  readonly apis: readonly Api[];
  readonly functions: readonly LambdaFunction[];
  readonly tables: readonly Table[];
  /** Names of AWS services (`s3`, `sqs`, …) that handlers may reach outside this machine. */
  readonly passthrough: readonly string[];
  /** Endpoint of a DynamoDB that is already running; the built-in engine is used when it is not set. */
  readonly dynamodbEndpoint?: string;
}

/** A WebSocket API with its one stage. */
export interface Api {
  readonly name: string;
  /** Ten lower-case letters and digits. */
  readonly apiId: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** The port that the project asks for; APIs that name the same one share it. 0: a free one. */
  readonly port: number;
  /** `requestContext.domainName` of its events. */
  readonly domainName: string;
  readonly routeSelectionExpression: string;
  readonly routes: readonly Route[];
  /** How messages of one connection are handled: side by side, as on AWS, or one after another. */
  readonly messageOrder: 'concurrent' | 'serial';
  /** Whether `permessage-deflate` is agreed to when a client offers it. */
  readonly compression: boolean;
  readonly path: DefinitionPath;
}

/** A route of an API and the Lambda proxy integration behind it. */
export interface Route {
  /** `$connect`, `$disconnect`, `$default` or a custom key. */
  readonly routeKey: string;
  readonly functionName: string;
  /** Whether the route is two-way: the handler's body is sent back to the client. */
  readonly routeResponse: boolean;
  readonly path: DefinitionPath;
}

/** A Lambda function. */
export interface LambdaFunction {
  readonly name: string;
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
  readonly path: DefinitionPath;
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
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** The attribute that holds an item's expiry, epoch seconds. */
  readonly timeToLive?: string;
  readonly indexes: readonly TableIndex[];
  readonly path: DefinitionPath;
}

/** A secondary index: global, or local when it keeps the table's partition key. */
export interface TableIndex {
  readonly name: string;
  readonly kind: 'global' | 'local';
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

/** Why a function's handler cannot be loaded. Paths are absolute. */
export type HandlerProblem =
  /** `codeUri` does not exist; `nearby` are the folders that stand where it should. */
  | { readonly problem: 'no-folder'; readonly nearby: readonly string[] }
  | { readonly problem: 'code-is-file' }
  /** The handler is not of the form `[folder/]module.export`. */
  | { readonly problem: 'malformed' }
  /** No file begins with `base`; `nearby` are the modules in its folder. */
  | { readonly problem: 'no-file'; readonly base: string; readonly nearby: readonly string[] }
  | { readonly problem: 'typescript'; readonly file: string };
