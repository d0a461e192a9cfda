import { NestedStack } from 'aws-cdk-lib';
import { Code, type IFunction, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** Who may connect. */
export class AuthStack extends NestedStack {
  readonly authorizer: IFunction;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.authorizer = new LambdaFunction(this, 'Token', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline(`exports.handler = async ({ methodArn, queryStringParameters: { token } }) => ({
  principalId: token,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: token === 'stranger' ? 'Deny' : 'Allow', Resource: methodArn }],
  },
});`),
    });
  }
}
