/** What API Gateway calls a function by, for those who make templates. */
import { list, type Mapping, mapping, type Node, scalar } from '../source/node.ts';

const URI =
  'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations';

export function invocationUri(functionArn: Node): Mapping {
  const { at } = functionArn;
  const variables = mapping({ FunctionArn: functionArn }, at);
  return mapping({ 'Fn::Sub': list([scalar(URI, at), variables], at) }, at);
}
