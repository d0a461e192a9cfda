/** What a session file says of a handshake. */
import * as v from 'valibot';
import { described, record, text, truth } from '../project/config/terms.ts';

/** What stands there once, or several times. */
export const parameter = () =>
  v.union(
    [v.string(), v.number(), truth(), v.array(v.string(), 'a list of texts')],
    'a text, or a list of texts',
  );

/** Fields of a client, and of a step that connects one. */
export const handshakeEntries = {
  api: v.optional(
    described(text('the name of an API'), 'Name of the API. Default: the first of the project.'),
  ),
  query: v.optional(
    described(
      record(parameter(), 'query parameters'),
      'Query parameters, by name; a list for one that stands there several times.',
    ),
  ),
  headers: v.optional(described(record(v.string('a text'), 'headers'), 'Headers of the handshake, by name.')),
  protocols: v.optional(
    described(v.array(text('a subprotocol'), 'a list such as [chat]'), 'Subprotocols to offer.'),
  ),
  origin: v.optional(described(text('an origin such as https://example.com'), 'The Origin header.')),
};

export const client = v.strictObject(handshakeEntries);
