/**
 * What has to hold in a project whatever file it came from. Each rule looks at one thing; together they report
 * everything at once.
 */
import type { DefinitionPath } from './definition-path.ts';
import type { Project } from './model.ts';
import { formatPath, type Problem, withoutConsequences } from './problems.ts';
import type { Words } from './reading.ts';
import { apiRules } from './rules/apis.ts';
import { eventSourceRules } from './rules/event-sources.ts';
import { functionRules } from './rules/functions.ts';
import { integrationRules } from './rules/integrations.ts';
import { quotaRules } from './rules/quotas.ts';
import { referenceRules } from './rules/references.ts';
import type { ProjectChecks } from './rules/rule.ts';
import { seedRules } from './rules/seeds.ts';
import { tableRules } from './rules/tables.ts';

const RULES = [
  ...apiRules,
  ...integrationRules,
  ...referenceRules,
  ...quotaRules,
  ...functionRules,
  ...tableRules,
  ...seedRules,
  ...eventSourceRules,
];

/**
 * Everything that is wrong with the project.
 *
 * @param broken - values that are known to be wrong already, and stand-ins in the project.
 */
export function findProjectProblems(
  project: Project,
  checks: ProjectChecks,
  words: Words,
  broken: readonly DefinitionPath[] = [],
): Problem[] {
  return RULES.flatMap((rule) => {
    const found = withoutConsequences(rule(project, checks, words), broken);
    // Of several reasons that a rule has against one value, the first is enough.
    return [...new Map(found.toReversed().map((problem) => [formatPath(problem.path), problem])).values()];
  });
}
