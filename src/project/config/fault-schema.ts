/** The shape of `faults[]` in an `emulator.config.*`; what is asked for elsewhere is held against it too. */
import * as v from 'valibot';
import type { FaultSettings } from '../fault-model.ts';
import { described, record, required, text, textLike, truth, wholeNumber } from './terms.ts';

/** What is later than a day is not waited for. */
const MAX_DELAY_MS = 24 * 60 * 60 * 1000;
const MAX_TIMES = 1_000_000;

const milliseconds = () =>
  wholeNumber(0, MAX_DELAY_MS, `a whole number of milliseconds from 0 to ${MAX_DELAY_MS}`);
const flag = (description: string) => v.optional(described(truth(), `${description} Default: false.`));
const delay = v.optional(
  described(milliseconds(), "Milliseconds by the emulator's clock before it goes on, or fails. Default: 0."),
);
const times = v.optional(
  described(
    wholeNumber(1, MAX_TIMES, 'a whole number from 1'),
    'How often; then it is gone. Default: always.',
  ),
);

const error = (example: string, description: string) =>
  v.optional(
    described(
      v.union(
        [
          text(`an error such as ${example}`),
          v.strictObject({
            errorType: required(text('an error type'), 'Type of the error.', 'TypeError'),
            errorMessage: required(v.string('a text'), 'Message of the error.', 'it broke'),
          }),
        ],
        `an error such as ${example}`,
      ),
      description,
    ),
  );

const lambdaFault = v.strictObject({
  delay,
  error: error(
    '"TypeError: it broke"',
    'Fail with it, and do not run: a message, or "Type: message". Default: none.',
  ),
  throttle: flag('Do not take the invocation: TooManyRequestsException.'),
  timeout: flag("Be over the function's timeout, at once."),
  times,
});

const connectionsFault = v.strictObject({
  gone: flag('Answer 410 GoneException, though the connection is open.'),
  drop: flag('Answer a POST with 200, and send nothing.'),
  delay,
  connectionId: v.optional(described(text('a connection id'), 'The one connection. Default: all.')),
  times,
});

const dynamodbFault = v.strictObject({
  throttle: flag('Answer ProvisionedThroughputExceededException.'),
  error: error('"ValidationException"', 'Answer this error: a type, or "Type: message". Default: none.'),
  delay,
  table: v.optional(described(text('the name of a table'), 'The one table. Default: all.')),
  operation: v.optional(
    described(textLike(/^[A-Z]\w+$/, 'an operation such as "PutItem"'), 'The one operation. Default: all.'),
  ),
  times,
});

const networkFault = v.strictObject({
  latency: required(milliseconds(), 'Milliseconds that each frame is late, in either direction.', 200),
});

/** One or several faults. */
export const faultSettings = v.strictObject({
  lambda: v.optional(
    described(
      record(lambdaFault, 'faults by the name of a function, or "*"'),
      'What goes wrong with invocations, by the name of the function; "*" for all.',
    ),
  ),
  connections: v.optional(described(connectionsFault, 'What goes wrong with requests to @connections.')),
  dynamodb: v.optional(described(dynamodbFault, 'What goes wrong with requests to DynamoDB.')),
  network: v.optional(described(networkFault, 'What is wrong with the network between clients and APIs.')),
}) satisfies v.GenericSchema<FaultSettings>;
