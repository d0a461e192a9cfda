/** A message and a connection for templates to speak of. */
import { renderTemplate, type TemplateVariables } from '../../../src/gateway/templates/render.ts';

export const VARIABLES: TemplateVariables = {
  context: {
    connectionId: 'EOn3vdDbIAMCEyw=',
    connectedAt: 1_790_294_474_000,
    routeKey: 'join',
    identity: { sourceIp: '203.0.113.7', userAgent: undefined },
    authorizer: { principalId: 'me', tenant: 't-9' },
  },
  body: JSON.stringify({
    action: 'join',
    room: { name: 'blue', seats: 3, tags: ['a', 'b'], open: true },
    people: [{ name: 'Ann' }, { name: 'Bob' }],
    nothing: null,
    said: 'it\'s "so"',
  }),
  params: {
    path: {},
    querystring: { foo: 'bar', Host: 'from the query' },
    header: { Host: 'example.com', 'Sec-WebSocket-Key': 'abc==' },
  },
  stageVariables: { table: 'rooms', 'a-b': 'dashed' },
};

/** What a template makes of them. */
export function render(source: string, more: Partial<TemplateVariables> = {}): string {
  return renderTemplate(source, () => ({ ...VARIABLES, ...more }));
}
