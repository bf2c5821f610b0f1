/** The project's own rules about a template, beyond what its schemas say. */
import type { Finding, Rule } from './finding.ts';
import { bucketRules } from './rules/buckets.ts';
import { functionRules } from './rules/functions.ts';
import { operationRules } from './rules/operations.ts';
import { policyRules } from './rules/policies.ts';
import { questionRules } from './rules/questions.ts';
import { reportRules } from './rules/report.ts';
import { sourceRules } from './rules/sources.ts';
import { streamRules } from './rules/streams.ts';
import { tableRules } from './rules/tables.ts';
import { resolve, type Template } from './template.ts';

export const RULES: readonly Rule[] = [
    ...sourceRules,
    ...streamRules,
    ...bucketRules,
    ...tableRules,
    ...questionRules,
    ...functionRules,
    ...reportRules,
    ...operationRules,
    ...policyRules,
];

/** What breaks the rules. */
export const ruleFindings = (template: Template): readonly Finding[] => {
    const resolved = resolve(template);
    return RULES.flatMap(({ find }) => find(resolved));
};
