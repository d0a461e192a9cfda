/**
 * The shape of an `emulator.config.*`, once: what `check.ts` walks over, and what the JSON Schema for editors
 * (`emulator.config.schema.json`) is made from.
 */
import * as v from 'valibot';
import { api } from './api-schema.ts';
import { faultSettings } from './fault-schema.ts';
import { environmentCount, lambdaFunction } from './function-schema.ts';
import { eventSourceMapping, table } from './table-schema.ts';
import { described, envFile, positive, record, required, text, textLike, wholeNumber } from './terms.ts';
import type { EmulatorConfig } from './types.ts';

const apiKey = v.strictObject({
  value: required(
    textLike(/^[\x21-\x7e]{20,128}$/, 'an API key of 20 to 128 characters without spaces'),
    'What clients send.',
    '0123456789abcdefghij',
  ),
  id: v.optional(described(text('an id'), 'Id. Default: one made from the name.')),
  enabled: v.optional(described(v.boolean('true or false'), 'Whether it opens anything. Default: true.')),
});

const usagePlan = v.strictObject({
  apiKeys: required(
    v.array(text('the name of an API key'), 'a list of names of API keys'),
    'The API keys that it is for.',
    ['mobile'],
  ),
  stages: v.optional(
    described(
      v.array(text('an API, or "api/stage"'), 'a list such as ["chat/dev"]'),
      'The stages that it opens: "api" or "api/stage". Default: all.',
    ),
  ),
  throttle: v.optional(
    described(
      v.strictObject({
        rateLimit: required(positive('a number of requests a second'), 'Requests a second.', 10),
        burstLimit: v.optional(
          described(
            wholeNumber(1, 1_000_000, 'a whole number from 1'),
            'Requests at once. Default: the rate.',
          ),
        ),
      }),
      'How fast each key may be used.',
    ),
  ),
  quota: v.optional(
    described(
      v.strictObject({
        limit: required(
          wholeNumber(1, 1_000_000_000, 'a whole number from 1'),
          'Requests in a period.',
          1000,
        ),
        period: required(
          v.picklist(['DAY', 'WEEK', 'MONTH'], '"DAY", "WEEK" or "MONTH"'),
          'How long the quota lasts.',
          'DAY',
        ),
      }),
      'How often each key may be used.',
    ),
  ),
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
  envFile: v.optional(
    described(
      envFile(),
      'Files of environment variables of all functions; a function\'s own "envFile" counts before. Default: none.',
    ),
  ),
  tables: v.optional(described(record(table, 'tables by name'), 'DynamoDB tables, by name.')),
  eventSourceMappings: v.optional(
    described(
      v.array(eventSourceMapping, 'a list such as [{ "function": "onChange", "table": "Messages" }]'),
      'Functions that read the streams of tables. Default: none.',
    ),
  ),
  domains: v.optional(
    described(
      record(
        record(text('an API, or "api/stage"'), 'base paths such as { "": "chat" }'),
        'custom domains such as { "ws.example.com": { "": "chat" } }',
      ),
      'Custom domains, and which API each base path leads to: "api" or "api/stage".',
    ),
  ),
  apiKeys: v.optional(described(record(apiKey, 'API keys by name'), 'API keys, by name.')),
  usagePlans: v.optional(described(record(usagePlan, 'usage plans by name'), 'Usage plans, by name.')),
  newConnectionsPerSecond: v.optional(
    described(
      wholeNumber(1, 1_000_000, 'a whole number from 1'),
      'New connections that all APIs together accept in a second. Default: any number.',
    ),
  ),
  maxEnvironments: v.optional(
    described(
      environmentCount,
      'Execution environments of all functions together, each of which is a thread or a process. Default: 32 a core, if each can have 64 MB of half the memory.',
    ),
  ),
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
  faults: v.optional(
    described(
      v.array(faultSettings, 'a list such as [{ "lambda": { "*": { "delay": 500 } } }]'),
      'Failures to try the project with. Default: none.',
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
