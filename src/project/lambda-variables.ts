/** Which environment variables a function may have. Pure. */

/** Lambda refuses these at deployment: it sets them itself. */
const RESERVED_VARIABLES = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/** https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html */
const VARIABLE_NAME = /^[A-Za-z]\w+$/;

export const LAWFUL_NAMES =
  'Lambda takes variable names of two or more letters, digits and "_", with a letter in front';

/** Why Lambda refuses a variable of this name, or undefined when it takes it. */
export function variableProblem(name: string): 'reserved' | 'malformed' | undefined {
  if (RESERVED_VARIABLES.has(name)) return 'reserved';
  return VARIABLE_NAME.test(name) ? undefined : 'malformed';
}
