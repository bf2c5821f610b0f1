/** Rules about the customer managed KMS key of the streams: whoever needs it may use it, and only through a service. */
import { problemIf, type TemplateProblem, type TemplateRule } from '../template-rule.ts';
import { get, list, resourcesOfType, text, texts, type Json, type NamedResource, type Template } from '../template.ts';

const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];
const PUT_ACTIONS = new Set(['firehose:PutRecord', 'firehose:PutRecordBatch']);

type IdentityPolicy = { readonly id: string; readonly statements: readonly Json[] };

const identityPolicies = (template: Template): readonly IdentityPolicy[] => [
    ...resourcesOfType(template, 'AWS::IAM::Role').map(({ id, properties }) => ({
        id,
        statements: list(get(properties, 'Policies')).flatMap((each) => list(get(each, 'PolicyDocument', 'Statement'))),
    })),
    ...resourcesOfType(template, 'AWS::IAM::ManagedPolicy').map(({ id, properties }) => ({
        id,
        statements: list(get(properties, 'PolicyDocument', 'Statement')),
    })),
];

const streamsWithKey = (template: Template): readonly NamedResource[] =>
    resourcesOfType(template, 'AWS::KinesisFirehose::DeliveryStream').filter(
        ({ properties }) => keyOf(properties) !== undefined,
    );
const keyOf = (stream: Json): Json | undefined => get(stream, 'DeliveryStreamEncryptionConfigurationInput', 'KeyARN');

const isAllowed = (statements: readonly Json[], action: string, arn: string, service: string): boolean =>
    statements.some(
        (statement) =>
            texts(get(statement, 'Action')).includes(action) &&
            texts(get(statement, 'Resource')).includes(arn) &&
            texts(get(statement, 'Condition', 'StringEquals', 'kms:ViaService')).includes(
                `${service}.us-west-2.amazonaws.com`,
            ),
    );

const mayPut = (statements: readonly Json[], stream: NamedResource): boolean =>
    statements.some(
        (statement) =>
            texts(get(statement, 'Action')).some((action) => PUT_ACTIONS.has(action)) &&
            texts(get(statement, 'Resource')).some((arn) =>
                arn.endsWith(`:deliverystream/${text(get(stream.properties, 'DeliveryStreamName'))}`),
            ),
    );

const missingUses = (
    { id, statements }: IdentityPolicy,
    key: string,
    service: string,
    why: string,
): readonly TemplateProblem[] =>
    KEY_ACTIONS.flatMap((action) =>
        problemIf(!isAllowed(statements, action, key, service), id, `${why}, but lacks ${action} through ${service}`),
    );

export const keyRules: readonly TemplateRule[] = [
    {
        name: 'whoever may put records on a stream with a KMS key may use the key through Firehose',
        findProblems: (template) =>
            streamsWithKey(template).flatMap((stream) =>
                identityPolicies(template)
                    .filter(({ statements }) => mayPut(statements, stream))
                    .flatMap((policy) =>
                        missingUses(policy, text(keyOf(stream.properties)), 'firehose', `may write to ${stream.id}`),
                    ),
            ),
    },
    {
        name: 'the role of a stream with a KMS key may use the key through S3',
        findProblems: (template) =>
            streamsWithKey(template).flatMap((stream) => {
                const role = text(get(stream.properties, 'ExtendedS3DestinationConfiguration', 'RoleARN'));
                return identityPolicies(template)
                    .filter(({ id }) => role.endsWith(`role/${id}`))
                    .flatMap((policy) =>
                        missingUses(policy, text(keyOf(stream.properties)), 's3', `writes what ${stream.id} delivers`),
                    );
            }),
    },
    {
        name: 'the KMS key is used only through a service',
        findProblems: (template) => {
            const keys = new Set(streamsWithKey(template).map(({ properties }) => text(keyOf(properties))));
            return identityPolicies(template).flatMap(({ id, statements }) =>
                statements
                    .filter(
                        (statement) =>
                            texts(get(statement, 'Resource')).some((arn) => keys.has(arn)) &&
                            texts(get(statement, 'Action')).some((action) => KEY_ACTIONS.includes(action)),
                    )
                    .flatMap((statement) =>
                        problemIf(
                            get(statement, 'Condition', 'StringEquals', 'kms:ViaService') === undefined,
                            id,
                            'may use the key without a service',
                        ),
                    ),
            );
        },
    },
];
