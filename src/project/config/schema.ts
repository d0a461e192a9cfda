/**
 * The shape of an `emulator.config.*`, once: what `check.ts` walks over, and what the JSON Schema for editors
 * (`emulator.config.schema.json`) is made from.
 */
import * as v from 'valibot';
import { MAX_FUNCTION_MEMORY_MB, MAX_FUNCTION_TIMEOUT_S } from '../../limits.ts';
import {
  described,
  keyAttribute,
  record,
  required,
  text,
  textLike,
  variables,
  wholeNumber,
} from './terms.ts';
import type { EmulatorConfig } from './types.ts';

const route = v.union(
  [
    text('a function name'),
    v.strictObject({
      function: required(text('a function name'), 'Name of the function that the route invokes.', 'echo'),
      routeResponse: v.optional(
        described(
          v.boolean('true or false'),
          'Two-way route: the body that the handler returns is sent back.',
        ),
      ),
    }),
  ],
  'a function name, or { "function": name, "routeResponse": true }',
);

const api = v.strictObject({
  stage: v.optional(
    described(
      textLike(/^[A-Za-z0-9_-]{1,128}$/, 'a stage name of 1 to 128 letters, digits, "-" and "_"'),
      'Stage name, the first part of the URL path. Default: "dev".',
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
      textLike(
        /\$\{?request\.body\../,
        'an expression with a path into the message, such as "$request.body.action"',
      ),
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
  stageVariables: v.optional(
    described(variables('stage variables'), 'Stage variables, passed on in every event.'),
  ),
  messageOrder: v.optional(
    described(
      v.picklist(['concurrent', 'serial'], '"concurrent" or "serial"'),
      'How messages of one connection are handled: side by side, as on AWS, or one after another. Default: "concurrent".',
    ),
  ),
  compression: v.optional(
    described(
      v.boolean('true or false'),
      'Agree to permessage-deflate when a client offers it. Default: false.',
    ),
  ),
  routes: required(
    record(route, 'routes such as { "$default": "echo" }'),
    'Routes: "$connect", "$disconnect", "$default" or a custom key, and the function that each invokes.',
    { $default: 'echo' },
  ),
});

const lambdaFunction = v.strictObject({
  handler: required(
    text('a handler such as "index.handler"'),
    'File and export, as Lambda takes them: "index.handler", "src/ws.handler".',
    'index.handler',
  ),
  codeUri: v.optional(
    described(
      text('a folder'),
      "Folder of the function's code, relative to this file. Default: the folder of this file.",
    ),
  ),
  runtime: v.optional(
    described(
      textLike(
        /^nodejs(\d+\.x|[468]\.10)$/,
        'a Node.js runtime of Lambda such as "nodejs22.x" (other languages are not supported yet)',
      ),
      'Lambda runtime. Default: "nodejs22.x".',
    ),
  ),
  timeout: v.optional(
    described(
      wholeNumber(1, MAX_FUNCTION_TIMEOUT_S, `whole seconds from 1 to ${MAX_FUNCTION_TIMEOUT_S}`),
      'Timeout, seconds. Default: 3.',
    ),
  ),
  memorySize: v.optional(
    described(
      wholeNumber(128, MAX_FUNCTION_MEMORY_MB, `whole MB from 128 to ${MAX_FUNCTION_MEMORY_MB}`),
      'Memory, MB. Default: 128.',
    ),
  ),
  environment: v.optional(
    described(variables('environment variables'), 'Environment variables of the function.'),
  ),
});

const index = v.strictObject({
  partitionKey: v.optional(
    described(
      keyAttribute(),
      "Partition key of a global index; left out, the index is local to the table's.",
    ),
  ),
  sortKey: v.optional(described(keyAttribute(), 'Sort key.')),
});

const table = v.strictObject({
  partitionKey: required(
    keyAttribute(),
    'Partition key: "connectionId", "room:N", "hash:B".',
    'connectionId',
  ),
  sortKey: v.optional(described(keyAttribute(), 'Sort key.')),
  timeToLive: v.optional(
    described(
      textLike(/^[^:]+$/, 'an attribute name, without a type'),
      "Attribute that holds an item's expiry, epoch seconds.",
    ),
  ),
  indexes: v.optional(described(record(index, 'indexes by name'), 'Secondary indexes, by name.')),
});

const config = v.strictObject({
  $schema: v.optional(
    described(text('a path or URL'), 'Where this JSON Schema is, for editors: a path or URL.'),
  ),
  region: v.optional(
    described(
      textLike(/^[a-z]{2}(-[a-z]+)+-\d+$/, 'an AWS region such as "us-east-1"'),
      'AWS region. Default: "us-east-1".',
    ),
  ),
  accountId: v.optional(
    described(
      textLike(/^\d{12}$/, 'an account id of twelve digits in quotes'),
      'AWS account id. Default: "123456789012".',
    ),
  ),
  apis: required(record(api, 'APIs by name'), 'WebSocket APIs, by name.', {
    chat: { routes: { $default: 'echo' } },
  }),
  functions: required(record(lambdaFunction, 'functions by name'), 'Lambda functions, by name.', {
    echo: { handler: 'index.handler' },
  }),
  tables: v.optional(described(record(table, 'tables by name'), 'DynamoDB tables, by name.')),
  passthrough: v.optional(
    described(
      v.array(
        textLike(/^[a-z0-9.-]+$/, 'an AWS service as its host name has it ("s3", "sqs")'),
        'a list of AWS services, such as ["s3"]',
      ),
      'AWS services that handlers may reach outside this machine, such as "s3" or "sqs". Default: none.',
    ),
  ),
  dynamodb: v.optional(
    described(
      v.strictObject({
        endpoint: v.optional(
          described(
            v.pipe(
              textLike(/^https?:/, 'a URL such as "http://localhost:8000"'),
              v.url('a URL such as "http://localhost:8000"'),
            ),
            'A DynamoDB that is already running, instead of the built-in engine.',
          ),
        ),
      }),
      'Where the tables live.',
    ),
  ),
});

/** Describes an {@link EmulatorConfig}; nothing else is allowed in one. */
export const configSchema = v.pipe(
  config,
  v.title('emulator.config'),
  v.description(
    'What apigateway-websocket-emulator runs: WebSocket APIs, Lambda functions, DynamoDB tables.',
  ),
) satisfies v.GenericSchema<EmulatorConfig>;

/** A configuration that has the shape of {@link configSchema}. */
export type CheckedConfig = v.InferOutput<typeof configSchema>;
