/** The steps that call `@connections`: post, get, delete. Row `replay.management`. */
import { renderText } from '../placeholders.ts';
import type { ManagementStep } from '../session.ts';
import type { ManagementRequest } from '../stage.ts';
import { expectPlain, expectText } from './expecting.ts';
import { known, type Run } from './run.ts';
import { messageOf } from './sockets.ts';
import { StepFailure } from './step-failure.ts';
import { waitFor } from './waiting.ts';

const METHODS = { post: 'POST', get: 'GET', delete: 'DELETE' } as const;
/** Of an answer that says that it worked. */
const WORKED = { POST: 200, GET: 200, DELETE: 204 } as const;

export async function manage(run: Run, step: ManagementStep): Promise<void> {
  const method = METHODS[step.type];
  const data = step.message === undefined ? '' : messageOf(run, step.message);
  const request = { method, data: String(data), ...connectionOf(run, step.connection) };
  run.say('@connections', '→', `${method} ${request.connectionId} ${request.data}`.trimEnd());
  const answering = run.stage.manage(request);
  const { status, body } = await waitFor(run, step, answering, 'no answer came from @connections');
  run.say('@connections', '←', `${status} ${body}`.trimEnd());
  const expected = step.status ?? WORKED[method];
  const what = `@connections answered ${status}${body === '' ? '' : ` ${body}`}`;
  expectPlain(run, { place: step.place, entry: ['status'] }, expected, status, what);
  if (step.body !== undefined) expectText(run, step.body, body, '@connections answered with another body');
}

/** Of a client, by its name, or of whatever was captured. */
function connectionOf(run: Run, connection: string): Pick<ManagementRequest, 'api' | 'connectionId'> {
  const client = run.clients.findLast(({ name }) => name === connection);
  if (client === undefined) {
    const connectionId = known(renderText(connection, run.bindings));
    const owner = run.clients.findLast(({ socket }) => socket.connectionId === connectionId);
    return { connectionId, api: owner?.api };
  }
  const connectionId = client.socket.connectionId || run.bindings.get(connection);
  if (typeof connectionId === 'string') return { connectionId, api: client.api };
  throw new StepFailure(
    `the connection id of ${connection} is not known: outside the emulator it is when a message has come with {{${connection}}} in it`,
  );
}
