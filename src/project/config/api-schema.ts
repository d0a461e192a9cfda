/** The shape of an API in an `emulator.config.*`. */
import * as v from 'valibot';
import { route } from './route-schema.ts';
import { described, rate, record, required, text, textLike, truth, variables, wholeNumber } from './terms.ts';

const STAGE = /^[A-Za-z0-9_-]{1,128}$/;

/** `$request.body.x`, `${request.body.x}`; a dollar sign that is escaped begins no variable. */
const BODY_VARIABLE = String.raw`(?<!\\)\$(?:request\.body(?![\w-])|\{request\.body(?:[.[][^}]*)?\})`;
const STATIC_TEXT = String.raw`\\\$|[^$]`;
/** At least one of them, static text, and no variable of another kind. */
const ROUTE_SELECTION = new RegExp(
  `^(?:${STATIC_TEXT})*${BODY_VARIABLE}(?:${STATIC_TEXT}|${BODY_VARIABLE})*$`,
);

const routeSettings = v.strictObject({
  throttlingRateLimit: v.optional(
    described(rate('a number of requests a second'), 'Requests a second; 0 for none. Default: any number.'),
  ),
  throttlingBurstLimit: v.optional(
    described(wholeNumber(0, 1_000_000, 'a whole number from 0'), 'Requests at once. Default: the rate.'),
  ),
  loggingLevel: v.optional(
    described(
      v.picklist(['OFF', 'ERROR', 'INFO'], '"OFF", "ERROR" or "INFO"'),
      'Which execution log lines are written. Default: "OFF".',
    ),
  ),
  dataTraceEnabled: v.optional(described(truth(), 'Whether they show whole messages. Default: false.')),
});

const stage = v.strictObject({
  variables: v.optional(
    described(variables('stage variables'), 'Stage variables, passed on in every event.'),
  ),
  accessLogSettings: v.optional(
    described(
      v.strictObject({
        format: required(
          text('a text with $context variables'),
          'What a line says.',
          '$context.requestId $context.routeKey $context.status',
        ),
        destination: v.optional(
          described(
            text('"console" or a file'),
            '"console", or a file relative to this one. Default: "console".',
          ),
        ),
      }),
      'Access log: one line a request.',
    ),
  ),
  defaultRouteSettings: v.optional(described(routeSettings, 'Settings of all routes.')),
  routeSettings: v.optional(
    described(record(routeSettings, 'settings by route key'), 'Settings of single routes, by route key.'),
  ),
});

const authorizer = v.strictObject({
  type: v.optional(
    described(
      v.picklist(
        ['REQUEST'],
        '"REQUEST" (WebSocket APIs have no JWT, TOKEN or Cognito authorizers; verify the token in a Lambda function)',
      ),
      'Always "REQUEST".',
    ),
  ),
  function: required(text('a function name'), 'Name of the function.', 'authorize'),
  identitySource: v.optional(
    described(
      v.array(
        textLike(
          /^\$?(route\.request\.(header|querystring)|context|stageVariables)\.[^\s]+$/,
          'route.request.header.X, route.request.querystring.X, context.X or stageVariables.X',
        ),
        'a list such as ["route.request.header.Authorization"]',
      ),
      'What a request has to have for the function to be asked. Default: nothing.',
    ),
  ),
});

const unmeasured = v.strictObject({
  pingResetsIdleTimeout: v.optional(
    described(truth(), 'Whether a ping keeps a connection from being idle. Default: true.'),
  ),
  droppedStatusCode: v.optional(
    described(
      wholeNumber(1000, 4999, 'a close code from 1000 to 4999'),
      'disconnectStatusCode of a connection that was cut. Default: 1006.',
    ),
  ),
  droppedReason: v.optional(described(v.string('a text'), 'disconnectReason of such a one. Default: none.')),
  plainGetStatusCode: v.optional(
    described(v.picklist([403, 426], '403 or 426'), 'Status of a GET that is no upgrade. Default: 426.'),
  ),
  connectWithoutStatusCode: v.optional(
    described(
      v.picklist(['accept', 'refuse'], '"accept" or "refuse"'),
      'What an answer of $connect without a statusCode does. Default: "accept".',
    ),
  ),
  connectResponseHeaders: v.optional(
    described(truth(), 'Put the headers that $connect returns into the 101. Default: false.'),
  ),
  emptyReplyFrame: v.optional(
    described(truth(), 'Send an empty frame for an empty answer of a two-way route. Default: true.'),
  ),
  connectionIdFormat: v.optional(
    described(
      v.picklist(['long', 'short'], '"long" or "short"'),
      'Connection ids of 20 or of 16 characters. Default: "long".',
    ),
  ),
});

export const api = v.strictObject({
  stage: v.optional(
    described(
      textLike(STAGE, 'a stage name of 1 to 128 letters, digits, "-" and "_"'),
      'Name of the one stage, the first part of the URL path. Default: "dev".',
    ),
  ),
  stageVariables: v.optional(
    described(variables('stage variables'), 'Variables of the one stage, passed on in every event.'),
  ),
  stages: v.optional(
    described(
      record(stage, 'stages by name'),
      'The stages, by name, instead of "stage": when there are several, or more to say.',
    ),
  ),
  port: v.optional(
    described(
      wholeNumber(0, 65_535, 'a port from 0 to 65535 (0 takes a free one)'),
      'Port to serve on. APIs may share one. Default: 3001.',
    ),
  ),
  routeSelectionExpression: v.optional(
    described(
      textLike(ROUTE_SELECTION, 'an expression with a path into the message, such as "$request.body.action"'),
      'Where a message says which route it is for. Default: "$request.body.action".',
    ),
  ),
  apiId: v.optional(
    described(
      textLike(/^[a-z0-9]{1,32}$/, 'an API id of 1 to 32 lower-case letters and digits ("abcdef1234")'),
      'API id. Default: one made from the name, the same from run to run.',
    ),
  ),
  domainName: v.optional(
    described(
      textLike(/^[A-Za-z0-9.-]+(:\d+)?$/, 'a host name ("ws.example.com"), without scheme and path'),
      'requestContext.domainName of the events. Default: "{apiId}.execute-api.{region}.amazonaws.com".',
    ),
  ),
  disableExecuteApiEndpoint: v.optional(
    described(truth(), 'Answer by custom domains alone. Default: false.'),
  ),
  messageOrder: v.optional(
    described(
      v.picklist(['concurrent', 'serial'], '"concurrent" or "serial"'),
      'How messages of one connection are handled: side by side, as on AWS, or one after another. Default: "concurrent".',
    ),
  ),
  compression: v.optional(
    described(truth(), 'Agree to permessage-deflate when a client offers it. Default: false.'),
  ),
  routes: required(
    record(route, 'routes such as { "$default": "echo" }'),
    'Routes: "$connect", "$disconnect", "$default" or a custom key, and the function that each invokes.',
    { $default: 'echo' },
  ),
  authorizers: v.optional(
    described(record(authorizer, 'authorizers by name'), 'Lambda authorizers, by name, for $connect.'),
  ),
  models: v.optional(
    described(
      record(record(v.unknown(), 'JSON Schema keywords'), 'JSON Schemas by name'),
      'JSON Schemas (draft 4), by name, for requestModels.',
    ),
  ),
  apiKeySelectionExpression: v.optional(
    described(
      textLike(
        /^\$(request\.header\.x-api-key|context\.authorizer\.usageIdentifierKey)$/,
        '"$request.header.x-api-key" or "$context.authorizer.usageIdentifierKey"',
      ),
      'Where the API key of a client is. Default: "$request.header.x-api-key".',
    ),
  ),
  unmeasured: v.optional(described(unmeasured, 'What nobody is known to have measured on AWS.')),
});
