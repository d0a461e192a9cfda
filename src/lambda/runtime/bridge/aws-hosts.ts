/** Host names of AWS, and the service each belongs to. */

/** The services that the emulator has, by their labels in host names. */
export const EMULATED_SERVICES: ReadonlySet<string> = new Set(['execute-api', 'dynamodb', 'lambda']);

const SUFFIXES = ['.amazonaws.com', '.amazonaws.com.cn', '.amazonaws.eu', '.api.aws', '.on.aws'];
const REGION = /^[a-z]{2}(-[a-z]+)+-\d+$/;
const NOT_A_SERVICE = new Set(['dualstack', 'vpce']);
const ALIASES: Readonly<Record<string, string>> = { ddb: 'dynamodb', queue: 'sqs' };

/**
 * The service that an AWS host name belongs to, as it is written in host names (`dynamodb`, `execute-api`,
 * `sqs`); undefined when the host is not AWS's.
 */
export function awsServiceOf(host: string): string | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  const suffix = SUFFIXES.find((end) => name.endsWith(end));
  if (suffix === undefined) return undefined;
  const labels = name
    .slice(0, -suffix.length)
    .split('.')
    .filter((label) => !REGION.test(label) && !NOT_A_SERVICE.has(label));
  // Of old, S3's regional names had a dash where others have a dot.
  const label = (labels.at(-1) ?? 'aws').replace(/-fips$/, '').replace(/^(s3)-.*/, '$1');
  return ALIASES[label] ?? label;
}
