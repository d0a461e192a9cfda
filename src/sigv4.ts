/**
 * AWS Signature Version 4: whether a request (a call of `@connections` or of Lambda's API, an upgrade) was
 * signed with the secret that belongs to its access key, in its headers or in its query. Pure.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** A request as it came, its body whole. */
export interface SignedRequest {
  readonly method: string;
  /** The URL's path as it was sent, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

/** What a request says about its signature. */
export interface SignatureClaim {
  readonly accessKey: string;
  /** `20260925/us-east-1/execute-api/aws4_request` */
  readonly scope: string;
  /** `20260925T000424Z` */
  readonly timestamp: string;
  /** Seconds that a presigned URL is good for; undefined when it does not say, and of signatures in headers. */
  readonly expires: number | undefined;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly payloadHash: string;
}

export type Verdict =
  | 'unsigned'
  /** The access key is nobody's that we know, so there is nothing to compare with. */
  | 'unknown-key'
  | 'valid'
  /** With the text that should have been signed, as AWS tells it. */
  | { readonly mismatch: string };

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * @param secretOf - the secret of an access key, when it is one that we handed out.
 * @param claim - of the request, where it has been read already.
 */
export function verifySignature(
  request: SignedRequest,
  secretOf: (accessKey: string) => string | undefined,
  claim = readClaim(request),
): Verdict {
  if (claim === undefined) return 'unsigned';
  const secret = secretOf(claim.accessKey);
  if (secret === undefined) return 'unknown-key';
  const canonical = canonicalRequest(request, claim);
  const stringToSign = [ALGORITHM, claim.timestamp, claim.scope, sha256(canonical)].join('\n');
  const expected = hmac(signingKey(secret, claim.scope), stringToSign).toString('hex');
  if (sameText(expected, claim.signature)) return 'valid';
  return {
    mismatch: `The Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${stringToSign}'\n`,
  };
}

/** An answer in AWS's words; `reason` is for the journal. */
export interface SignatureRefusal {
  readonly status: number;
  /** `x-amzn-ErrorType` */
  readonly errorType: string;
  readonly body: string;
  readonly reason: string;
}

/** The answer of AWS's APIs to a request that is not signed as it should be; undefined when it is. */
export function signatureRefusal(verdict: Verdict, allowUnsigned: boolean): SignatureRefusal | undefined {
  if (verdict === 'valid' || verdict === 'unknown-key') return undefined;
  if (verdict !== 'unsigned') {
    const message = `The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n${verdict.mismatch}`;
    const body = JSON.stringify({ message });
    const reason = 'the signature does not match the request; AWS refuses it too';
    return { status: 403, errorType: 'InvalidSignatureException', body, reason };
  }
  if (allowUnsigned) return undefined;
  return {
    status: 403,
    errorType: 'MissingAuthenticationTokenException',
    body: '{"message":"Missing Authentication Token"}',
    reason:
      'the request is not signed; AWS refuses it too (emulator start --allow-unsigned lets it pass here)',
  };
}

/** What the request says of its signature, in its headers or in its query; undefined when it is not signed. */
export function readClaim(request: SignedRequest): SignatureClaim | undefined {
  return readHeaderClaim(request) ?? readQueryClaim(request);
}

function readHeaderClaim({ headers, body }: SignedRequest): SignatureClaim | undefined {
  const authorization = text(headers.authorization);
  if (!authorization.startsWith(`${ALGORITHM} `)) return undefined;
  const field = (name: string) => {
    const [, rest = ''] = authorization.split(`${name}=`, 2);
    return rest.split(',', 1)[0]?.trim() ?? '';
  };
  const { accessKey, scope } = splitCredential(field('Credential'));
  return {
    accessKey,
    scope,
    timestamp: text(headers['x-amz-date']) || text(headers.date),
    expires: undefined,
    signedHeaders: field('SignedHeaders').split(';'),
    signature: field('Signature'),
    payloadHash: text(headers['x-amz-content-sha256']) || sha256(body),
  };
}

function readQueryClaim({ query, headers, body }: SignedRequest): SignatureClaim | undefined {
  const signature = query.get('X-Amz-Signature');
  if (signature === null || query.get('X-Amz-Algorithm') !== ALGORITHM) return undefined;
  return {
    ...splitCredential(query.get('X-Amz-Credential') ?? ''),
    timestamp: query.get('X-Amz-Date') ?? '',
    expires: Number(query.get('X-Amz-Expires')) || undefined,
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature,
    payloadHash: text(headers['x-amz-content-sha256']) || sha256(body),
  };
}

function splitCredential(credential: string): Pick<SignatureClaim, 'accessKey' | 'scope'> {
  const [accessKey = '', ...scope] = credential.split('/');
  return { accessKey, scope: scope.join('/') };
}

function canonicalRequest({ method, path, query, headers }: SignedRequest, claim: SignatureClaim): string {
  const headerLines = claim.signedHeaders.map((name) => `${name}:${tidy(headers[name])}\n`);
  return [
    method,
    canonicalPath(path),
    canonicalQuery(query),
    headerLines.join(''),
    claim.signedHeaders.join(';'),
    claim.payloadHash,
  ].join('\n');
}

/** Encoded once more than it was sent, as every service but S3 wants it. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  const trailing = path.endsWith('/') && segments.length > 0 ? '/' : '';
  return `/${segments.join('/')}${trailing}`;
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

function encode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function tidy(value: string | string[] | undefined): string {
  if (Array.isArray(value)) return value.map(tidy).join(',');
  return (value ?? '').trim().replace(/\s\s+|[^\S ]/g, ' ');
}

/** Good for a day each; a handful is in use at a time. */
const MAX_KEPT_KEYS = 20;
const keptKeys = new Map<string, Buffer>();

/** Four signatures in a row, and the same for all requests of a day: kept. */
function signingKey(secret: string, scope: string): Buffer {
  const name = `${secret}\n${scope}`;
  const kept = keptKeys.get(name);
  if (kept !== undefined) return kept;
  const key = scope.split('/').reduce((part, next) => hmac(part, next), Buffer.from(`AWS4${secret}`));
  if (keptKeys.size === MAX_KEPT_KEYS) keptKeys.clear();
  keptKeys.set(name, key);
  return key;
}

const text = (value: string | string[] | undefined) =>
  Array.isArray(value) ? value.join(',') : (value ?? '');
const sha256 = (data: string | Uint8Array) => hash('sha256', data);
const hmac = (key: Buffer, data: string) => createHmac('sha256', key).update(data).digest();

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
