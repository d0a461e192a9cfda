/** Which stacks an assembly has, and how they stand beside each other. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFiles } from '../../support/project.ts';
import { failureOf, readNamed } from '../read-project.ts';
import { API, assemblyOf, codeOf, functionOf, useApp, useChat } from './apps.ts';

const HANDLER = 'exports.handler = async () => ({ statusCode: 200 });';
const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  },
};

test('cdk.chosen: one template is taken alone, with what it imports from its siblings', async () => {
  const data = await failureOf(async () => readNamed(await useChat(), 'cdk.out/ChatData.template.json'));
  expect(data.message).toContain(
    'there is no API; add a WebSocketApi of aws-cdk-lib/aws-apigatewayv2 to the app, or name the template that has one',
  );
  const chat = await readNamed(await useChat(), 'cdk.out/Chat.template.json');
  expect(chat.tables).toEqual([]);
  expect(chat.notices).toEqual([
    'greeter5BE94E04 is not invoked for Connections827CEF2F, a table of another stack.',
  ]);
  const room = chat.functions.find(({ name }) => name.startsWith('Room'));
  expect(room?.environment).toEqual({ TABLE: 'Connections827CEF2F' });
});

test('cdk.assembly: stacks have their real names, and run where the app says', async () => {
  const stack = {
    resources: { ...API },
    template: { Outputs: { Name: { Value: { Ref: 'AWS::StackName' } } } },
  };
  const cwd = await useApp({
    Data: { resources: { Table: TABLE }, environment: 'aws://111111111111/us-west-2' },
    Chat: { ...stack, stackName: 'chat-dev', environment: 'aws://222222222222/eu-central-1' },
  });
  const { region, accountId, outputs, notices } = await readNamed(cwd, undefined);
  expect({ region, accountId }).toEqual({ region: 'eu-central-1', accountId: '222222222222' });
  expect(outputs).toEqual([{ stack: 'chat-dev', name: 'Name', value: 'chat-dev' }]);
  expect(notices).toEqual([
    'The stack Data is for us-west-2 in the account 111111111111; its functions and tables are in eu-central-1 here, with all others.',
  ]);
});

test('cdk.assembly: without a manifest every template is a stack', async () => {
  const { 'cdk.out/manifest.json': _, ...files } = assemblyOf({
    Chat: { resources: API },
    Data: { resources: { Table: TABLE } },
    'ChatInner.nested': { resources: { Inner: TABLE } },
  });
  const { apis, tables } = await readNamed(await useFiles(files), 'cdk.out');
  expect(apis.map(({ name }) => name)).toEqual(['chat']);
  expect(tables.map(({ name }) => name)).toEqual(['Table']);
});

test('cdk.stages: environments of one app run side by side, and what they share a name in is told apart', async () => {
  const resources = (name: string) => ({
    ...API,
    Table: TABLE,
    Users: { ...TABLE, Properties: { ...TABLE.Properties, TableName: 'users' } },
    Fn: functionOf(`../asset.${name}`, {
      Environment: { Variables: { TABLE: { Ref: 'Table' }, USERS: { Ref: 'Users' } } },
    }),
  });
  const stage = (name: string) =>
    assemblyOf(
      { [`${name}Chat`]: { resources: resources(name), stackName: `${name}-Chat` } },
      `cdk.out/assembly-${name}`,
    );
  const artifact = (name: string) => ({
    type: 'cdk:cloud-assembly',
    properties: { directoryName: `assembly-${name}`, displayName: name },
  });
  const cwd = await useFiles({
    'cdk.out/manifest.json': {
      version: '48.0.0',
      artifacts: { dev: artifact('Dev'), prod: artifact('Prod') },
    },
    ...stage('Dev'),
    ...stage('Prod'),
    'cdk.out/asset.Dev/index.js': HANDLER,
    'cdk.out/asset.Prod/index.js': HANDLER,
  });
  const { apis, tables, functions, notices } = await readNamed(cwd, 'cdk.out');
  expect(apis.map(({ name, port }) => [name, port])).toEqual([
    ['Dev-Chat-Api', 3001],
    ['Prod-Chat-Api', 3002],
  ]);
  expect(tables.map(({ name }) => name)).toEqual([
    'Dev-Chat-Table',
    'users',
    'Prod-Chat-Table',
    'Prod-Chat-users',
  ]);
  expect(functions.map(({ name, environment }) => [name, environment])).toEqual([
    ['Dev-Chat-Fn', { TABLE: 'Dev-Chat-Table', USERS: 'users' }],
    ['Prod-Chat-Fn', { TABLE: 'Prod-Chat-Table', USERS: 'Prod-Chat-users' }],
  ]);
  expect(notices).toContain(
    'The stacks Dev-Chat and Prod-Chat both have a table "users"; that of Prod-Chat is called "Prod-Chat-users" here.',
  );
});

test('cdk.references: exports and outputs of other stacks are read, in either order', async () => {
  const variables = {
    EXPORTED: { 'Fn::ImportValue': 'Data:ExportsOutputRefTable' },
    WEAK: { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'PublishOutputRefTable' } },
  };
  const cwd = await useApp(
    {
      Chat: { resources: { ...API, Fn: functionOf('a', { Environment: { Variables: variables } }) } },
      Data: {
        resources: { Table: TABLE },
        template: {
          Outputs: {
            ExportsOutputRefTable: {
              Value: { Ref: 'Table' },
              Export: { Name: 'Data:ExportsOutputRefTable' },
            },
            PublishOutputRefTable: { Value: { Ref: 'Table' } },
          },
        },
      },
    },
    { 'cdk.out/asset.a/index.js': HANDLER },
  );
  const { functions, outputs } = await readNamed(cwd, undefined);
  expect(functions[0]?.environment).toEqual({ EXPORTED: 'Table', WEAK: 'Table' });
  expect(outputs).toEqual([]);
});

test('cdk.references: what no stack has is asked for', async () => {
  const WEAK = { 'Fn::GetStackOutput': { StackName: 'Elsewhere', OutputName: 'Name' } };
  const files = { 'cdk.out/asset.a/index.js': HANDLER };
  const fn = functionOf('a', { Environment: { Variables: { WEAK } } });
  const cwd = await useApp({ Chat: { resources: { ...API, Fn: fn } } }, files);
  expect((await failureOf(() => readNamed(cwd, undefined))).message).toContain(
    'no stack of this project is "Elsewhere" with an output "Name"; give it a value in emulator.values.yaml: cf: { "Elsewhere.Name": … }',
  );
  const values = { 'emulator.values.yaml': 'cf: { "Elsewhere.Name": given }' };
  const given = await useApp({ Chat: { resources: { ...API, Fn: fn } } }, { ...files, ...values });
  expect((await readNamed(given, undefined)).functions[0]?.environment).toEqual({ WEAK: 'given' });
});

test('cdk.own-parts: bootstrap checks need no value, and functions that only deploy are left out', async () => {
  const provider = functionOf('provider', {}, 'Chat/LogRetention/Resource');
  const cwd = await useApp(
    {
      Chat: {
        resources: {
          ...API,
          Fn: functionOf('a', {
            Environment: { Variables: { SEEDED: { 'Fn::GetAtt': ['Seed', 'Count'] } } },
          }),
          Provider: provider,
          Framework: functionOf('provider', {
            Description: 'AWS CDK resource provider framework - onEvent (Chat)',
          }),
          Retention: {
            Type: 'Custom::LogRetention',
            Properties: { ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] } },
          },
          Seed: {
            Type: 'AWS::CloudFormation::CustomResource',
            Properties: { ServiceToken: { 'Fn::GetAtt': ['Framework', 'Arn'] } },
          },
          CDKMetadata: { Type: 'AWS::CDK::Metadata', Condition: 'CDKMetadataAvailable' },
        },
        template: {
          Parameters: {
            BootstrapVersion: {
              Type: 'AWS::SSM::Parameter::Value<String>',
              Default: '/cdk-bootstrap/hnb659fds/version',
            },
          },
          Rules: {
            CheckBootstrapVersion: {
              Assertions: [
                { Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], { Ref: 'BootstrapVersion' }] }] } },
              ],
            },
          },
          Conditions: {
            CDKMetadataAvailable: {
              'Fn::Or': [
                { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
                { 'Fn::Equals': ['a', 'b'] },
              ],
            },
          },
        },
      },
    },
    { 'lambda/index.js': HANDLER, 'cdk.out/asset.a/index.js': HANDLER },
  );
  const project = await readNamed(cwd, undefined);
  expect(codeOf(project)).toEqual({ Fn: 'lambda' });
  expect(project.functions[0]?.environment).toEqual({ SEEDED: 'Seed.Count' });
  expect(project.notices).toEqual([
    "Seed: custom resources are not made, so that what they do in a deployment is not done; an attribute of one is its name and the attribute's.",
  ]);
});

test('a parameter may be given to one stack', async () => {
  const template = {
    Parameters: { Name: { Type: 'String', Default: 'none' } },
    Outputs: { Name: { Value: { Ref: 'Name' } } },
  };
  const cwd = await useApp({
    One: { resources: API, template, parameters: { Name: 'given by the app' } },
    Two: { resources: {}, template },
  });
  const parameterOverrides = new Map([['Two:Name', 'two']]);
  const { outputs } = await readNamed(cwd, undefined, { parameterOverrides });
  expect(outputs.map(({ value }) => value)).toEqual(['given by the app', 'two']);
});

test('an assembly without stacks is refused', async () => {
  const cwd = await useApp({});
  const error = await failureOf(() => readNamed(cwd, undefined));
  expect(error.message).toBe(
    `${join(cwd, 'cdk.out')} cannot be read: there is no stack in it; write one into the app, and run "npx cdk synth".`,
  );
});

test('cdk.reports: mistakes name the construct', async () => {
  const cwd = await useApp(
    {
      Chat: {
        resources: {
          ...API,
          Fn: functionOf('a', { Timeout: 1000 }, 'Chat/Fn/Resource'),
          Zip: functionOf('a.zip', {}, 'Chat/Zip/Resource'),
          Image: {
            Type: 'AWS::Lambda::Function',
            Properties: { PackageType: 'Image', Code: { ImageUri: 'repository:tag' } },
          },
        },
      },
    },
    { 'cdk.out/asset.a/other.js': HANDLER, 'cdk.out/asset.a.zip': 'PK' },
  );
  expect((await failureOf(() => readNamed(cwd, undefined))).message).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      cdk.out/Chat.template.json:51:20  Chat/Fn: Resources.Fn.Properties.Handler: there is no cdk.out/asset.a/index.js, .mjs, .cjs or .ts; there is: cdk.out/asset.a/other.js
      cdk.out/Chat.template.json:57:20  Chat/Fn: Resources.Fn.Properties.Timeout: expected a whole number from 1 to 900, found 1000
      cdk.out/Chat.template.json:70:17  Chat/Zip: Resources.Zip.Properties.Code: cdk.out/asset.a.zip is an archive; write the folder that it is packed from"
  `);
});
