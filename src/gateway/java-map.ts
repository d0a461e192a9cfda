/**
 * The order in which a Java `HashMap` gives its keys: API Gateway's `authorizer` and `identity` were recorded in
 * it, key for key. Pure. Rows `authorizer.context`, `iam.identity`.
 */

const SMALLEST = 16;
/** How full a map gets before it doubles. */
const LOAD = 0.75;

/** @param capacity - what the map was made with: a power of two; it grows when it is filled. */
export function inJavaOrder<T>(map: Readonly<Record<string, T>>, capacity = SMALLEST): Record<string, T> {
  const entries = Object.entries(map);
  let buckets = capacity;
  while (entries.length > buckets * LOAD) buckets *= 2;
  // Within a bucket keys stay in the order in which they were put: sorting is stable.
  const bucketOf = (key: string) => spread(hashCode(key)) & (buckets - 1);
  return Object.fromEntries(entries.sort(([a], [b]) => bucketOf(a) - bucketOf(b)));
}

/** `String.hashCode`. */
function hashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

function spread(hash: number): number {
  return hash ^ (hash >>> 16);
}
