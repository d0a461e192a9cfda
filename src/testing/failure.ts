/** What a test is told when something did not happen: what was waited for, and the conversation until then. */

/** Something that a test expected did not happen. The message has the conversation and the handlers' log lines. */
export class ConversationError extends Error {
  override readonly name = 'ConversationError';
}

/** Remembers who called, so that a failure that comes later points there. */
export interface Caller {
  readonly stack?: string;
}

/** @param below - the function whose caller it is; itself and what it called are left out. */
export function callerOf(below: (...args: never[]) => unknown): Caller {
  const caller = {};
  Error.captureStackTrace(caller, below);
  return caller;
}

/**
 * @param headline - what did not happen, as a sentence; more lines may follow.
 * @param conversation - as `Timeline.format` has it.
 */
export function conversationError(
  headline: string,
  conversation: string,
  caller?: Caller,
): ConversationError {
  const error = new ConversationError(formatFailure(headline, conversation));
  if (caller !== undefined) pointTo(error, caller);
  return error;
}

/** An error of this name that points to the caller. */
export function errorAt(caller: Caller, name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  pointTo(error, caller);
  return error;
}

function pointTo(error: Error, { stack }: Caller): void {
  if (stack === undefined) return;
  error.stack = `${error.name}: ${error.message}\n${stack.split('\n').slice(1).join('\n')}`;
}

export function formatFailure(headline: string, conversation: string): string {
  return `${headline}\n\n${formatHappened(conversation)}\n`;
}

const HAPPENED = 'What happened:';

export function formatHappened(conversation: string): string {
  return `${HAPPENED}\n${conversation}`;
}

/** Whether a message has the conversation already. */
export function tellsWhatHappened(message: string): boolean {
  return message.includes(HAPPENED);
}
