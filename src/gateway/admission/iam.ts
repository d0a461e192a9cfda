/**
 * `AWS_IAM`: an upgrade request that is signed, in its headers or in its URL. There are no IAM users and roles
 * here: whoever signs properly may connect. Rows `iam.*`;
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
 */
import type { IncomingMessage } from 'node:http';
import { readClaim, type SignatureClaim, verifySignature } from '../../sigv4.ts';
import { identityArn } from '../arns.ts';
import { MISSING_AUTHENTICATION_TOKEN } from '../replies.ts';
import type { ConnectScope } from '../scope.ts';
import type { GatewayServices } from '../services.ts';
import { type Passed, passed, type Refused, refused } from './admission.ts';

const SERVICE = 'execute-api';
/** How far a signature's time may be off, milliseconds. */
const TOLERANCE_MS = 5 * 60 * 1000;

/** What of an upgrade request is signed. */
export type UpgradeRequest = Pick<IncomingMessage, 'url' | 'headers'>;

export function checkSignature(
  { url = '/', headers }: UpgradeRequest,
  scope: ConnectScope,
  services: GatewayServices,
): Passed | Refused {
  const { pathname: path, searchParams: query } = new URL(url, 'ws://localhost');
  const request = { method: 'GET', path, query, headers, body: Buffer.alloc(0) };
  const claim = readClaim(request);
  if (claim === undefined) {
    return refused(
      'MISSING_AUTHENTICATION_TOKEN',
      MISSING_AUTHENTICATION_TOKEN,
      scope,
      'the request is not signed',
    );
  }
  const elsewhere = scopeProblem(claim, services.region);
  if (elsewhere !== undefined) return refused('INVALID_SIGNATURE', elsewhere, scope, elsewhere);
  const untimely = timeProblem(claim, services.clock.now());
  if (untimely !== undefined) return refused('EXPIRED_TOKEN', untimely, scope, untimely);
  const verdict = verifySignature(request, services.secretOf);
  if (typeof verdict === 'object') {
    const message = `The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n${verdict.mismatch}`;
    return refused('INVALID_SIGNATURE', message, scope, 'the signature does not match the request');
  }
  const { connection } = scope;
  const identity = { ...connection.identity, ...callerOf(claim.accessKey, services) };
  return passed({ ...connection, identity });
}

function scopeProblem({ scope }: SignatureClaim, region: string): string | undefined {
  const [, signedRegion, service] = scope.split('/');
  if (signedRegion !== region)
    return `Credential should be scoped to a valid region, not '${signedRegion}'. `;
  if (service !== SERVICE) return `Credential should be scoped to correct service: '${SERVICE}'. `;
  return undefined;
}

/** A presigned URL is good for as long as it says, any other signature for five minutes. */
function timeProblem({ timestamp, expires }: SignatureClaim, now: number): string | undefined {
  const signedAt = Date.parse(
    timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (Number.isNaN(signedAt))
    return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date`;
  const lifetime = expires === undefined ? TOLERANCE_MS : expires * 1000;
  const basic = (epochMs: number) => new Date(epochMs).toISOString().replace(/[-:]|\.\d+/g, '');
  if (signedAt + lifetime < now) {
    return `Signature expired: ${timestamp} is now earlier than ${basic(now - lifetime)} (${basic(now)} - ${lifetime / 60_000} min.)`;
  }
  if (signedAt - TOLERANCE_MS > now) {
    return `Signature not yet current: ${timestamp} is still later than ${basic(now + TOLERANCE_MS)} (${basic(now)} + 5 min.)`;
  }
  return undefined;
}

/** Who has a key is nobody's to know here: the keys' prefixes tell roles' sessions (ASIA) and users apart, as AWS's do. */
function callerOf(accessKey: string, services: GatewayServices): Record<string, string> {
  const { accountId } = services;
  const rest = accessKey.slice(4);
  const [caller, userArn] = accessKey.startsWith('ASIA')
    ? [`AROA${rest}:emulator`, identityArn('sts', 'assumed-role/emulator/emulator', services)]
    : [`AIDA${rest}`, identityArn('iam', 'user/emulator', services)];
  return { accountId, caller, user: caller, userArn, accessKey };
}
