/** The project's rules about templates, beyond the CloudFormation schemas. */
import type { TemplateProblem, TemplateRule } from './template-rule.ts';
import { bucketRules } from './rules/buckets.ts';
import { companyRules } from './rules/company.ts';
import { functionRules } from './rules/functions.ts';
import { keyRules } from './rules/keys.ts';
import { operationRules } from './rules/operations.ts';
import { policyRules } from './rules/policies.ts';
import { lakeFormationRules } from './rules/lake-formation.ts';
import { namedQueryRules } from './rules/named-queries.ts';
import { reportRules } from './rules/report.ts';
import { sourceRules } from './rules/sources.ts';
import { streamRules } from './rules/streams.ts';
import { tableRules } from './rules/tables.ts';
import { resolveReferences, type Template } from './template.ts';

export const RULES: readonly TemplateRule[] = [
    ...sourceRules,
    ...streamRules,
    ...bucketRules,
    ...tableRules,
    ...lakeFormationRules,
    ...namedQueryRules,
    ...functionRules,
    ...reportRules,
    ...operationRules,
    ...policyRules,
    ...keyRules,
    ...companyRules,
];

/** All violations of the rules. */
export const checkRules = (template: Template): readonly TemplateProblem[] => {
    const resolved = resolveReferences(template);
    return RULES.flatMap(({ findProblems }) => findProblems(resolved));
};
