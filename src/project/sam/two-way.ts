/** What API Gateway documents of routes that answer, and SAM does not do for its users. Row `sam.websocket-api.two-way`. */
import { type Node, nodeAt, toText } from '../source/node.ts';
import type { SamContext } from './context.ts';

/**
 * Names the routes that have a `RouteResponseSelectionExpression`, but no route response to select.
 *
 * @param isWritten - whether the resource of that logical id is the user's own.
 */
export function noticeOneWayRoutes(
  resources: Readonly<Record<string, Node>>,
  isWritten: (id: string) => boolean,
  { problems }: SamContext,
): void {
  const ofType = (type: string) =>
    Object.entries(resources).filter(
      ([, resource]) => toText(nodeAt(resource, 'Type')) === `AWS::ApiGatewayV2::${type}`,
    );
  const answered = ofType('RouteResponse').map(([, node]) =>
    toText(nodeAt(node, 'Properties', 'RouteId', 'Ref')),
  );
  for (const [id, route] of ofType('Route')) {
    if (isWritten(id) || answered.includes(id)) continue;
    if (nodeAt(route, 'Properties', 'RouteResponseSelectionExpression') === undefined) continue;
    const key = toText(nodeAt(route, 'Properties', 'RouteKey'));
    const reason = 'SAM makes no route response for its RouteResponseSelectionExpression';
    const advice = `add an AWS::ApiGatewayV2::RouteResponse with RouteId: !Ref ${id} and RouteResponseKey: $default`;
    problems.notice(`The route ${key} sends no answers: ${reason}; ${advice}.`);
  }
}
