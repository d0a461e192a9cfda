import { describe, expect, test } from 'vitest';
import { parseParameterOverrides } from '../../../src/project/sam/parameter-overrides.ts';

describe('sam.parameter-overrides: values of parameters, as SAM takes them', () => {
  const valuesOf = (...texts: string[]) => {
    const overrides = parseParameterOverrides(texts);
    return overrides.ok ? Object.fromEntries(overrides.values) : overrides.problem;
  };

  test.each<[string[], Record<string, string>]>([
    [[], {}],
    [[''], {}],
    [['Stage=dev'], { Stage: 'dev' }],
    [['Stage=dev Name=chat', 'Name=other'], { Stage: 'dev', Name: 'other' }],
    [['Name="a b" Stage=dev'], { Name: 'a b', Stage: 'dev' }],
    [['Name=\'a "b"\''], { Name: 'a "b"' }],
    [['Name="say \\"hi\\""'], { Name: 'say "hi"' }],
    [['Name=a\\ b'], { Name: 'a b' }],
    [["Name=O'Brien Stage='dev'"], { Name: "O'Brien", Stage: 'dev' }],
    [['"Name"="a"'], { Name: 'a' }],
    [['"Name=a b"'], { Name: 'a b' }],
    [['Empty= Quoted=""'], { Empty: '', Quoted: '' }],
    [['Url=https://a.b/?c=d,e=f'], { Url: 'https://a.b/?c=d,e=f' }],
    [['Subnets=a,b,c'], { Subnets: 'a,b,c' }],
    [
      ['ParameterKey=Stage,ParameterValue=dev ParameterKey=Name,ParameterValue="a b"'],
      { Stage: 'dev', Name: 'a b' },
    ],
    [['Stage=dev\n  Name=chat'], { Stage: 'dev', Name: 'chat' }],
  ])('%j', (texts, values) => {
    expect(valuesOf(...texts)).toEqual(values);
  });

  test('sam.reports: what is no parameter', () => {
    const problems = ['Stage', 'Name=a b', 'Name="a', 'my-name=a', '=a', 'file://parameters.json'].map(
      (text) => valuesOf(text),
    );
    expect(problems).toMatchInlineSnapshot(`
      [
        ""Stage" is no parameter with its value; write Key=Value, or Key="a value" when it has spaces",
        ""b" is no parameter with its value; write Key=Value, or Key="a value" when it has spaces",
        "a quote is not closed; write Key="a value"",
        ""my-name=a" is no parameter with its value; write Key=Value, or Key="a value" when it has spaces",
        ""=a" is no parameter with its value; write Key=Value, or Key="a value" when it has spaces",
        ""file://parameters.json" names a file, which is not read here; write its parameters as Key=Value",
      ]
    `);
  });
});
