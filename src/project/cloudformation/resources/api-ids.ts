/** Which API the parts of APIs belong to: one of the project's, or there is something to be said. */
import { isUnknown, nodeAt, toText } from '../../source/node.ts';
import type { Found } from '../resource-reader.ts';
import type { ReadingContext } from './context.ts';

type Part = Pick<Found<unknown>, 'resource' | 'node'>;

/** An id that no API here has belongs to one elsewhere, unless it is spelt like one of these. */
export function checkApiIds(
  parts: readonly Part[],
  apis: readonly Pick<Found<unknown>, 'resource' | 'id'>[],
  { problems }: ReadingContext,
): void {
  const strangers = new Map<string, string[]>();
  for (const { resource, node } of parts) {
    const written = nodeAt(node, 'ApiId');
    const id = toText(written);
    if (written === undefined || id === undefined || isUnknown(written)) continue;
    if (apis.some((api) => api.id === id)) continue;
    const meant = apis.find((api) => new RegExp(`\\b${api.resource.logicalId}\\b`).test(id));
    if (meant === undefined) strangers.set(id, [...(strangers.get(id) ?? []), resource.logicalId]);
    else {
      const { logicalId } = meant.resource;
      problems.add(written.at, `expected the id of an API, found "${id}"; write !Ref ${logicalId}`);
    }
  }
  for (const [id, ids] of strangers) {
    problems.notice(
      `The API "${id}" is not in this project, so that nothing is served of: ${ids.join(', ')}.`,
    );
  }
}
