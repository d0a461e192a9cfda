/** SAM's resources that nothing here runs: in CloudFormation's terms, so that references to them resolve. */
import { type Mapping, toText } from '../source/node.ts';
import type { SamContext } from './context.ts';
import { getAtt, property, resolvedProperty } from './intrinsics.ts';
import { companion, passed, type SamResource, successor, type Transformed } from './resource.ts';

/** A folder's or file's template is a nested stack; an application of the Serverless Application Repository is not here. */
export function transformApplication(sam: SamResource, context: SamContext): Transformed {
  const { id, node, properties } = sam;
  const location = resolvedProperty(properties, 'Location', context);
  if (location === undefined) {
    context.problems.add(properties.at, '"Location" is missing; write Location: nested/template.yaml');
    return { resources: {} };
  }
  if (location.kind === 'mapping' || /^https?:/.test(toText(location) ?? '')) {
    context.problems.notice(`${id} is an application that is published elsewhere; it is not started.`);
    return { resources: { [id]: node } };
  }
  const nested = { TemplateURL: location, ...passed(properties, ['Parameters', 'Tags']) };
  return { resources: { [id]: successor(sam, 'AWS::CloudFormation::Stack', nested) } };
}

export function transformStateMachine(sam: SamResource): Transformed {
  const { id, node, properties } = sam;
  const role = property(properties, 'Role');
  const own = {
    StateMachineName: property(properties, 'Name'),
    StateMachineType: property(properties, 'Type'),
    RoleArn: role ?? getAtt(`${id}Role`, 'Arn', node.at),
  };
  return {
    resources: {
      [id]: successor(sam, 'AWS::StepFunctions::StateMachine', own),
      ...(role === undefined && { [`${id}Role`]: companion(sam, 'AWS::IAM::Role', {}, node.at) }),
    },
  };
}

export function transformGraphQlApi(sam: SamResource): Transformed {
  const api: Mapping = successor(sam, 'AWS::AppSync::GraphQLApi', passed(sam.properties, ['Name']));
  return { resources: { [sam.id]: api } };
}

/** Permissions, which are not asked for here. */
export function transformConnector(): Transformed {
  return { resources: {} };
}
