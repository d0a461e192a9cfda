/** A signed URL's query is longer than all the rest, and tokens stand in others. */
export function withoutQuery(url: string): string {
  return url.replace(/\?.*/s, '?…');
}
