/**
 * What a session file says in each kind of step. The reader holds steps against these, and session.schema.json is made
 * from them.
 */
import * as v from 'valibot';
import { described, record, required, text, textLike, wholeNumber } from '../project/config/terms.ts';
import { DURATION } from './durations.ts';
import { handshakeEntries } from './handshake-schema.ts';

const duration = () => textLike(DURATION, 'a duration such as 350ms, 5s, 10m or 2h');
const clientName = () => required(text('the name of a client'), 'Name of the client.', 'alice');
const status = () => wholeNumber(100, 599, 'an HTTP status from 100 to 599');
const count = () => wholeNumber(0, 1_000_000, 'a whole number');
const code = (lowest: number) =>
  wholeNumber(lowest, 4999, `a close code from ${lowest} to 4999, such as 1000`);
const reason = () => v.string('a text');
const expected = (description: string) => v.optional(described(v.unknown(), description));

const timing = {
  after: v.optional(
    described(
      duration(),
      'The pause of the recorded client before it; without --speed realtime it ends when nothing is going on.',
    ),
  ),
  within: v.optional(
    described(duration(), 'How long what it waits for may take, in real time. Default: 5s.'),
  ),
};

const equal = (what: string) =>
  expected(`${what}, and nothing beside it: a text expects text, anything else JSON.`);
const contained = (what: string) =>
  expected(`${what}, of which objects may have more, and a text more around it.`);

const refused = v.strictObject({
  status: v.optional(described(status(), 'The status of the answer.')),
  body: equal('Its body'),
  contains: contained('Its body'),
});

const receive = v.strictObject({
  receive: clientName(),
  message: equal('The next message'),
  contains: contained('The next message'),
  ...timing,
});

const connectionOf = () =>
  required(
    text('the name of a client, or a connection id'),
    'Name of a client, for its connection id, or an id such as {{captured}}.',
    'alice',
  );
const answer = {
  status: v.optional(described(status(), 'The status of the answer. Default: that it worked.')),
  body: equal('The body of the answer'),
  contains: contained('The body of the answer'),
};

const receipts = (description: string) =>
  required(v.array(receive, 'a list of receive steps'), description, [{ receive: 'alice' }]);

/** By what the step does. */
export const STEP_SCHEMAS = {
  connect: described(
    v.strictObject({
      connect: clientName(),
      ...handshakeEntries,
      refused: v.optional(described(refused, 'The answer that refuses it. Default: the connection opens.')),
      protocol: v.optional(
        described(v.string('a subprotocol'), 'The subprotocol that is agreed on. Default: any.'),
      ),
      ...timing,
    }),
    'Opens a connection, or is refused.',
  ),
  send: described(
    v.strictObject({
      send: clientName(),
      message: required(
        v.unknown(),
        'A text goes as it is, base64:… as a binary frame, anything else as JSON.',
        'hello',
      ),
      ...timing,
    }),
    'Sends a message.',
  ),
  receive: described(receive, "Waits for the client's next message."),
  close: described(
    v.strictObject({
      close: clientName(),
      code: v.optional(described(code(1000), 'The close code. Default: 1000.')),
      reason: v.optional(described(reason(), 'The reason.')),
      ...timing,
    }),
    'Closes the connection from the side of the client.',
  ),
  closed: described(
    v.strictObject({
      closed: clientName(),
      code: v.optional(described(code(1000), 'The close code. Default: any.')),
      reason: v.optional(described(reason(), 'The reason. Default: any.')),
      ...timing,
    }),
    'Waits until the connection is closed from the other side.',
  ),
  post: described(
    v.strictObject({
      post: connectionOf(),
      message: required(v.unknown(), 'What is posted: a text as it is, anything else as JSON.', 'hello'),
      ...answer,
      ...timing,
    }),
    'Posts a message to a connection by way of @connections.',
  ),
  get: described(
    v.strictObject({ get: connectionOf(), ...answer, ...timing }),
    'Asks @connections about a connection.',
  ),
  delete: described(
    v.strictObject({ delete: connectionOf(), ...answer, ...timing }),
    'Closes a connection by way of @connections.',
  ),
  advance: described(
    v.strictObject({
      advance: required(duration(), 'By how much.', '10m'),
      ...timing,
    }),
    "Lets time pass on the emulator's clock.",
  ),
  table: described(
    v.strictObject({
      table: required(text('the name of a table'), 'Name of the table.', 'Connections'),
      items: v.optional(
        described(v.array(v.unknown(), 'a list of items'), 'All items of the table, in any order.'),
      ),
      contains: v.optional(
        described(v.array(v.unknown(), 'a list of items'), 'Some items of the table, which may have more.'),
      ),
      count: v.optional(described(count(), 'How many items the table has.')),
      ...timing,
    }),
    'Waits until a table is as it says.',
  ),
  invocations: described(
    v.strictObject({
      invocations: required(text('the name of a function'), 'Name of the function.', 'echo'),
      count: v.optional(described(count(), 'How often it was invoked in this session.')),
      event: expected('What the last event has.'),
      result: expected('What the last result has.'),
      error: expected('What the last error has: errorType, errorMessage; or a part of its message.'),
      ...timing,
    }),
    'Waits until the invocations of a function are as it says.',
  ),
  inOrder: described(
    v.strictObject({ inOrder: receipts('Messages in the order in which they arrive.'), ...timing }),
    'Messages of several clients, in this order.',
  ),
  anyOrder: described(
    v.strictObject({ anyOrder: receipts('Messages in whatever order they arrive.'), ...timing }),
    'Messages in any order.',
  ),
} as const;

export type Verb = keyof typeof STEP_SCHEMAS;

export const VERBS = Object.keys(STEP_SCHEMAS) as readonly Verb[];

export const seedSchema = record(v.array(v.unknown(), 'a list of items'), 'lists of items by table');
