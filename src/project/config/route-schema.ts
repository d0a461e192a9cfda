/** The shape of a route and its integration in an `emulator.config.*`. */
import * as v from 'valibot';
import {
  DEFAULT_INTEGRATION_TIMEOUT_MS,
  MAX_INTEGRATION_TIMEOUT_MS,
  MIN_INTEGRATION_TIMEOUT_MS,
} from '../../limits.ts';
import { described, record, required, text, textLike, truth, wholeNumber } from './terms.ts';

const templates = () => record(v.string('a VTL template'), 'VTL templates by key');

const contentHandling = () =>
  v.optional(
    described(
      v.picklist(['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT'], '"CONVERT_TO_BINARY" or "CONVERT_TO_TEXT"'),
      'Base64 text to bytes, or bytes to base64 text. Default: neither.',
    ),
  );

const integrationResponse = v.strictObject({
  responseTemplates: v.optional(
    described(templates(), 'VTL templates, by what the template selection expression selects.'),
  ),
  templateSelectionExpression: v.optional(
    described(text('a selection expression'), 'Which response template is taken. Default: "$default".'),
  ),
  contentHandlingStrategy: contentHandling(),
});

const integration = v.strictObject({
  type: required(
    v.picklist(
      ['AWS_PROXY', 'AWS', 'HTTP_PROXY', 'HTTP', 'MOCK'],
      '"AWS_PROXY", "AWS", "HTTP_PROXY", "HTTP" or "MOCK"',
    ),
    'Type of the integration.',
    'AWS_PROXY',
  ),
  function: v.optional(described(text('a function name'), 'Name of a function, for AWS_PROXY and AWS.')),
  uri: v.optional(
    described(
      text('a URL, or an action such as "dynamodb:action/PutItem"'),
      'A URL for HTTP and HTTP_PROXY; an action such as "dynamodb:action/PutItem" for AWS.',
    ),
  ),
  integrationMethod: v.optional(
    described(textLike(/^[A-Z]+$/, 'an HTTP method such as "POST"'), 'HTTP method. Default: "POST".'),
  ),
  connectionType: v.optional(
    described(
      v.picklist(
        ['INTERNET'],
        '"INTERNET" (VPC links are not emulated; name the address behind the link as "uri")',
      ),
      'Always "INTERNET".',
    ),
  ),
  timeoutInMillis: v.optional(
    described(
      wholeNumber(
        MIN_INTEGRATION_TIMEOUT_MS,
        MAX_INTEGRATION_TIMEOUT_MS,
        `whole milliseconds from ${MIN_INTEGRATION_TIMEOUT_MS} to ${MAX_INTEGRATION_TIMEOUT_MS}`,
      ),
      `Timeout, milliseconds. Default: ${DEFAULT_INTEGRATION_TIMEOUT_MS}.`,
    ),
  ),
  requestParameters: v.optional(
    described(
      record(v.string('where the value comes from, such as "context.connectionId"'), 'request parameters'),
      'integration.request.header.X and the like, each with where its value comes from.',
    ),
  ),
  requestTemplates: v.optional(
    described(templates(), 'VTL templates, by what the template selection expression selects.'),
  ),
  templateSelectionExpression: v.optional(
    described(text('a selection expression'), 'Which request template is taken. Default: "$default".'),
  ),
  passthroughBehavior: v.optional(
    described(
      v.picklist(
        ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'],
        '"WHEN_NO_MATCH", "WHEN_NO_TEMPLATES" or "NEVER"',
      ),
      'What becomes of a message that no template is for. Default: "WHEN_NO_MATCH".',
    ),
  ),
  contentHandlingStrategy: contentHandling(),
  responses: v.optional(
    described(
      record(integrationResponse, 'integration responses by key'),
      'Integration responses: "$default", or a regular expression between slashes.',
    ),
  ),
});

export const route = v.union(
  [
    text('a function name'),
    v.strictObject({
      function: v.optional(
        described(text('a function name'), 'Name of the function that the route invokes (Lambda proxy).'),
      ),
      integration: v.optional(described(integration, 'Any other integration.')),
      routeResponse: v.optional(
        described(truth(), 'Two-way route: what the integration answers is sent back. Default: false.'),
      ),
      authorizationType: v.optional(
        described(
          v.picklist(
            ['NONE', 'AWS_IAM', 'CUSTOM'],
            '"NONE", "AWS_IAM" or "CUSTOM" (WebSocket APIs have no JWT authorizers; verify the token in a Lambda authorizer)',
          ),
          'Who may connect ($connect only). Default: "CUSTOM" with an authorizer, else "NONE".',
        ),
      ),
      authorizer: v.optional(
        described(text('the name of an authorizer'), 'Name of an authorizer ($connect only).'),
      ),
      apiKeyRequired: v.optional(
        described(truth(), 'Whether clients need an API key ($connect only). Default: false.'),
      ),
      modelSelectionExpression: v.optional(
        described(
          text('a selection expression'),
          'Which of the request models a message has to fit. Default: none, every message passes.',
        ),
      ),
      requestModels: v.optional(
        described(
          record(text('the name of a model'), 'models by key'),
          'Names of models, by what the model selection expression selects.',
        ),
      ),
      requestParameters: v.optional(
        described(
          record(
            v.strictObject({
              required: v.optional(described(truth(), 'Whether it has to be there. Default: false.')),
            }),
            'parameters such as { "route.request.querystring.token": { "required": true } }',
          ),
          'Parameters of the upgrade request ($connect only).',
        ),
      ),
    }),
  ],
  'a function name, or { "function": name, "routeResponse": true }',
);
