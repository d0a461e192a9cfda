// The settings of emulator.config.* as a page, made from their JSON Schema.

const INTRO = `# Settings

Everything that an \`emulator.config.json\`, \`.js\`, \`.mjs\` or \`.ts\` may say. \`*\` stands for a name of yours. This page is made from the schema that checks your file (\`npm run schema\`); examples are in [api-gateway.md](api-gateway.md).
`;

const SECTIONS = [
  [
    'The project',
    (path) => !/^(apis|functions|tables|eventSourceMappings|apiKeys|usagePlans|faults)\.\*/.test(path),
  ],
  ['APIs', (path) => /^apis\.\*\.(?!(stages|routes|authorizers|unmeasured)\.\*?)/.test(path)],
  ['Stages', (path) => path.startsWith('apis.*.stages.*')],
  ['Routes', (path) => /^apis\.\*\.routes\.\*\.(?!integration\.)/.test(path)],
  ['Integrations', (path) => path.startsWith('apis.*.routes.*.integration.')],
  ['Authorizers', (path) => path.startsWith('apis.*.authorizers.*')],
  ['API keys and usage plans', (path) => /^(apiKeys|usagePlans)\.\*/.test(path)],
  ['What nobody has measured on AWS', (path) => path.startsWith('apis.*.unmeasured.')],
  ['Functions', (path) => path.startsWith('functions.*')],
  ['Tables', (path) => path.startsWith('tables.*')],
  ['Event source mappings', (path) => path.startsWith('eventSourceMappings.*')],
  ['Faults', (path) => path.startsWith('faults.*')],
];

/** Every setting that the schema names: its path, and what is said of it. */
function settingsOf(schema, path = []) {
  const named = Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [
    { path: [...path, key].join('.'), schema: inner },
    ...settingsOf(inner, [...path, key]),
  ]);
  const any = typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  return [
    ...named,
    ...(schema.items ? settingsOf(schema.items, [...path, '*']) : []),
    ...any.flatMap((inner) => settingsOf(inner, [...path, '*'])),
    ...(schema.anyOf ?? []).flatMap((inner) => settingsOf(inner, path)),
  ];
}

function rowOf({ path, schema }) {
  const [text, initial = ''] = (schema.description ?? '').split(/ ?Default: (.*)\.$/);
  const values =
    schema.enum === undefined ? '' : ` One of ${schema.enum.map((value) => `\`${value}\``).join(', ')}.`;
  const cell = (content) => content.replaceAll('|', '\\|');
  return `| \`${path}\` | ${cell(text + values)} | ${cell(initial.replaceAll('"', '`'))} |`;
}

/** The page; a setting that no section takes is an error. */
export function settingsPage(schema) {
  const settings = settingsOf(schema);
  const taken = new Set();
  const sections = SECTIONS.map(([title, belongs]) => {
    const own = settings.filter(({ path }) => belongs(path) && !taken.has(path));
    for (const { path } of own) taken.add(path);
    return `## ${title}\n\n| setting | meaning | default |\n|---|---|---|\n${own.map(rowOf).join('\n')}\n`;
  });
  const left = settings.filter(({ path }) => !taken.has(path));
  if (left.length > 0) throw new Error(`No section takes ${left.map(({ path }) => path).join(', ')}`);
  return `${INTRO}\n${sections.join('\n')}`;
}
