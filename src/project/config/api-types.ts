/** The types of an API in an `emulator.config.*`. */

/** A WebSocket API. */
export interface ApiConfig {
  /** Name of its one stage, the first part of the URL's path. @defaultValue `"dev"` */
  stage?: string | undefined;
  /** Variables of its one stage, passed on in every event. @defaultValue none */
  stageVariables?: Record<string, string> | undefined;
  /** Its stages, by name, instead of `stage`: when there are several, or more to say. */
  stages?: Record<string, StageConfig> | undefined;
  /** Port to serve on; APIs may share one, 0 takes a free one. @defaultValue `3001` */
  port?: number | undefined;
  /** Where a message says which route it is for. @defaultValue `"$request.body.action"` */
  routeSelectionExpression?: string | undefined;
  /** API id. @defaultValue ten letters and digits made from the name, the same from run to run */
  apiId?: string | undefined;
  /** `requestContext.domainName` of the events. @defaultValue `"{apiId}.execute-api.{region}.amazonaws.com"` */
  domainName?: string | undefined;
  /** Answer by custom domains alone. @defaultValue `false` */
  disableExecuteApiEndpoint?: boolean | undefined;
  /**
   * How the messages of one connection are handled: side by side, as on AWS (row `message.concurrent`), or one
   * after another, which hides races. @defaultValue `"concurrent"`
   */
  messageOrder?: 'concurrent' | 'serial' | undefined;
  /** Agree to `permessage-deflate` when a client offers it, at some cost. @defaultValue `false` */
  compression?: boolean | undefined;
  /** `$connect`, `$disconnect`, `$default` or custom keys, and the function that each invokes. */
  routes: Record<string, string | RouteConfig>;
  /** Lambda authorizers, by name, for `$connect`. @defaultValue none */
  authorizers?: Record<string, AuthorizerConfig> | undefined;
  /** JSON Schemas (draft 4), by name, for `requestModels`. @defaultValue none */
  models?: Record<string, Record<string, unknown>> | undefined;
  /**
   * Where a client's API key is: `"$request.header.x-api-key"` or `"$context.authorizer.usageIdentifierKey"`.
   * @defaultValue `"$request.header.x-api-key"`
   */
  apiKeySelectionExpression?: string | undefined;
  /** What nobody is known to have measured on AWS. */
  unmeasured?: UnmeasuredConfig | undefined;
}

/** A stage. */
export interface StageConfig {
  /** Stage variables, passed on in every event. @defaultValue none */
  variables?: Record<string, string> | undefined;
  /** One line a request, in a format of your own. @defaultValue none */
  accessLogSettings?:
    | {
        /** Text with `$context` variables. */
        format: string;
        /** `"console"`, or a file, relative to the configuration file. @defaultValue `"console"` */
        destination?: string | undefined;
      }
    | undefined;
  /** Settings of all routes. @defaultValue nothing throttled, nothing logged */
  defaultRouteSettings?: RouteSettingsConfig | undefined;
  /** Settings of single routes, by route key. @defaultValue the default's */
  routeSettings?: Record<string, RouteSettingsConfig> | undefined;
}

/** Throttling and execution logs of a route. */
export interface RouteSettingsConfig {
  /** Requests a second. @defaultValue any number */
  throttlingRateLimit?: number | undefined;
  /** Requests at once. @defaultValue the rate */
  throttlingBurstLimit?: number | undefined;
  /** Which execution log lines are written. @defaultValue `"OFF"` */
  loggingLevel?: 'OFF' | 'ERROR' | 'INFO' | undefined;
  /** Whether they show whole messages. @defaultValue `false` */
  dataTraceEnabled?: boolean | undefined;
}

/** A route, when there is more to say than the function's name. */
export interface RouteConfig {
  /** Name of the function that the route invokes (Lambda proxy). This, or `integration`. */
  function?: string | undefined;
  /** Any other integration. */
  integration?: IntegrationConfig | undefined;
  /** Two-way route: what the integration answers is sent back to the client. @defaultValue `false` */
  routeResponse?: boolean | undefined;
  /** Who may connect (`$connect` only). @defaultValue `"CUSTOM"` with an `authorizer`, else `"NONE"` */
  authorizationType?: 'NONE' | 'AWS_IAM' | 'CUSTOM' | undefined;
  /** Name of an authorizer (`$connect` only). */
  authorizer?: string | undefined;
  /** Whether clients need an API key (`$connect` only). @defaultValue `false` */
  apiKeyRequired?: boolean | undefined;
  /** Which of `requestModels` a message has to fit. @defaultValue none: every message passes */
  modelSelectionExpression?: string | undefined;
  /** Names of models, by what the expression selects. @defaultValue none: every message passes */
  requestModels?: Record<string, string> | undefined;
  /** `route.request.querystring.token` and the like (`$connect` only), and whether each has to be there. */
  requestParameters?: Record<string, { required?: boolean | undefined }> | undefined;
}

/** An integration. `${stageVariables.name}` may stand in `function` and `uri`. */
export interface IntegrationConfig {
  type: 'AWS_PROXY' | 'AWS' | 'HTTP_PROXY' | 'HTTP' | 'MOCK';
  /** Name of a function, for `AWS_PROXY` and `AWS`. */
  function?: string | undefined;
  /** A URL for `HTTP` and `HTTP_PROXY`; an action such as `"dynamodb:action/PutItem"` for `AWS`. */
  uri?: string | undefined;
  /** There are no VPC links. @defaultValue `"INTERNET"` */
  connectionType?: 'INTERNET' | undefined;
  /** HTTP method. @defaultValue `"POST"` */
  integrationMethod?: string | undefined;
  /** Milliseconds, 50 to 29000. @defaultValue `29000` */
  timeoutInMillis?: number | undefined;
  /** `integration.request.header.X` and the like, each with where its value comes from. */
  requestParameters?: Record<string, string> | undefined;
  /** VTL templates, by what `templateSelectionExpression` selects. */
  requestTemplates?: Record<string, string> | undefined;
  /** Which request template is taken. @defaultValue `"$default"` */
  templateSelectionExpression?: string | undefined;
  /** What becomes of a message that no template is for. @defaultValue `"WHEN_NO_MATCH"` */
  passthroughBehavior?: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER' | undefined;
  contentHandlingStrategy?: 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT' | undefined;
  /** Integration responses, by key: `$default`, or a regular expression between slashes. */
  responses?: Record<string, IntegrationResponseConfig> | undefined;
}

/** An integration response, of an integration that is no proxy. */
export interface IntegrationResponseConfig {
  /** VTL templates, by what `templateSelectionExpression` selects. */
  responseTemplates?: Record<string, string> | undefined;
  /** Which response template is taken. @defaultValue `"$default"` */
  templateSelectionExpression?: string | undefined;
  contentHandlingStrategy?: 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT' | undefined;
}

/** A Lambda authorizer. */
export interface AuthorizerConfig {
  /** The only type that WebSocket APIs have. @defaultValue `"REQUEST"` */
  type?: 'REQUEST' | undefined;
  /** Name of the function. `${stageVariables.name}` may stand in it. */
  function: string;
  /**
   * What a request has to have for the function to be asked: `route.request.header.X`,
   * `route.request.querystring.X`, `context.X`, `stageVariables.X`. @defaultValue nothing
   */
  identitySource?: string[] | undefined;
}

/** An API key. */
export interface ApiKeyConfig {
  /** What clients send; 20 to 128 characters. */
  value: string;
  /** @defaultValue ten letters and digits made from the name */
  id?: string | undefined;
  /** @defaultValue `true` */
  enabled?: boolean | undefined;
}

/** A usage plan. */
export interface UsagePlanConfig {
  /** Names of the API keys that it is for. */
  apiKeys: string[];
  /** `"api"` or `"api/stage"`. @defaultValue all */
  stages?: string[] | undefined;
  /** Requests a second, and at once. @defaultValue any number */
  throttle?: { rateLimit: number; burstLimit?: number | undefined } | undefined;
  /** Requests in a period. @defaultValue any number */
  quota?: { limit: number; period: 'DAY' | 'WEEK' | 'MONTH' } | undefined;
}

/** What nobody is known to have measured on AWS, or sources disagree about. */
export interface UnmeasuredConfig {
  /** Whether a ping keeps a connection from being idle. Row `close.idle`. @defaultValue `true` */
  pingResetsIdleTimeout?: boolean | undefined;
  /** What `$disconnect` is told of a connection that was cut. Row `close.dropped`. @defaultValue `1006` */
  droppedStatusCode?: number | undefined;
  /** @defaultValue `""` */
  droppedReason?: string | undefined;
  /** Status of a GET that is no upgrade. Row `http.plain-get`. @defaultValue `426` */
  plainGetStatusCode?: 403 | 426 | undefined;
  /** An answer of `$connect` without `statusCode`. Row `connect.no-status`. @defaultValue `"accept"` */
  connectWithoutStatusCode?: 'accept' | 'refuse' | undefined;
  /** Put the headers that `$connect` returns into the 101. Row `connect.response-headers`. @defaultValue `false` */
  connectResponseHeaders?: boolean | undefined;
  /** Send an empty frame for an empty answer of a two-way route. Row `message.two-way-empty`. @defaultValue `true` */
  emptyReplyFrame?: boolean | undefined;
  /** 20 or 16 characters. Row `event.ids`. @defaultValue `"long"` */
  connectionIdFormat?: 'long' | 'short' | undefined;
}
