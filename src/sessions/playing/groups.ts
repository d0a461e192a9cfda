/**
 * Messages of several clients: `inOrder` by the order in which they arrived, `anyOrder` in whatever order each client
 * got them. Row `replay.order`.
 */
import type { ReceivedMessage } from '../../testing/message.ts';
import { assign } from '../assign.ts';
import { matchText } from '../match.ts';
import { type Bindings, placeholdersOf } from '../placeholders.ts';
import type { GroupStep, ReceiveStep } from '../session.ts';
import { expectText, showMissing } from './expecting.ts';
import type { Run } from './run.ts';
import { nextMessage } from './sockets.ts';
import { StepFailure } from './step-failure.ts';

export async function inOrder(run: Run, step: GroupStep): Promise<void> {
  const timing = groupTiming(run, step);
  let before: { readonly client: string; readonly order: number } | undefined;
  for (const one of step.steps) {
    const { text, order } = await at(run, one, nextMessage(run, one.client, timing(one)));
    expectText(run, one.message, text, `another message came to ${one.client}`);
    if (before !== undefined && before.order > order) {
      throw new StepFailure(`the message came to ${one.client} before that of ${before.client}`, one.place);
    }
    before = { client: one.client, order };
  }
}

export async function anyOrder(run: Run, step: GroupStep): Promise<void> {
  const timing = groupTiming(run, step);
  const clients = [...new Set(step.steps.map(({ client }) => client))];
  const found: (readonly [ReceiveStep, string])[] = [];
  for (const client of clients) {
    const steps = step.steps.filter((one) => one.client === client);
    const messages: ReceivedMessage[] = [];
    for (const one of steps) messages.push(await at(run, one, nextMessage(run, client, timing(one))));
    found.push(...pair(steps, messages, run.bindings));
  }
  for (const one of step.steps) {
    const text = found.find(([other]) => other === one)?.[1] ?? '';
    expectText(run, one.message, text, `another message came to ${one.client}`);
  }
}

/** A failure is that of the step in the group. */
async function at<T>(run: Run, step: ReceiveStep, work: Promise<T>): Promise<T> {
  return work.catch(showMissing(run, step.message)).catch((error: unknown) => {
    throw error instanceof StepFailure && error.place === undefined
      ? new StepFailure(`${error.message} (receive ${step.client})`, step.place, error.comparison)
      : error;
  });
}

/** The time of the group is that of all its steps together, but for one that has its own. */
function groupTiming(run: Run, group: GroupStep): (step: ReceiveStep) => Pick<ReceiveStep, 'withinMs'> {
  const start = performance.now();
  return (step) => {
    if (step.withinMs !== undefined) return step;
    if (!run.isTimeChosen(group)) return group;
    return { withinMs: Math.max(0, run.withinOf(group) - (performance.now() - start)) };
  };
}

/** Each step with a message that fits; where there is no way to have that for all, what is left over as it came. */
function pair(
  steps: readonly ReceiveStep[],
  messages: readonly ReceivedMessage[],
  bindings: Bindings,
): (readonly [ReceiveStep, string])[] {
  const wanted = steps.map(({ message }) => ({
    captures: placeholdersOf(message.pattern).length > 0,
    match(index: number, known: Bindings) {
      const matched = matchText(message, messages[index]?.text ?? '', known);
      return matched.ok ? matched.bindings : undefined;
    },
  }));
  const { pairs } = assign(wanted, messages.length, bindings);
  const taken = new Set(pairs.values());
  const left = messages.filter((_, index) => !taken.has(index));
  return steps.map((step, i) => [step, (messages[pairs.get(i) ?? -1] ?? left.shift())?.text ?? ''] as const);
}
