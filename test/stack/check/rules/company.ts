/** Rules for what a company asks of every stack, and the texts that a change of would replace a policy. */
import { problemIf, type TemplateRule } from '../template-rule.ts';
import { get, resourcesOfType, text, type NamedResource } from '../template.ts';

/**
 * A managed policy with another name or description is a new one: CloudFormation deletes the old one, which fails while
 * it is attached to a role outside of the stack.
 */
const FROZEN_DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
    ['AnalystPolicy', 'Queries the lake through its workgroup'],
    ['OperatorPolicy', 'Operates the lake: replay, redrive, backfill, report, check, and deletes nothing'],
    ['KeeperPolicy', 'Rewrites the tables: compact, rebuild, erase-user'],
    ['OperatorPoolPolicy1', 'Reads the event history and settings of user pools, and sends feedback'],
]);
const POLICY_NAME = /^cognito-log-lake-dev-(?:analyst|operator|keeper|operator-pools-\d+)-us-west-2$/;

const boundaryAndPath = ({ properties }: NamedResource): string =>
    `${text(get(properties, 'PermissionsBoundary'))} ${text(get(properties, 'Path'))}`;

export const companyRules: readonly TemplateRule[] = [
    {
        name: 'all roles have the same permissions boundary and path',
        findProblems: (template) => {
            const roles = resourcesOfType(template, 'AWS::IAM::Role');
            const [first] = roles.map(boundaryAndPath);
            return roles.flatMap((role) =>
                problemIf(
                    boundaryAndPath(role) !== first,
                    role.id,
                    `differs from other roles: ${boundaryAndPath(role)}`,
                ),
            );
        },
    },
    {
        name: 'managed policies keep their names and descriptions',
        findProblems: (template) =>
            resourcesOfType(template, 'AWS::IAM::ManagedPolicy').flatMap(({ id, properties }) => [
                ...problemIf(
                    text(get(properties, 'Description')) !== FROZEN_DESCRIPTIONS.get(id.replace(/\d+$/, '1')),
                    id,
                    'has another description: an attached policy can not be replaced',
                ),
                ...problemIf(
                    !POLICY_NAME.test(text(get(properties, 'ManagedPolicyName'))),
                    id,
                    'has another name: an attached policy can not be replaced',
                ),
            ]),
    },
    {
        name: 'no version of a function is published, because nothing uses one',
        findProblems: (template) =>
            resourcesOfType(template, 'AWS::Lambda::Version').flatMap(({ id }) => problemIf(true, id, 'is a version')),
    },
];
