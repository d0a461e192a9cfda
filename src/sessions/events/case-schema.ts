/** What an event case says, all in all. */
import * as v from 'valibot';
import { described, record, required, text, truth, wholeNumber } from '../../project/config/terms.ts';
import { parameter } from '../handshake-schema.ts';
import { VERSION } from '../session-schema.ts';
import { seedSchema } from '../step-schemas.ts';
import { EVENT_TYPES } from './event-types.ts';

const texts = (what: string) =>
  described(
    record(parameter(), what),
    `The ${what} of the upgrade request, by name; a list for one that stands there several times.`,
  );
const id = (of: string) => v.optional(described(text('a text'), `${of} Default: a new one.`));
const time = (description: string) => {
  const expected = 'a time such as 2026-11-29T18:00:00Z, or seconds or milliseconds since 1970';
  return v.optional(described(v.union([text(expected), v.number(expected)], expected), description));
};

const types = EVENT_TYPES.join(', ');

const generate = v.strictObject({
  type: required(v.picklist(EVENT_TYPES, `one of ${types}`), `What the event is of: ${types}.`, 'message'),
  api: v.optional(described(text('the name of an API'), 'Default: the first of the project.')),
  stage: v.optional(described(text('the name of a stage'), "Default: the API's first.")),
  domainName: v.optional(described(text('a domain name'), "Default: the API's execute-api host.")),
  route: v.optional(
    described(text('a route key'), 'Of a message. Default: the route that its body selects.'),
  ),
  body: v.optional(
    described(
      v.unknown(),
      'Of a message: a text as it is, anything else as JSON. Default: what selects the route.',
    ),
  ),
  connectionId: id('The connection.'),
  messageId: id('Of a message.'),
  requestId: id('The request.'),
  query: v.optional(texts('query parameters')),
  headers: v.optional(texts('headers')),
  protocols: v.optional(
    described(v.array(text('a subprotocol'), 'a list such as [chat]'), 'Subprotocols that it offers.'),
  ),
  authorizer: v.optional(
    described(
      record(v.unknown(), 'values'),
      'What stands in requestContext.authorizer, or all that the authorizer returned.',
    ),
  ),
  stageVariables: v.optional(described(record(v.string('a text'), 'variables'), "Beside the stage's own.")),
  sourceIp: v.optional(described(text('an address'), 'Default: 127.0.0.1.')),
  userAgent: v.optional(described(text('a text'), 'Default: none.')),
  time: time('Of the request. Default: now.'),
  connectedAt: time('When the connection was opened. Default: the time of the request.'),
  code: v.optional(
    described(wholeNumber(1000, 4999, 'a close code from 1000 to 4999'), 'Of a disconnect. Default: 1000.'),
  ),
  reason: v.optional(
    described(v.string('a text'), 'Of a disconnect. Default: what API Gateway says with the code.'),
  ),
});

export const caseSchema = v.pipe(
  v.strictObject({
    $schema: v.optional(described(text('a URL or a path'), 'Where event.schema.json is, for editors.')),
    version: required(
      v.literal(VERSION, `${VERSION}, the version that this emulator reads`),
      'The version of the format.',
      VERSION,
    ),
    name: v.optional(described(text('a text'), "What the case is called. Default: the file's name.")),
    function: required(
      text('the name of a function'),
      'The function, by its name or by what the definition calls it.',
      'echo',
    ),
    seed: v.optional(
      described(seedSchema, 'Items that tables have before, by table; beside those of the project.'),
    ),
    event: v.optional(described(v.unknown(), 'The event.')),
    eventFile: v.optional(
      described(text('a file such as connect.json'), 'A JSON file with the event, relative to this one.'),
    ),
    generate: v.optional(described(generate, 'What the event is made from, as by emulator generate-event.')),
    modernize: v.optional(
      described(truth(), 'Whether the event is brought to the shape of today. Default: false.'),
    ),
    result: v.optional(described(v.unknown(), 'What the function returns, and nothing beside it.')),
    resultContains: v.optional(
      described(v.unknown(), 'What the function returns, of which objects may have more.'),
    ),
    error: v.optional(
      described(
        v.unknown(),
        'The error that it fails with: a part of its message, or errorType, errorMessage and trace, of which some may stand.',
      ),
    ),
    items: v.optional(
      described(seedSchema, 'All items that tables have afterwards, in any order, by table.'),
    ),
  }),
  v.title('event case'),
  v.description('An event for a Lambda function, and what is to come of it.'),
);
