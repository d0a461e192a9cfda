/** What a session file says, all in all. */
import * as v from 'valibot';
import { described, record, required, text } from '../project/config/terms.ts';
import { client } from './handshake-schema.ts';
import { STEP_SCHEMAS, seedSchema } from './step-schemas.ts';

/** The version of the format that is read and written. */
export const VERSION = 1;

const top = {
  $schema: v.optional(described(text('a URL or a path'), 'Where session.schema.json is, for editors.')),
  version: required(
    v.literal(VERSION, `${VERSION}, the version that this emulator reads`),
    'The version of the format.',
    VERSION,
  ),
  name: v.optional(described(text('a text'), "What the session is called. Default: the file's name.")),
  clients: v.optional(
    described(
      record(v.union([client, v.null()], 'an object such as { query: { name: alice } }'), 'clients by name'),
      'How clients connect, by name.',
    ),
  ),
  seed: v.optional(
    described(
      seedSchema,
      'Items that tables have before the first step, by table; beside those of the project.',
    ),
  ),
};

const STEPS = 'What happens, one thing a step.';
const EXAMPLE = [{ connect: 'alice' }];

/** Everything but what stands in the steps, which the reader looks at one by one. */
export const outerSchema = v.strictObject({
  ...top,
  steps: required(v.array(v.unknown(), 'a list of steps'), STEPS, EXAMPLE),
});

/** For editors. */
export const sessionSchema = v.pipe(
  v.strictObject({ ...top, steps: required(v.array(v.union(Object.values(STEP_SCHEMAS))), STEPS, EXAMPLE) }),
  v.title('session'),
  v.description('A conversation with WebSocket APIs that apigateway-websocket-emulator replays.'),
);
