/** What a template takes from elsewhere, and nobody here can ask: other stacks, parameter stores, buckets. */
import type { Node } from '../source/node.ts';

/** Where a value is kept. */
export type ValueSource = 'imports' | 'ssm' | 'secretsmanager' | 'cf' | 's3';

/** The value of that address, where the user has given one. */
export type Lookup = (source: ValueSource, address: string) => Node | undefined;
