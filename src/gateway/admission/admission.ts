/** What is said of a client that wants to connect. */
import { ownRefusal, type Refusal } from '../replies.ts';
import type { ConnectionFacts, ConnectScope } from '../scope.ts';

export interface Refused {
  readonly admitted: false;
  readonly refusal: Refusal;
  /** For people. */
  readonly reason: string;
}

/** What a guard found out of a client that it lets pass. */
export interface Passed {
  readonly admitted: true;
  readonly connection: ConnectionFacts;
}

export type Admission = Passed | Refused;

export function passed(connection: ConnectionFacts): Passed {
  return { admitted: true, connection };
}

export function refused(status: number, message: string, scope: ConnectScope, reason: string): Refused {
  return { admitted: false, refusal: ownRefusal(status, message, scope), reason };
}
