/**
 * The shape of an `emulator.config.*`, once: the rules that check it, and, through them, the JSON Schema that
 * ships for editors (`emulator.config.schema.json`, held to this file by a test).
 */
import * as v from 'valibot';
import { MAX_FUNCTION_MEMORY_MB, MAX_FUNCTION_TIMEOUT_S } from '../../limits.ts';
import type { EmulatorConfig } from './types.ts';

const text = (expected: string) => v.pipe(v.string(expected), v.nonEmpty(expected));
const described = <S extends v.GenericSchema>(schema: S, description: string) =>
  v.pipe(schema, v.description(description));
const wholeNumber = (min: number, max: number, unit: string) => {
  const expected = `a whole number of ${unit} from ${min} to ${max}`;
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(min, expected),
    v.maxValue(max, expected),
  );
};
const port = () => {
  const expected = 'a port from 0 to 65535 (0 takes a free one)';
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(0, expected),
    v.maxValue(65_535, expected),
  );
};
const variables = (what: string) =>
  v.record(v.string(), v.string('a string: quote it'), `an object of ${what}`);

const STAGE = /^[A-Za-z0-9_-]{1,128}$/;
const KEY = /^[^:]+(:[SNB])?$/;

const keyAttribute = () => {
  const expected = 'an attribute name, with ":N" or ":B" behind it for a number or binary key ("room:N")';
  return v.pipe(v.string(expected), v.regex(KEY, expected));
};

const route = v.union(
  [
    text('a function name'),
    v.strictObject({
      function: described(text('a function name'), 'Name of the function that the route invokes.'),
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
      v.pipe(
        v.string('a stage name'),
        v.regex(STAGE, 'a stage name of letters, digits, "-" and "_", at most 128 of them'),
      ),
      'Stage name, the first part of the URL path. Default: "dev".',
    ),
  ),
  port: v.optional(described(port(), 'Port to serve on. APIs may share one. Default: 3001.')),
  routeSelectionExpression: v.optional(
    described(
      v.pipe(
        v.string('an expression such as "$request.body.action"'),
        v.regex(/^\$request\.body\..+$/, 'an expression of the form "$request.body.{path}"'),
      ),
      'Where a message says which route it is for. Default: "$request.body.action".',
    ),
  ),
  apiId: v.optional(
    described(
      v.pipe(
        v.string('an API id'),
        v.regex(/^[a-z0-9]{1,32}$/, 'an API id of lower-case letters and digits ("abcdef1234")'),
      ),
      'API id. Default: one made from the name, the same from run to run.',
    ),
  ),
  domainName: v.optional(
    described(
      text('a host name'),
      'requestContext.domainName of the events. Default: "{apiId}.execute-api.{region}.amazonaws.com".',
    ),
  ),
  stageVariables: v.optional(
    described(variables('stage variables, name to string'), 'Stage variables, passed on in every event.'),
  ),
  routes: described(
    v.record(v.string(), route, 'an object of routes, route key to function name'),
    'Routes: "$connect", "$disconnect", "$default" or a custom key, and the function that each invokes.',
  ),
});

const lambdaFunction = v.strictObject({
  handler: described(
    text('a handler such as "index.handler"'),
    'File and export, as Lambda takes them: "index.handler", "src/ws.handler".',
  ),
  codeUri: v.optional(
    described(
      text('a folder'),
      "Folder of the function's code, relative to this file. Default: the folder of this file.",
    ),
  ),
  runtime: v.optional(
    described(
      v.pipe(
        v.string('a Lambda runtime such as "nodejs22.x"'),
        v.regex(
          /^nodejs(\d+\.x|[468]\.10)$/,
          'a Node.js runtime of Lambda, such as "nodejs22.x" (other languages are not supported yet)',
        ),
      ),
      'Lambda runtime. Default: "nodejs22.x".',
    ),
  ),
  timeout: v.optional(
    described(wholeNumber(1, MAX_FUNCTION_TIMEOUT_S, 'seconds'), 'Timeout, seconds. Default: 3.'),
  ),
  memorySize: v.optional(
    described(wholeNumber(128, MAX_FUNCTION_MEMORY_MB, 'MB'), 'Memory, MB. Default: 128.'),
  ),
  environment: v.optional(
    described(variables('environment variables, name to string'), 'Environment variables of the function.'),
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
  partitionKey: described(keyAttribute(), 'Partition key: "connectionId", "room:N", "hash:B".'),
  sortKey: v.optional(described(keyAttribute(), 'Sort key.')),
  timeToLive: v.optional(
    described(text('an attribute name'), "Attribute that holds an item's expiry, epoch seconds."),
  ),
  indexes: v.optional(
    described(v.record(v.string(), index, 'an object of indexes, by name'), 'Secondary indexes, by name.'),
  ),
});

/** Checks an {@link EmulatorConfig}, unknown keys included. */
export const configSchema = v.strictObject({
  $schema: v.optional(v.string('a path or URL')),
  region: v.optional(
    described(
      v.pipe(
        v.string('an AWS region'),
        v.regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, 'an AWS region such as "us-east-1"'),
      ),
      'AWS region. Default: "us-east-1".',
    ),
  ),
  accountId: v.optional(
    described(
      v.pipe(v.string('twelve digits, quoted'), v.regex(/^\d{12}$/, 'twelve digits, quoted')),
      'AWS account id. Default: "123456789012".',
    ),
  ),
  apis: described(v.record(v.string(), api, 'an object of APIs, by name'), 'WebSocket APIs, by name.'),
  functions: described(
    v.record(v.string(), lambdaFunction, 'an object of functions, by name'),
    'Lambda functions, by name.',
  ),
  tables: v.optional(
    described(v.record(v.string(), table, 'an object of tables, by name'), 'DynamoDB tables, by name.'),
  ),
  passthrough: v.optional(
    described(
      v.array(
        text('the name of an AWS service, as in its host name ("s3", "sqs")'),
        'a list of AWS services',
      ),
      'AWS services that handlers may reach outside this machine, such as "s3" or "sqs". Default: none.',
    ),
  ),
  dynamodb: v.optional(
    v.strictObject({
      endpoint: v.optional(
        described(
          v.pipe(
            v.string('a URL'),
            v.url('a URL such as "http://localhost:8000"'),
            v.regex(/^https?:/, 'a URL of http or https'),
          ),
          'A DynamoDB that is already running, instead of the built-in engine.',
        ),
      ),
    }),
  ),
}) satisfies v.GenericSchema<EmulatorConfig>;

/** A configuration that has passed {@link configSchema}. */
export type CheckedConfig = v.InferOutput<typeof configSchema>;
