/** Steps as reports name them. Pure. */
import { formatDuration } from '../durations.ts';
import type { Step } from '../session.ts';

/** `receive alice`, `table WSDemo`, `advance 10m`. */
export function describeStep(step: Step): string {
  switch (step.type) {
    case 'connect':
    case 'send':
    case 'receive':
    case 'close':
    case 'closed':
      return `${step.type} ${step.client}`;
    case 'post':
    case 'get':
    case 'delete':
      return `${step.type} ${step.connection}`;
    case 'advance':
      return `advance ${formatDuration(step.milliseconds)}`;
    case 'table':
      return `table ${step.table}`;
    case 'invocations':
      return `invocations ${step.function}`;
    case 'inOrder':
    case 'anyOrder':
      return step.type;
  }
}

/** Whether a step makes something happen, rather than looking at it. */
export function isAct({ type }: Step): boolean {
  return !['receive', 'closed', 'table', 'invocations', 'inOrder', 'anyOrder'].includes(type);
}
