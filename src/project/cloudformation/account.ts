/** The account and the region that a project without a word of its own on them is in. Pure. */
import type { Account } from './stack.ts';

/**
 * @param env - environment variables of the shell.
 * @param region - what the definition says.
 */
export function accountOf(
  env: Readonly<Record<string, string | undefined>>,
  region: string | undefined,
): Account {
  return {
    region: region || env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1',
    accountId: env.AWS_ACCOUNT_ID || '123456789012',
  };
}
