/** The half of the model that is API Gateway's. */
import type { DefinitionPath } from './definition-path.ts';

/** A WebSocket API: its routes, and the stages that they are deployed to. */
export interface Api {
  readonly name: string;
  /** Ten lower-case letters and digits. */
  readonly apiId: string;
  /** The port that the project asks for; APIs that name the same one share it. 0: a free one. */
  readonly port: number;
  /** `requestContext.domainName` of connections that did not come by a custom domain. */
  readonly domainName: string;
  /** Whether the API answers by its custom domains alone. */
  readonly disableExecuteApiEndpoint: boolean;
  readonly routeSelectionExpression: string;
  /** Where a client's API key is looked for. */
  readonly apiKeySelectionExpression: string;
  /** At least one. */
  readonly stages: readonly Stage[];
  readonly routes: readonly Route[];
  readonly authorizers: readonly Authorizer[];
  readonly models: readonly Model[];
  /** How messages of one connection are handled: side by side, as on AWS, or one after another. */
  readonly messageOrder: 'concurrent' | 'serial';
  /** Whether `permessage-deflate` is agreed to when a client offers it. */
  readonly compression: boolean;
  readonly unmeasured: Unmeasured;
  readonly path: DefinitionPath;
}

/** What nobody is known to have measured on AWS, or sources disagree about; fixed here, so that it can be changed. */
export interface Unmeasured {
  /** Whether a ping keeps a connection from being idle. */
  readonly pingResetsIdleTimeout: boolean;
  /** What `$disconnect` is told when a connection is cut without a close frame. */
  readonly droppedStatusCode: number;
  readonly droppedReason: string;
  /** Status of a GET of a stage that is no upgrade. */
  readonly plainGetStatusCode: 403 | 426;
  /** What an answer of `$connect` without a `statusCode` does. */
  readonly connectWithoutStatusCode: 'accept' | 'refuse';
  /** Whether other headers than the subprotocol that `$connect` returns stand in the 101. */
  readonly connectResponseHeaders: boolean;
  /** Whether a two-way route that answers nothing sends an empty frame. */
  readonly emptyReplyFrame: boolean;
  /** `long`: 20 characters, as in us-east-1 in 2026; `short`: 16, as elsewhere and before. */
  readonly connectionIdFormat: 'long' | 'short';
}

/** `AWS::ApiGatewayV2::Stage`. */
export interface Stage {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly accessLogSettings?: AccessLogSettings;
  readonly defaultRouteSettings: RouteSettings;
  /** By route key; what a route leaves out is the default's. */
  readonly routeSettings: Readonly<Record<string, RouteSettings>>;
  readonly path: DefinitionPath;
}

export interface AccessLogSettings {
  /** Text with `$context` variables. */
  readonly format: string;
  /** `console`, or the absolute path of a file. */
  readonly destination: string;
}

export interface RouteSettings {
  /** Requests a second. */
  readonly throttlingRateLimit?: number;
  /** Requests at once. */
  readonly throttlingBurstLimit?: number;
  readonly loggingLevel?: 'OFF' | 'ERROR' | 'INFO';
  /** Whether execution logs show whole messages. */
  readonly dataTraceEnabled?: boolean;
}

/** `AWS::ApiGatewayV2::Route`, with its integration. */
export interface Route {
  /** `$connect`, `$disconnect`, `$default` or a custom key. */
  readonly routeKey: string;
  readonly integration: Integration;
  /** Whether the route is two-way: what the integration answers is sent back to the client. */
  readonly routeResponse: boolean;
  /** Of `$connect` only: `NONE`, `AWS_IAM`, or the name of an authorizer. */
  readonly authorization: 'NONE' | 'AWS_IAM' | { readonly authorizer: string };
  /** Of `$connect` only. */
  readonly apiKeyRequired: boolean;
  /** Which of `requestModels` a message has to fit. */
  readonly modelSelectionExpression?: string;
  /** Names of models by what the expression selects. */
  readonly requestModels: Readonly<Record<string, string>>;
  /** Of `$connect` only: `route.request.querystring.token` and the like, and whether each has to be there. */
  readonly requestParameters: Readonly<Record<string, { readonly required: boolean }>>;
  readonly path: DefinitionPath;
}

/** `AWS::ApiGatewayV2::Integration`, with its responses. */
export interface Integration {
  readonly type: 'AWS_PROXY' | 'AWS' | 'HTTP_PROXY' | 'HTTP' | 'MOCK';
  /** Undefined for `MOCK`. */
  readonly target: IntegrationTarget | undefined;
  /** Milliseconds. */
  readonly timeoutInMillis: number;
  /** `integration.request.header.X` and the like, each with where its value comes from. */
  readonly requestParameters: Readonly<Record<string, string>>;
  /** VTL by what `templateSelectionExpression` selects. */
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly templateSelectionExpression?: string;
  /** What becomes of a message that no template is for. */
  readonly passthroughBehavior: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  readonly contentHandlingStrategy?: ContentHandling;
  /** Of integrations that are no proxies. */
  readonly responses: readonly IntegrationResponse[];
  readonly path: DefinitionPath;
}

/** Base64 text to bytes, and bytes to base64 text. */
export type ContentHandling = 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT';

/** What an integration calls; `${stageVariables.name}` may stand in each text. */
export type IntegrationTarget =
  | { readonly kind: 'function'; readonly functionName: string }
  /** An action of an AWS service: `dynamodb`, `PutItem`. */
  | { readonly kind: 'action'; readonly service: string; readonly action: string }
  | { readonly kind: 'http'; readonly url: string; readonly method: string };

/** `AWS::ApiGatewayV2::IntegrationResponse`. */
export interface IntegrationResponse {
  /** `$default`, or a regular expression between slashes. */
  readonly key: string;
  readonly responseTemplates: Readonly<Record<string, string>>;
  readonly templateSelectionExpression?: string;
  readonly contentHandlingStrategy?: ContentHandling;
}

/** `AWS::ApiGatewayV2::Authorizer` of type `REQUEST`. */
export interface Authorizer {
  readonly name: string;
  /** `${stageVariables.name}` may stand in it. */
  readonly functionName: string;
  /** `route.request.header.X`, `route.request.querystring.X`, `context.X`, `stageVariables.X`. */
  readonly identitySource: readonly string[];
  readonly path: DefinitionPath;
}

/** `AWS::ApiGatewayV2::Model`: a JSON Schema, draft 4. */
export interface Model {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly path: DefinitionPath;
}

/** A custom domain and what its paths lead to. */
export interface Domain {
  readonly domainName: string;
  readonly mappings: readonly ApiMapping[];
  readonly path: DefinitionPath;
}

/** `AWS::ApiGatewayV2::ApiMapping`. */
export interface ApiMapping {
  /** The base path, without slashes at its ends; empty: the domain itself. */
  readonly apiMappingKey: string;
  /** The API's name. */
  readonly api: string;
  readonly stage: string;
  readonly path: DefinitionPath;
}

/** `AWS::ApiGateway::ApiKey`. */
export interface ApiKey {
  readonly name: string;
  readonly id: string;
  readonly value: string;
  readonly enabled: boolean;
  readonly path: DefinitionPath;
}

/** `AWS::ApiGateway::UsagePlan`. */
export interface UsagePlan {
  readonly name: string;
  /** Names of API keys. */
  readonly apiKeys: readonly string[];
  /** `api` or `api/stage`; undefined: all. */
  readonly stages?: readonly string[];
  /** Requests a second, and at once. */
  readonly throttle?: { readonly rateLimit: number; readonly burstLimit: number };
  readonly quota?: { readonly limit: number; readonly period: 'DAY' | 'WEEK' | 'MONTH' };
  readonly path: DefinitionPath;
}
