/** What every reader of resources works with. */
import type { Origins } from '../../source/origins.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import type { ResourceReader } from '../resource-reader.ts';
import type { Account } from '../stack.ts';

export interface ReadingContext {
  readonly resources: ResourceReader;
  readonly origins: Origins;
  readonly problems: ProblemList;
  readonly account: Account;
}
