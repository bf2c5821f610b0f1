/** The generated parts of docs/queries.md and docs/checks.md, from the headers of the SQL files. */
import { readCatalogue, type Query } from '../../lib/query/catalogue.ts';
import { alsoReads } from '../../lib/query/query-help.ts';
import { defaultText, optionOf } from '../../lib/query/parameter-list.ts';
import type { SqlTemplate } from '../../lib/query/sql-header.ts';
import { readChecks } from '../../lib/watch/check/read-checks.ts';
import { blocks, code, list, sentence, table } from './markdown.ts';

/** Everything that the header of a query or check says, under a heading with its name. */
const section = (template: SqlTemplate): string =>
    blocks([
        `### ${template.name}`,
        `**${template.title}**, severity ${template.severity}. ${template.description}`,
        list([
            `Each row: ${template.grain}`,
            `Typical false positives: ${template.falsePositives}`,
            ...(template.notDetected === null ? [] : [`Does not detect: ${template.notDetected}`]),
            `Next step: ${template.nextStep}`,
            ...(template.lookback === '0' ? [] : [`Also reads: ${alsoReads(template.lookback)}`]),
        ]),
        table(
            ['option', 'type', 'default', 'description'],
            template.parameters.map((parameter) => [
                code(optionOf(parameter)),
                parameter.type,
                defaultText(parameter),
                parameter.description,
            ]),
        ),
    ]);

const linkTo = ({ name }: SqlTemplate): string => `[${code(name)}](#${name})`;

const groupsOf = (queries: readonly Query[]): readonly string[] => [...new Set(queries.map(({ group }) => group))];

/** An index of the queries, then a section for each, by group. */
export const queriesReference = (): string => {
    const queries = readCatalogue();
    const index = table(
        ['group', 'query', 'title', 'severity'],
        queries.map((query) => [query.group, linkTo(query), query.title, query.severity]),
    );
    const groups = groupsOf(queries).flatMap((group) => [
        `## ${sentence(group)}`,
        ...queries.filter((query) => query.group === group).map(section),
    ]);
    return blocks([index, ...groups]);
};

/** An index of the checks, then a section for each. */
export const checksReference = (): string => {
    const checks = readChecks();
    const index = table(
        ['check', 'severity', 'title', 'description'],
        checks.map((check) => [linkTo(check), check.severity, check.title, check.description]),
    );
    return blocks([index, '## Each check', ...checks.map(section)]);
};
